package dev.tlsmith.product.pack;

import dev.tlsmith.product.pack.PackDefinition.ChartRange;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Helm chart that a deployment is installed by. */
public sealed interface ProductChart {

  /** {@code ""} if the product has none. */
  String name();

  /** Where it stands; {@code ""} if it stands in the product's sources. */
  String repository();

  /** Its folder in the product's sources; {@code ""} if it stands in a repository. */
  String path();

  /** The key of its values that those for the product stand below; {@code ""} for their root. */
  String key();

  /** What it sets itself among the values that templates see, by their names. */
  Map<String, String> values();

  /** The arguments by which {@code helm upgrade --install <release>} finds it. */
  String arguments(String version);

  /** Its versions that a line runs on; empty if none is known. */
  Optional<ChartRange> range(VersionLine line);

  /** The version of the product's own chart that is in a version of it. */
  String held(String version);

  /** The values for the product as this chart takes them; the comments at their top stay there. */
  String nested(String values);

  /**
   * What is wrong with values of the caller's that are for another chart, and what to do; empty if
   * nothing is.
   */
  Optional<String> misplaced(Map<String, Object> values, ExistingKeys keys);

  /** What is wrong with a version of it for a line; empty if nothing. */
  default Optional<String> refuse(String product, VersionLine line, String version) {
    ChartRange range = range(line).orElse(null);
    if (range == null) {
      return Optional.of("%s %s has no Helm chart; leave it out".formatted(product, line.line()));
    }
    boolean known =
        VersionOrder.compare(version, range.oldest()) >= 0
            && VersionOrder.compare(version, range.below()) < 0;
    String rule = "%s %s runs on charts%s from %s to below %s; the newest one known is %s";
    String which = key().isEmpty() ? "" : " " + name();
    return known
        ? Optional.empty()
        : Optional.of(
            rule.formatted(
                product, line.line(), which, range.oldest(), range.below(), range.newest()));
  }

  /**
   * The product's own.
   *
   * @param chart null if it has none
   * @param umbrellas that have it as a dependency
   */
  record Own(PackDefinition.@Nullable Chart chart, List<PackDefinition.UmbrellaChart> umbrellas)
      implements ProductChart {

    @Override
    public String name() {
      return chart == null ? "" : chart.name();
    }

    @Override
    public String repository() {
      return chart == null ? "" : Objects.requireNonNullElse(chart.repository(), "");
    }

    @Override
    public String path() {
      return chart == null ? "" : Objects.requireNonNullElse(chart.path(), "");
    }

    @Override
    public String key() {
      return "";
    }

    @Override
    public Map<String, String> values() {
      return Map.of();
    }

    @Override
    public String arguments(String version) {
      return chart == null ? "" : chart.arguments(version);
    }

    @Override
    public Optional<ChartRange> range(VersionLine line) {
      return Optional.ofNullable(line.charts());
    }

    @Override
    public String held(String version) {
      return version;
    }

    @Override
    public String nested(String values) {
      return values;
    }

    @Override
    public Optional<String> misplaced(Map<String, Object> values, ExistingKeys keys) {
      List<String> holders =
          umbrellas.stream()
              .filter(umbrella -> values.get(umbrella.key()) instanceof Map)
              .map(PackDefinition.UmbrellaChart::name)
              .toList();
      return WrappedValues.advice(values, name(), holders);
    }
  }

  /** A chart that has the product's own as a dependency, and its values below a key. */
  record Umbrella(PackDefinition.UmbrellaChart chart, String own) implements ProductChart {

    @Override
    public String name() {
      return chart.name();
    }

    @Override
    public String repository() {
      return chart.repository();
    }

    @Override
    public String path() {
      return "";
    }

    @Override
    public String key() {
      return chart.key();
    }

    @Override
    public Map<String, String> values() {
      return chart.values();
    }

    @Override
    public String arguments(String version) {
      return "%s --repo %s --version %s".formatted(name(), repository(), version);
    }

    @Override
    public Optional<ChartRange> range(VersionLine line) {
      ChartRange held = line.charts();
      if (held == null) {
        return Optional.empty();
      }
      List<Entry<String, String>> fitting =
          chart.holds().entrySet().stream()
              .filter(entry -> VersionOrder.compare(entry.getValue(), held.oldest()) >= 0)
              .filter(entry -> VersionOrder.compare(entry.getValue(), held.below()) < 0)
              .toList();
      if (fitting.isEmpty()) {
        return Optional.empty();
      }
      String oldest = fitting.getFirst().getKey();
      String newest =
          fitting.reversed().stream()
              .filter(entry -> VersionOrder.compare(entry.getValue(), held.newest()) <= 0)
              .findFirst()
              .map(Entry::getKey)
              .orElse(oldest);
      String next = chart.holds().higherKey(fitting.getLast().getKey());
      return Optional.of(
          new ChartRange(oldest, newest, Objects.requireNonNullElse(next, chart.below())));
    }

    @Override
    public String held(String version) {
      Entry<String, String> known = chart.holds().floorEntry(version);
      return (known == null ? chart.holds().firstEntry() : known).getValue();
    }

    @Override
    public String nested(String values) {
      List<String> lines = values.lines().toList();
      List<String> top = lines.stream().takeWhile(line -> line.startsWith("#")).toList();
      List<String> body =
          lines.stream().skip(top.size()).dropWhile(String::isBlank).map(Umbrella::indent).toList();
      boolean empty = body.stream().allMatch(line -> line.isBlank() || line.startsWith("  #"));
      if (empty) {
        return values;
      }
      String head = top.isEmpty() ? "" : String.join("\n", top) + "\n\n";
      return head + chart.key() + ":\n" + String.join("\n", body) + "\n";
    }

    private static String indent(String line) {
      return line.isEmpty() ? line : "  " + line;
    }

    @Override
    public Optional<String> misplaced(Map<String, Object> values, ExistingKeys keys) {
      Optional<String> wrapped = WrappedValues.advice(values, "", List.of());
      if (wrapped.isPresent() || values.containsKey(chart.key())) {
        return wrapped;
      }
      String found =
          keys.roots().filter(values::containsKey).sorted().collect(Collectors.joining("', '"));
      String advice =
          "the chart %s reads what is for %s below the key '%s', and '%s' of your values stands"
              + " outside of it; put the file below that key, or leave 'options.chart' out if you"
              + " install %s";
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(advice.formatted(name(), own, chart.key(), found, own));
    }
  }
}
