package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.spec.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What the files of packs must look like: {@code schema/product.schema.yaml}. */
final class PackSchemas {

  private static final String TRAIT = "trait";

  private final JsonSchema pack;
  private final JsonSchema trait;
  private final JsonSchema rules;

  PackSchemas() {
    JsonNode document = document();
    this.pack = new JsonSchema(document);
    this.trait = part(document, "/$defs/Trait", TRAIT);
    this.rules = part(document, "/$defs/Trait/properties/rules", "rules");
  }

  /** What is wrong with a {@code product.yaml}, by pointer. */
  List<Fault> ofPack(JsonNode definition) {
    return pack.validate(definition);
  }

  /** What is wrong with a {@code trait.yaml}. */
  List<Fault> ofTrait(JsonNode definition) {
    return trait.validate(PackFolder.YAML.createObjectNode().set(TRAIT, definition));
  }

  /** What is wrong with the rules that all packs have. */
  List<Fault> ofRules(JsonNode definition) {
    return rules.validate(definition);
  }

  private static JsonNode document() {
    try (InputStream in = PackSchemas.class.getResourceAsStream("/schema/product.schema.yaml")) {
      return PackFolder.YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema of a document with one field, which is described at a place of the whole. */
  private static JsonSchema part(JsonNode document, String place, String field) {
    ObjectNode part = PackFolder.YAML.createObjectNode();
    part.put("type", "object").put("additionalProperties", false);
    part.putObject("properties").set(field, document.at(place));
    part.set("$defs", document.path("$defs"));
    return new JsonSchema(part);
  }
}
