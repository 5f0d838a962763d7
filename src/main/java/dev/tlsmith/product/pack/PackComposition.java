package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pack as it comes together from its traits and its own folder. It knows who brings what, and
 * refuses that two bring the same.
 */
final class PackComposition {

  /** How the pack itself is called in messages, in the place of a trait. */
  private static final String OWN = "product.yaml";

  private static final String FACTS = "facts";
  private static final String STATES = "states";
  private static final String BEFORE = "before";
  private static final String VERSIONS = "/versions";
  private static final String LINE = "line";

  private final String pack;
  private final ObjectNode definition = JsonNodeFactory.instance.objectNode();
  private final Map<String, String> templates = new HashMap<>();
  private final Map<String, byte[]> copies = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, String> neededFacts = new HashMap<>();
  private final Map<String, JsonNode> traitFacts = new HashMap<>();

  PackComposition(String pack) {
    this.pack = pack;
    definition.putObject(FACTS);
  }

  /** Takes what a trait brings. */
  void take(String trait, ObjectNode brought, Map<String, String> itsTemplates) {
    brought.path(FACTS).fields().forEachRemaining(fact -> take(trait, fact));
    if (brought.path(STATES) instanceof ObjectNode stated) {
      ((ObjectNode) definition.path(FACTS)).setAll(stated);
    }
    brought.remove(List.of(FACTS, STATES, "description", "needs"));
    claim(trait, brought);
    itsTemplates.keySet().forEach(name -> claim(trait, "template", name));
    unite(trait, "", definition, brought);
    templates.putAll(itsTemplates);
  }

  private void take(String trait, Map.Entry<String, JsonNode> fact) {
    claim(trait, "fact", fact.getKey());
    traitFacts.put(fact.getKey(), fact.getValue());
    JsonNode value = fact.getValue().get("default");
    if (value == null) {
      String rule = "trait '%s' needs the fact '%s': %s";
      String description = fact.getValue().path("description").asText();
      neededFacts.put(fact.getKey(), rule.formatted(trait, fact.getKey(), description));
    } else {
      ((ObjectNode) definition.path(FACTS)).set(fact.getKey(), value);
    }
  }

  /**
   * Takes what the pack has itself, after all traits.
   *
   * @throws PackException if a fact that a trait needs is not stated
   */
  void takeOwn(ObjectNode product, Map<String, String> itsTemplates) {
    claim(OWN, product);
    JsonNode facts = product.remove(FACTS);
    if (facts instanceof ObjectNode stated) {
      ((ObjectNode) definition.path(FACTS)).setAll(stated);
    }
    JsonNode traitRules = definition.remove("rules");
    unite(OWN, "", definition, product);
    offerCharts();
    if (traitRules != null) {
      unite(OWN, "", definition, JsonNodeFactory.instance.objectNode().set("rules", traitRules));
    }
    templates.putAll(itsTemplates);
    Set<String> stated = new TreeSet<>();
    definition.path(FACTS).fieldNames().forEachRemaining(stated::add);
    for (JsonNode version : definition.path("versions")) {
      version.path(FACTS).fieldNames().forEachRemaining(stated::add);
    }
    for (JsonNode version : definition.path("chart").path("versions")) {
      version.path(FACTS).fieldNames().forEachRemaining(stated::add);
    }
    neededFacts.keySet().removeAll(stated);
    if (!neededFacts.isEmpty()) {
      throw new PackException(pack, String.join("; ", new TreeSet<>(neededFacts.values())));
    }
  }

  /** Where there are several charts, an option chooses one. */
  private void offerCharts() {
    JsonNode umbrellas = definition.path("umbrellaCharts");
    if (umbrellas.isEmpty()) {
      return;
    }
    String own = definition.path("chart").path("name").asText();
    claim("umbrellaCharts", "option", PackDefinition.CHART_OPTION);
    ObjectNode option = definition.withObject("/options").putObject(PackDefinition.CHART_OPTION);
    ArrayNode names = option.put("type", "string").put("default", own).putArray("enum").add(own);
    List<String> below = new ArrayList<>();
    for (JsonNode umbrella : umbrellas) {
      names.add(umbrella.path("name"));
      below.add(
          "for %s below the key '%s'"
              .formatted(umbrella.path("name").asText(), umbrella.path("key").asText()));
    }
    String description =
        "Helm chart that you install; 'chartVersion' is a version of it, and values stand as it"
            + " takes them: %s.";
    option.put("description", description.formatted(String.join(", ", below)));
  }

