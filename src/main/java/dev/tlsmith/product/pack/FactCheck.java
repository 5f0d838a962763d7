package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The facts that a pack states, held to what its traits and its templates ask for. */
final class FactCheck {

  private static final Pattern TAG = Pattern.compile("(?s)\\{[{%].*?[%}]}");
  private static final Pattern FACT = Pattern.compile("\\bfact\\.([A-Za-z_]\\w*)");
  private static final Pattern NAME = Pattern.compile("[.'\"]([A-Za-z_]\\w*)");

  private final Map<String, JsonNode> declared;
  private final Set<String> known;
  private final Set<String> used;
  private final Set<String> own;
  private final List<Fault> faults = new ArrayList<>();

  private FactCheck(
      Map<String, JsonNode> declared, Set<String> known, Set<String> used, Set<String> own) {
    this.declared = declared;
    this.known = known;
    this.used = used;
    this.own = own;
  }

  /**
   * Facts that nothing asks for, and those whose template is missing.
   *
   * @param product the pack's own {@code product.yaml}
   * @param declared facts of its traits, by name
   * @param whole the pack with its traits
   * @param templates texts of all its templates
   * @param own names of the templates that the pack has itself
   * @return faults with pointers into {@code product}
   */
  static List<Fault> of(
      ObjectNode product,
      Map<String, JsonNode> declared,
      JsonNode whole,
      Collection<String> templates,
      Set<String> own) {
    String code =
        templates.stream()
                .flatMap(text -> TAG.matcher(text).results().map(MatchResult::group))
                .collect(Collectors.joining("\n"))
            + whole.toString().replace("\\\"", "'").replaceAll("\"([A-Za-z_]\\w*)\":", " ");
    Set<String> used = names(NAME, code);
    Set<String> known = names(FACT, code);
    known.addAll(declared.keySet());
    FactCheck check = new FactCheck(declared, known, used, own);
    check.check(product.path("facts"), "/facts");
    check.checkEach(product, "/versions");
    check.checkEach(product, "/chart/versions");
    check.checkComponents(product.path("components"));
    return check.faults;
  }

  private static Set<String> names(Pattern pattern, String code) {
    return pattern
        .matcher(code)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void checkEach(ObjectNode product, String list) {
    JsonNode entries = product.at(list);
    for (int i = 0; i < entries.size(); i++) {
      check(entries.path(i).path("facts"), "%s/%d/facts".formatted(list, i));
    }
  }

  private void check(JsonNode facts, String at) {
    for (Map.Entry<String, JsonNode> fact : facts.properties()) {
      String pointer = at + "/" + fact.getKey();
      JsonNode trait = declared.get(fact.getKey());
      if (trait == null && !used.contains(fact.getKey())) {
        refuse(pointer, "fact", fact.getKey(), known);
      }
      String template = trait == null ? "" : trait.path("template").asText();
      if (!template.isEmpty() && !own.contains(template)) {
        String rule =
            "the fact '%s' needs a template '%s' of the pack, which is not there; write it";
        faults.add(new Fault(pointer, "missing-template", rule.formatted(fact.getKey(), template)));
      }
      if (trait != null && trait.has("keys")) {
        Set<String> keys = new TreeSet<>();
        trait.path("keys").forEach(key -> keys.add(key.asText()));
        for (Map.Entry<String, JsonNode> key : fact.getValue().properties()) {
          if (!keys.contains(key.getKey())) {
            refuse(
                pointer + "/" + key.getKey(), "key of '" + fact.getKey() + "'", key.getKey(), keys);
          }
        }
      }
    }
  }

  private void checkComponents(JsonNode components) {
    for (int i = 0; i < components.size(); i++) {
      for (String fact : (Iterable<String>) components.path(i).path("facts")::fieldNames) {
        if (!used.contains(fact)) {
          String rule =
              "no trait and no template asks for the fact '%s' of a component; take it out, or"
                  + " write it as a template asks for it, e.g. 'servicePort' for {{"
                  + " program.servicePort }}";
          faults.add(
              new Fault(
                  "/components/%d/facts/%s".formatted(i, fact),
                  "unknown-fact",
                  rule.formatted(fact)));
        }
      }
    }
  }

  private void refuse(String pointer, String what, String name, Set<String> names) {
    faults.add(
        new Fault(
            pointer,
            "unknown-fact",
            "no trait and no template asks for the %s '%s'; %s"
                .formatted(what, name, NearestName.advice(name, names))));
  }
}
