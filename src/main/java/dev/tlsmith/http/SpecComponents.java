package dev.tlsmith.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The spec's JSON Schema as components of the contract, in the way that generators of clients read
 * best. The schema that bodies are held to says the same, in the way that gives the best messages.
 *
 * <ul>
 *   <li>A choice by the value of a field, there a list of conditions, is a {@code oneOf} with a
 *       {@code discriminator} here.
 *   <li>A default is told in the description: generators take a field that has one for a field that
 *       is always there, and have callers send it.
 * </ul>
 */
final class SpecComponents {

  private static final String NAME = "TlsDeploymentSpec";
  private static final String COMPONENTS = "#/components/schemas/";
  private static final String REFERENCE = "$ref";
  private static final String DESCRIPTION = "description";
  private static final String DEFAULT = "default";

  private final JsonNode definitions;

  private SpecComponents(JsonNode definitions) {
    this.definitions = definitions;
  }

  /**
   * The components.
   *
   * @param schema of a spec, with definitions; stays as it is
   * @return the spec, and each definition under a name that begins with the spec's
   */
  static ObjectNode of(JsonNode schema) {
    ObjectNode spec = schema.deepCopy();
    spec.remove("$schema");
    JsonNode definitions = spec.remove("$defs");
    SpecComponents components = new SpecComponents(definitions.deepCopy());
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.set(NAME, spec);
    definitions.properties().forEach(each -> all.set(name(each.getKey()), each.getValue()));
    all.forEach(components::tellDefaults);
    List.copyOf(all.properties()).forEach(each -> discriminate(all, each.getValue()));
    all.forEach(SpecComponents::pointToComponents);
    return all;
  }

  private static String name(String definition) {
    return NAME + "." + definition;
  }

  private void tellDefaults(JsonNode schema) {
    if (schema instanceof ObjectNode object && hasDefault(object)) {
      JsonNode value = object.remove(DEFAULT);
      String text = value.isTextual() ? value.asText() : value.toString();
      String own = object.path(DESCRIPTION).asText(described(object.path(REFERENCE).asText()));
      object.put(DESCRIPTION, (own + " Default is " + text + ".").strip());
    }
    schema.forEach(this::tellDefaults);
  }

  /** What has neither is the list of an object's fields, one of which may be called that. */
  private static boolean hasDefault(ObjectNode schema) {
    return schema.has(DEFAULT) && (schema.has("type") || schema.has(REFERENCE));
  }

  private String described(String reference) {
    return definitions.at(reference.replace("#/$defs", "")).path(DESCRIPTION).asText("");
  }

  /** Turns {@code allOf: [{if: field is const, then: $ref} …]} into a discriminated choice. */
  private static void discriminate(ObjectNode all, JsonNode schema) {
    JsonNode cases = schema.path("allOf");
    if (cases.isEmpty() || !cases.path(0).has("if")) {
      return;
    }
    ObjectNode choice = (ObjectNode) schema;
    choice.remove(List.of("allOf", "properties", "required"));
    ArrayNode oneOf = choice.putArray("oneOf");
    ObjectNode discriminator = choice.putObject("discriminator");
    ObjectNode mapping = JsonNodeFactory.instance.objectNode();
    for (JsonNode condition : cases) {
      Map.Entry<String, JsonNode> field =
          condition.at("/if/properties").properties().iterator().next();
      String definition = condition.at("/then/$ref").asText().replace("#/$defs/", "");
      discriminator.put("propertyName", field.getKey());
      mapping.put(field.getValue().path("const").asText(), COMPONENTS + name(definition));
      oneOf.addObject().put(REFERENCE, "#/$defs/" + definition);
      require((ObjectNode) all.path(name(definition)), field.getKey());
    }
    discriminator.set("mapping", mapping);
  }

  private static void require(ObjectNode schema, String field) {
    List<JsonNode> others = new ArrayList<>();
    schema.path("required").forEach(others::add);
    schema.putArray("required").add(field).addAll(others);
  }

  private static void pointToComponents(JsonNode node) {
    if (node instanceof ObjectNode object && object.path(REFERENCE).isTextual()) {
      String reference = object.path(REFERENCE).asText();
      object.put(REFERENCE, reference.replace("#/$defs/", COMPONENTS + NAME + "."));
    }
    node.forEach(SpecComponents::pointToComponents);
  }
}
