package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an author may leave out of a definition or write in a shorter form, written out:
 *
 * <ul>
 *   <li>a rule's {@code error: code} or {@code warning: code} is its level and its code;
 *   <li>the source of a pack's own rule is the pack's {@code documentation} where it names none;
 *   <li>the template of a file is its path and {@code .j2};
 *   <li>an entry of {@code existing.types} may be about several places.
 * </ul>
 *
 * <p>Options have short forms of their own, see {@link OptionTypes}.
 */
final class Shorthand {

  private static final String SOURCE = "source";
  private static final String TEMPLATE = "template";
  private static final String AT = "at";

  private Shorthand() {}

  /**
   * Writes everything out, in place.
   *
   * @param definition a {@code product.yaml}, {@code trait.yaml} or {@code rules.yaml} that the
   *     schema allows
   */
  static void writeOut(ObjectNode definition) {
    JsonNode documentation = definition.path("documentation");
    for (JsonNode rule : definition.path("rules")) {
      writeOut((ObjectNode) rule, documentation);
    }
    for (JsonNode file : definition.path("files")) {
      if (!file.has(TEMPLATE)) {
        ((ObjectNode) file).put(TEMPLATE, file.path("path").asText() + PackReader.TEMPLATE_SUFFIX);
      }
    }
    if (definition.path("existing").path("types") instanceof ArrayNode types) {
      ArrayNode each = types.arrayNode();
      types.forEach(type -> writeOut((ObjectNode) type, each));
      types.removeAll().addAll(each);
    }
  }

  private static void writeOut(ObjectNode rule, JsonNode documentation) {
    for (String level : PackText.RULE_LEVELS) {
      JsonNode code = rule.remove(level);
      if (code != null) {
        rule.put("level", level).set("code", code);
      }
    }
    if (!rule.has(SOURCE) && documentation.isTextual()) {
      rule.set(SOURCE, documentation);
    }
  }

  private static void writeOut(ObjectNode type, ArrayNode each) {
    JsonNode places = type.path(AT);
    if (places.isTextual()) {
      each.add(type);
    }
    for (JsonNode place : places) {
      each.add(type.deepCopy().set(AT, place));
    }
  }
}
