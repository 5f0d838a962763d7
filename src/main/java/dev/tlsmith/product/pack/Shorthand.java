package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an author may leave out of a definition or write in a shorter form, written out:
 *
 * <ul>
 *   <li>a rule's {@code error: code}, {@code warning: code} or {@code note: code} is its severity
 *       and its code;
 *   <li>a rule is about the option that its condition names first where it has no {@code pointer};
 *   <li>the source of a pack's own rule is the pack's {@code documentation} where it names none;
 *   <li>the template of a file is its path and {@code .j2};
 *   <li>the targets of a patch are {@code kubernetes}, of what kubectl applies {@code helm} and
 *       {@code kubernetes}, of another stream that one;
 *   <li>an entry of {@code existing.types} may be about several places.
 * </ul>
 *
 * <p>Options have short forms of their own, see {@link OptionTypes}.
 */
final class Shorthand {

  private static final String SOURCE = "source";
  private static final String POINTER = "pointer";
  private static final String TEMPLATE = "template";
  private static final String TARGETS = "targets";
  private static final String KUBERNETES = "kubernetes";
  private static final String AT = "at";
  private static final Pattern OPTION = Pattern.compile("\\boptions\\.(\\w+)");

  private Shorthand() {}

  /**
   * Writes everything out, in place.
   *
   * @param definition a {@code product.yaml}, {@code trait.yaml} or {@code rules.yaml} that the
   *     schema allows
   * @return the codes of the rules that are about nothing
   */
  static List<String> writeOut(ObjectNode definition) {
    List<String> aboutNothing = new ArrayList<>();
    JsonNode documentation = definition.path("documentation");
    for (JsonNode rule : definition.path("rules")) {
      writeOutRule((ObjectNode) rule, documentation);
      if (!rule.has(POINTER)) {
        aboutNothing.add(rule.path("code").asText());
      }
    }
    for (JsonNode file : definition.path("files")) {
      writeOutFile((ObjectNode) file);
    }
    if (definition.path("existing").path("types") instanceof ArrayNode types) {
      ArrayNode each = types.arrayNode();
      types.forEach(type -> writeOutType((ObjectNode) type, each));
      types.removeAll().addAll(each);
    }
    return aboutNothing;
  }

  private static void writeOutRule(ObjectNode rule, JsonNode documentation) {
    for (String severity : PackText.RULE_SEVERITIES) {
      JsonNode code = rule.remove(severity);
      if (code != null) {
        rule.put("severity", severity).set("code", code);
      }
    }
    Matcher option = OPTION.matcher(rule.path("when").asText());
    if (!rule.has(POINTER) && option.find()) {
      rule.put(POINTER, "/options/" + option.group(1));
    }
    if (!rule.has(SOURCE) && documentation.isTextual()) {
      rule.set(SOURCE, documentation);
    }
  }

  private static void writeOutFile(ObjectNode file) {
    if (!file.has(TEMPLATE)) {
      file.put(TEMPLATE, file.path("path").asText() + PackDefinition.TEMPLATE_SUFFIX);
    }
    if (!file.has(TARGETS)) {
      String stream = file.path("stream").asText(KUBERNETES);
      boolean applied = stream.equals(KUBERNETES) && !file.has("patch");
      List<String> targets = applied ? List.of("helm", KUBERNETES) : List.of(stream);
      targets.forEach(file.putArray(TARGETS)::add);
    }
  }

  private static void writeOutType(ObjectNode type, ArrayNode each) {
    JsonNode places = type.path(AT);
    if (places.isTextual()) {
      each.add(type);
    }
    for (JsonNode place : places) {
      each.add(type.deepCopy().set(AT, place));
    }
  }
}
