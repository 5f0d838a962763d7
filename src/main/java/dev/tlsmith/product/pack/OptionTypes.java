package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Kinds of text and numbers that options of many products take. An option that says {@code is:
 * subdomain} gets the keywords of that type; where its default is {@code ''}, the empty text is
 * allowed as well. Of any other option the default says the type; without one it is a text and
 * {@code ''}. One with {@code properties} is an object that has no others; its default is what
 * theirs are.
 */
final class OptionTypes {

  private static final String IS = "is";
  private static final String PATTERN = "pattern";
  private static final String PROPERTIES = "properties";
  private static final String DEFAULT = "default";
  private static final String TYPE = "type";

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
        if (!schema.has(DEFAULT) && !schema.has(PROPERTIES)) {
          schema.put(DEFAULT, "");
        }
        inlineType(pack, option.getKey(), schema);
        if (schema.path("items") instanceof ObjectNode items) {
          inlineType(pack, option.getKey(), items);
        }
        if (schema.path(PROPERTIES) instanceof ObjectNode properties) {
          inline(pack, properties);
          close(schema, properties);
        } else if (!schema.has(TYPE) && !schema.has("enum")) {
          schema.put(TYPE, typeOf(schema.path(DEFAULT)));
        }
      }
    }
  }

  private static void close(ObjectNode schema, ObjectNode properties) {
    ObjectNode defaults = schema.objectNode();
    properties
        .properties()
        .forEach(property -> defaults.set(property.getKey(), property.getValue().path(DEFAULT)));
    schema.put(TYPE, "object").put("additionalProperties", false).putIfAbsent(DEFAULT, defaults);
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "boolean";
      case NUMBER -> "integer";
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case STRING, BINARY, NULL, MISSING -> "string";
    };
  }

  private void inlineType(String pack, String option, ObjectNode schema) {
    JsonNode is = schema.remove(IS);
    if (is == null) {
      return;
    }
    String name = is.asText();
    if (!(types.path(name) instanceof ObjectNode type)) {
      String known = String.join(", ", (Iterable<String>) types::fieldNames);
      String rule = "option '%s': there is no type '%s'; there are %s";
      throw new PackException(pack, rule.formatted(option, name, known));
    }
    JsonNode keywords = type.deepCopy();
    if (schema.path(DEFAULT).asText("-").isEmpty() && keywords.has(PATTERN)) {
      ((ObjectNode) keywords).put(PATTERN, "^$|" + keywords.path(PATTERN).asText());
    }
    for (Map.Entry<String, JsonNode> keyword : keywords.properties()) {
      schema.putIfAbsent(keyword.getKey(), keyword.getValue());
    }
    if (schema.has(PATTERN)) {
      schema.putIfAbsent(TYPE, schema.textNode("string"));
    }
  }
}
