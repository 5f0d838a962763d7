package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Kinds of text and numbers that options of many products take. An option that says {@code is:
 * subdomain} gets the keywords of that type; where its default is {@code ''}, the empty text is
 * allowed as well.
 */
final class OptionTypes {

  private static final String IS = "is";
  private static final String PATTERN = "pattern";

  private final JsonNode types;

  /** The types of a {@code types.yaml}: JSON Schema keywords by name. */
  OptionTypes(JsonNode types) {
    this.types = types;
  }

  /**
   * Writes the keywords of its type into each option, at any depth.
   *
   * @param options by name; changed
   * @throws PackException for a type that there is not
   */
  void inline(String pack, JsonNode options) {
    for (Map.Entry<String, JsonNode> option : options.properties()) {
      if (option.getValue() instanceof ObjectNode schema) {
        JsonNode type = schema.remove(IS);
        if (type != null) {
          inline(pack, option.getKey(), schema, type.asText());
        }
        inline(pack, schema.path("properties"));
        if (schema.path("items") instanceof ObjectNode) {
          inline(pack, schema);
        }
      }
    }
  }

  private void inline(String pack, String option, ObjectNode schema, String name) {
    if (!(types.path(name) instanceof ObjectNode type)) {
      String known = String.join(", ", (Iterable<String>) types::fieldNames);
      String rule = "option '%s': there is no type '%s'; there are %s";
      throw new PackException(pack, rule.formatted(option, name, known));
    }
    JsonNode keywords = type.deepCopy();
    if (schema.path("default").asText("-").isEmpty() && keywords.has(PATTERN)) {
      ((ObjectNode) keywords).put(PATTERN, "^$|" + keywords.path(PATTERN).asText());
    }
    for (Map.Entry<String, JsonNode> keyword : keywords.properties()) {
      schema.putIfAbsent(keyword.getKey(), keyword.getValue());
    }
  }
}