  /** Its {@code product.yaml} as if there were no traits: its own rules, then theirs. */
  ObjectNode definition(OptionTypes types) {
    types.inline(pack, definition.path("options"));
    ArrayNode files = ordered(definition.path("files"));
    definition.set("files", ComponentFiles.writtenOut(files, definition.path("components")));
    if (!definition.has("chart")) {
      leaveOutHelm();
    }
    return definition;
  }

  /** A product without a chart is not installed by Helm, whatever its traits have for that. */
  private void leaveOutHelm() {
    Iterator<JsonNode> files = definition.path("files").iterator();
    while (files.hasNext()) {
      ArrayNode targets = (ArrayNode) files.next().path("targets");
      targets.removeIf(target -> target.asText().equals("helm"));
      if (targets.isEmpty()) {
        files.remove();
      }
    }
  }

  /** What its traits say of the facts that they ask for, by name. */
  Map<String, JsonNode> traitFacts() {
    return traitFacts;
  }

  /** Takes files that are copied; one taken later stands in the place of another of its name. */
  void takeCopies(Map<String, byte[]> files) {
    copies.putAll(files);
  }

  /** What is copied as it is, by name. */
  Map<String, byte[]> copies() {
    return copies;
  }

  /** Its templates, by name. */
  Map<String, String> templates() {
    return templates;
  }

  private void claim(String owner, ObjectNode brought) {
    brought.path("options").fieldNames().forEachRemaining(name -> claim(owner, "option", name));
    brought.path("files").forEach(file -> claim(owner, "file", file.path("path").asText()));
    brought.path("rules").forEach(rule -> claim(owner, "rule", rule.path("code").asText()));
  }

  private void claim(String owner, String kind, String name) {
    String other = owners.putIfAbsent(kind + " " + name, owner);
    if (other != null && !other.equals(owner)) {
      String fix =
          owner.equals(OWN)
              ? "change it below 'traits', or name yours otherwise"
              : "leave one of them out, or set it to null below 'traits'";
      String rule = "the %s '%s' of %s comes with trait '%s' as well; %s";
      throw new PackException(pack, rule.formatted(kind, name, owner, other, fix));
    }
  }

  private void unite(String owner, String at, ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      JsonNode present = into.get(field.getKey());
      String place = at + "/" + field.getKey();
      switch (field.getValue()) {
        case ObjectNode map when present instanceof ObjectNode there ->
            unite(owner, place, there, map);
        case ArrayNode lines when present instanceof ArrayNode there && place.equals(VERSIONS) ->
            uniteLines(owner, there, lines);
        case ArrayNode list when present instanceof ArrayNode there -> there.addAll(list);
        case JsonNode value when present == null || present.equals(value) ->
            into.set(field.getKey(), value);
        case JsonNode value -> {
          String rule = "%s says %s at %s, and a trait says %s; one of them has to go";
          throw new PackException(pack, rule.formatted(owner, value, place, present));
        }
      }
    }
  }

  /** Version lines: what a trait and the pack say of one holds together. */
  private void uniteLines(String owner, ArrayNode into, ArrayNode from) {
    for (JsonNode line : from) {
      String name = line.path(LINE).asText();
      Optional<JsonNode> present =
          into.valueStream().filter(one -> one.path(LINE).asText().equals(name)).findFirst();
      if (present.isPresent()) {
        String at = "%s/%s".formatted(VERSIONS, name);
        unite(owner, at, (ObjectNode) present.get(), (ObjectNode) line);
      } else {
        into.add(line);
      }
    }
  }

  /**
   * Files in the order of traits; then the pack's own, each where it asks to be; documents last.
   */
  private ArrayNode ordered(JsonNode files) {
    List<JsonNode> ordered = new ArrayList<>();
    for (JsonNode file : files) {
      JsonNode before = ((ObjectNode) file).remove(BEFORE);
      ordered.add(before == null ? ordered.size() : place(ordered, before.asText()), file);
    }
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    ordered.stream().filter(file -> !isDocument(file)).forEach(result::add);
    ordered.stream().filter(PackComposition::isDocument).forEach(result::add);
    return result;
  }

  private int place(List<JsonNode> ordered, String before) {
    for (int i = 0; i < ordered.size(); i++) {
      if (ordered.get(i).path("path").asText().equals(before)) {
        return i;
      }
    }
    throw new PackException(pack, "files: before: there is no file '%s'".formatted(before));
  }

  private static boolean isDocument(JsonNode file) {
    return file.path("template").asText().startsWith("document/");
  }
}
