package dev.tlsmith.product.pack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.pack.PackDefinition.ChartRange;
import dev.tlsmith.product.pack.PackDefinition.ChartVersion;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.JsonSchema;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One product that can be put behind TLS. Immutable. */
public final class ProductPack {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PackDefinition definition;
  private final List<Rule> rules;
  private final TemplateSet templates;
  private final JsonSchema options;
  private final Map<String, byte[]> copies;

  ProductPack(
      PackDefinition definition,
      List<Rule> rules,
      TemplateSet templates,
      Map<String, byte[]> copies) {
    this.copies = Map.copyOf(copies);
    this.definition = definition;
    this.rules = List.copyOf(rules);
    this.templates = templates;
    this.options = schema(definition);
  }

  private static JsonSchema schema(PackDefinition definition) {
    try {
      return new JsonSchema(definition.options());
    } catch (IllegalArgumentException e) {
      throw new PackException(
          List.of(new PackFault(definition.id(), "product.yaml", 0, "options: " + e.getMessage())));
    }
  }

  /** Its id, e.g. {@code "acme-server"}. */
  public String id() {
    return definition.id();
  }

  /** Its name for readers. */
  public String title() {
    return definition.title();
  }

  /** The page about TLS that the product's readers follow. */
  public String documentation() {
    return definition.documentation();
  }

  /** The Helm charts that it can be installed by, its own first. */
  public List<ProductChart> charts() {
    List<ProductChart> charts = new ArrayList<>();
    charts.add(new ProductChart.Own(definition.chart(), definition.umbrellaCharts()));
    String own = charts.getFirst().name();
    definition
        .umbrellaCharts()
        .forEach(umbrella -> charts.add(new ProductChart.Umbrella(umbrella, own)));
    return charts;
  }

  /** The one that options choose; its own by default. */
  public ProductChart chart(Map<String, Object> options) {
    Object name = options.get(PackDefinition.CHART_OPTION);
    return charts().stream()
        .filter(chart -> chart.name().equals(name))
        .findFirst()
        .orElseGet(() -> charts().getFirst());
  }

  /**
   * A version line, and the chart versions that it runs on.
   *
   * @param line e.g. {@code "1.3"}
   * @param oldestChart that it runs on; absent without a chart
   * @param newestChart known for it, the default; absent without a chart
   * @param preview whether no release of it was seen; it is never the default where there is one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Version(
      String line, @Nullable String oldestChart, @Nullable String newestChart, boolean preview) {}

  /** Its version lines with their charts, oldest first. */
  public List<Version> versions() {
    return definition.versions().stream()
        .map(
            line -> {
              ChartRange charts = line.charts();
              return new Version(
                  line.line(),
                  charts == null ? null : charts.oldest(),
                  charts == null ? null : charts.newest(),
                  line.preview());
            })
        .toList();
  }

  /** Its version lines, oldest first, e.g. {@code "1.3"}. */
  public List<String> versionLines() {
    return definition.versions().stream().map(VersionLine::line).toList();
  }

  /** Its components' ids. */
  public List<String> components() {
    return definition.components().stream().map(PackDefinition.Component::id).toList();
  }

  /** The targets that it has files for. */
  public Set<Target> targets() {
    Set<Target> targets = EnumSet.noneOf(Target.class);
    definition.files().forEach(file -> targets.addAll(file.targets()));
    for (Target target : Target.values()) {
      if (targets.contains(target.contents())) {
        targets.add(target);
      }
    }
    return targets;
  }

  /** The JSON Schema of its options. */
  public JsonSchema options() {
    return options;
  }

  /** Every option, at any depth: as given, else its default. */
  public Map<String, Object> optionsOver(Map<String, Object> given) {
    return over(definition.options(), given);
  }

  private static Map<String, Object> over(JsonNode schema, Map<?, ?> given) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> options = schema.path("properties").fields();
        options.hasNext(); ) {
      Map.Entry<String, JsonNode> option = options.next();
      JsonNode rules = option.getValue();
      Object value = given.get(option.getKey());
      if (value == null) {
        value = JSON.convertValue(rules.path("default"), Object.class);
      }
      boolean nested = value instanceof Map && rules.path("properties").isObject();
      all.put(option.getKey(), nested ? over(rules, (Map<?, ?>) value) : value);
    }
    return all;
  }

  /** What its {@code product.yaml} says, traits included. */
  public PackDefinition definition() {
    return definition;
  }

  /** Its rules and those of all products, in the order in which they are judged. */
  public List<Rule> rules() {
    return rules;
  }

  /** Its templates, with those of its traits. */
  public TemplateSet templates() {
    return templates;
  }

  /**
   * What is copied into bundles as it is.
   *
   * @param name path in the pack or in one of its traits
   * @return empty if there is no such file
   */
  public Optional<byte[]> copy(String name) {
    return Optional.ofNullable(copies.get(name)).map(byte[]::clone);
  }

  /** The newest line that is released; the newest of all where none is. */
  public VersionLine newestLine() {
    return definition.versions().reversed().stream()
        .filter(line -> !line.preview())
        .findFirst()
        .orElseGet(definition.versions()::getLast);
  }

  /** The line that a version belongs to. */
  public Optional<VersionLine> line(String version) {
    return definition.versions().stream().filter(line -> line.includes(version)).findFirst();
  }

  /**
   * The facts of the product, with those of the lines up to this one and of the chart versions up
   * to this one laid over them.
   *
   * @param chartVersion of the product's own chart
   */
  public Map<String, Object> facts(VersionLine line, String chartVersion) {
    Map<String, Object> facts = new HashMap<>(definition.facts());
    definition.upTo(line).forEach(one -> facts.putAll(one.facts()));
    PackDefinition.Chart chart = definition.chart();
    if (chart != null) {
      for (ChartVersion version : chart.versions()) {
        if (version.from().equals(chart.versions().getFirst().from())
            || VersionOrder.compare(version.from(), chartVersion) <= 0) {
          facts.putAll(version.facts());
        }
      }
    }
    return facts;
  }

  /** What the schema of its options says of their defaults; empty for a sound pack. */
  public List<Fault> wrongDefaults() {
    return options.validate(JSON.valueToTree(optionsOver(Map.of())));
  }
}
