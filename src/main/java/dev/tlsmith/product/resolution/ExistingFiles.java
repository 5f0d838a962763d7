package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.ComposeService;
import dev.tlsmith.product.pack.ExistingKeys;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.resolution.GivenFiles.Given;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.spec.Deployment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own files that hold for a deployment, read as data. Never printed: they may hold
 * secrets.
 */
public final class ExistingFiles {

  private final ExistingKeys keys;
  private final ProductChart chart;
  private final List<String> images;
  private final List<String> valuesFiles;
  private final List<String> composeFiles;
  private final @Nullable Given helmValues;
  private final @Nullable Given compose;
  private final @Nullable ComposeFile project;
  private final Map<String, String> configuration;

  private ExistingFiles(
      ProductPack pack,
      ProductChart chart,
      List<String> valuesFiles,
      List<String> composeFiles,
      @Nullable Given helmValues,
      @Nullable Given compose,
      Map<String, String> configuration) {
    this.valuesFiles = valuesFiles;
    this.composeFiles = composeFiles;
    this.chart = chart;
    this.keys = pack.definition().existing().below(chart.key().isEmpty() ? "" : "/" + chart.key());
    this.images = pack.definition().images();
    this.helmValues = helmValues;
    this.compose = compose;
    this.configuration = configuration;
    this.project = compose == null ? null : ComposeFile.of(compose.content());
  }

  /**
   * What holds for a deployment: the values of its release and the compose file of the project,
   * which another deployment of the spec may have brought.
   *
   * @param chart that it is installed by
   * @param faults gets what no chart takes for values
   */
  static ExistingFiles of(
      GivenFiles given,
      int index,
      ProductPack pack,
      ProductChart chart,
      Predicate<Deployment> ofItsRelease,
      List<Fault> faults) {
    ExistingFiles files =
        new ExistingFiles(
            pack,
            chart,
            given.valuesFiles(index, ofItsRelease),
            given.composeFiles(index),
            given.helmValues(index, ofItsRelease),
            given.compose(index),
            given.configuration(index, pack.title(), pack.definition().existing().files()));
    files.judgeValues(pack, faults);
    return files;
  }

  /** Finds what no chart takes for values, and what is of the wrong kind. */
  private void judgeValues(ProductPack pack, List<Fault> faults) {
    if (helmValues == null) {
      return;
    }
    chart
        .misplaced(helmValues.content(), pack.definition().existing())
        .map(advice -> new Fault(helmValues.pointer(), "existing-values-are-wrapped", advice))
        .ifPresent(faults::add);
    for (ExistingKeys.ExpectedType expected : keys.types()) {
      for (GivenYaml.Place place : helmValues.file().places(expected.at())) {
        expected
            .faults(place.value())
            .map(fault -> "'%s' %s; mend your file".formatted(place.path(), fault))
            .map(detail -> new Fault(helmValues.pointer(), "existing-misfit", detail))
            .forEach(faults::add);
      }
    }
  }

  /** None was given. */
  public static ExistingFiles none(ProductPack pack, ProductChart chart) {
    return new ExistingFiles(pack, chart, List.of(), List.of(), null, null, Map.of());
  }

  /** Names of the caller's values files, in the order of {@code -f}; empty if none were given. */
  List<String> valuesFiles() {
    return valuesFiles;
  }

  /** Names of the caller's compose files, in the order of {@code -f}; empty if none were given. */
  List<String> composeFiles() {
    return composeFiles;
  }

  /** The caller's compose file; empty if none was given. */
  Optional<ComposeFile> composeFile() {
    return Optional.ofNullable(project);
  }

  /** The versions that the caller's files run, as far as the tags of the product's images say. */
  List<RunningVersion> runningVersions() {
    List<RunningVersion> versions = new ArrayList<>();
    if (compose != null && project != null) {
      versions.addAll(RunningVersion.ofImages(project, images, compose.pointer()));
    }
    if (helmValues != null) {
      for (String pointer : keys.imageTags()) {
        String at = pointer.substring(1).replace('/', '.');
        RunningVersion.ofTag(scalar(pointer), at, helmValues.pointer()).ifPresent(versions::add);
      }
    }
    return versions;
  }

  /** Whether there is any. */
  boolean isGiven() {
    return helmValues != null || compose != null;
  }

  /**
   * What templates see as {@code existing}.
   *
   * @param services the product's, in the compose file
   */
  Map<String, Object> model(Set<String> services) {
    Map<String, Object> values = new LinkedHashMap<>();
    keys.values().forEach((name, place) -> values.put(name, valueOf(name, place)));
    Map<String, Object> names = new LinkedHashMap<>();
    keys.names()
        .forEach(
            (name, patterns) ->
                names.put(
                    name,
                    places(patterns)
                        .map(place -> String.join(".", place.keys()))
                        .distinct()
                        .toList()));
    Map<String, Object> variables = new LinkedHashMap<>();
    places(keys.variables()).forEach(place -> addVariables(place, variables));
    Map<String, Object> settings = new LinkedHashMap<>();
    keys.settings()
        .forEach(
            (name, places) ->
                settings.put(name, places.read(values(), composed(services)).model()));
    Map<String, Object> files = new LinkedHashMap<>();
    keys.files()
        .forEach(
            (name, format) ->
                files.put(
                    name,
                    Map.of(
                        "given", configuration.containsKey(name),
                        "text", configuration.getOrDefault(name, ""),
                        "format", format.id())));
    return Map.of(
        "files", files,
        "helmValues", helmValues != null,
        "compose", compose != null,
        "values", values,
        "names", names,
        "variables", variables,
        "settings", settings);
  }

  private Stream<ComposeService> composed(Set<String> services) {
    return composeFile().stream()
        .flatMap(file -> services.stream().flatMap(name -> file.service(name).stream()));
  }

  private Map<String, Object> values() {
    return helmValues == null ? Map.of() : helmValues.content();
  }

  private Stream<GivenYaml.Place> places(List<String> patterns) {
    return helmValues == null
        ? Stream.empty()
        : patterns.stream().flatMap(pattern -> helmValues.file().places(pattern).stream());
  }

  /** What the chart gets: the caller's value, else the one that the chart sets itself. */
  private String valueOf(String name, String place) {
    String own = chart.values().get(name);
    return own == null || isStated(place) ? scalar(place) : own;
  }

  /** Whether the caller's values have a key, be it without a value, which takes a default back. */
  private boolean isStated(String place) {
    @Nullable Object node = values();
    for (String segment : place.substring(1).split("/", -1)) {
      String key = segment.replace("~1", "/").replace("~0", "~");
      if (!(node instanceof Map<?, ?> map) || !map.containsKey(key)) {
        return false;
      }
      node = map.get(key);
    }
    return true;
  }

  /** A single value as text; {@code ""} where there is none. */
  private String scalar(String place) {
    return places(List.of(place))
        .map(GivenYaml.Place::value)
        .filter(value -> !(value instanceof Map || value instanceof List))
        .map(Object::toString)
        .findFirst()
        .orElse("");
  }

  /** By their names in the spelling that environments have: capitals and underscores. */
  private static void addVariables(GivenYaml.Place place, Map<String, Object> variables) {
    if (place.value() instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> variable && variable.get("name") instanceof String name) {
          String spelled = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
          variables.putIfAbsent(spelled, "%s[%s]".formatted(place.path(), name));
        }
      }
    }
  }

  /** What the bundle's files become when they are laid over these. */
  OverlaidFiles overlaid() {
    return new OverlaidFiles(keys, helmValues, compose, project);
  }

  @Override
  public String toString() {
    return "ExistingFiles[***]";
  }
}
