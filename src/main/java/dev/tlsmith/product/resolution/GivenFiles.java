package dev.tlsmith.product.resolution;

import static java.util.Objects.requireNonNull;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.product.helm.PackedChartReader;
import dev.tlsmith.product.helm.UnreadableChartException;
import dev.tlsmith.rendering.ConfigurationFormat;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.rendering.yaml.YamlDialect;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a spec brings of the caller's own. Each is parsed once, however many deployments
 * share it. Never printed: they may hold secrets.
 */
final class GivenFiles {

  /**
   * A file of the caller's.
   *
   * @param pointer where the spec holds it
   * @param content its data
   */
  record Given(String pointer, GivenYaml file, Map<String, Object> content) {

    private static Given of(String pointer, GivenYaml file) {
      return new Given(pointer, file, file.content());
    }

    @Override
    public String toString() {
      return "Given[%s]".formatted(pointer);
    }
  }

  /** Of one list or mapping; no chart, service or project comes near it. */
  private static final int MOST_ENTRIES = 500;

  private final List<Deployment> deployments;
  private final List<Fault> faults;
  private final Map<String, Optional<Given>> read = new HashMap<>();
  private final Map<String, Optional<GivenChart>> charts = new HashMap<>();

  /**
   * Those of a spec.
   *
   * @param faults gets one for each text that is not YAML or too large
   */
  GivenFiles(TlsSpec spec, List<Fault> faults) {
    this.deployments = spec.deployments();
    this.faults = faults;
  }

  /** The product's own chart, for all deployments of one release; null if none was given. */
  @Nullable GivenChart helmChart(int index, Predicate<Deployment> ofItsRelease) {
    return holders(index, ofItsRelease)
        .filter(holder -> deployments.get(holder).existing().helmChart() != null)
        .mapToObj(
            holder ->
                charts.computeIfAbsent(
                    SpecPointer.deployment(holder) + "/existing/helmChart",
                    pointer ->
                        unpacked(
                            requireNonNull(deployments.get(holder).existing().helmChart()),
                            pointer)))
        .findFirst()
        .flatMap(first -> first)
        .orElse(null);
  }

  private Optional<GivenChart> unpacked(Secret base64, String pointer) {
    try {
      byte[] archive = Base64.getDecoder().decode(base64.reveal().replaceAll("\\s", ""));
      return Optional.of(new GivenChart(pointer, PackedChartReader.read(archive)));
    } catch (UnreadableChartException e) {
      e.faults().forEach(rule -> faults.add(unusable(pointer, rule)));
    } catch (IllegalArgumentException e) {
      faults.add(unusable(pointer, "is not base64; send the file by -F, or encode it by base64"));
    }
    return Optional.empty();
  }

  private static Fault unusable(String pointer, String rule) {
    return new Fault(pointer, "unusable-chart", "the chart " + rule);
  }

  /** The values of a deployment's release; null if none were given. */
  @Nullable Given helmValues(int index, Predicate<Deployment> ofItsRelease) {
    return given(index, ofItsRelease, "helmValues", Existing::helmValues, YamlDialect.HELM);
  }

  /** The compose file of the project; null if none was given. */
  @Nullable Given compose(int index) {
    return given(index, any -> true, "compose", Existing::compose, YamlDialect.COMPOSE);
  }

  /**
   * The files of configuration of a deployment's own program.
   *
   * @param formats of those that it takes, by their names
   */
  Map<String, String> configuration(
      int index, String product, Map<String, ConfigurationFormat> formats) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Secret> file : deployments.get(index).existing().files().entrySet()) {
      String pointer = SpecPointer.deployment(index) + "/existing/files/" + file.getKey();
      ConfigurationFormat format = formats.get(file.getKey());
      if (format == null) {
        String rule = "'%s' is no file that %s takes; %s";
        String taken =
            formats.isEmpty()
                ? "it takes none; leave it out"
                : "it takes '%s'".formatted(String.join("', '", formats.keySet()));
        faults.add(
            new Fault(
                pointer, "existing-file-unknown", rule.formatted(file.getKey(), product, taken)));
        continue;
      }
      String text = file.getValue().reveal();
      Optional<String> obstacle = format.unusable(text);
      if (obstacle.isPresent()) {
        String rule = "'%s' is appended to, and %s";
        faults.add(
            new Fault(
                pointer,
                "existing-file-takes-nothing",
                rule.formatted(file.getKey(), obstacle.get())));
      } else {
        texts.put(file.getKey(), text);
      }
    }
    return texts;
  }

  /** Names of the values files of a deployment's release; empty if none were given. */
  List<String> valuesFiles(int index, Predicate<Deployment> ofItsRelease) {
    return names(index, ofItsRelease, Existing::valuesFiles);
  }

  /** Names of the project's compose files; empty if none were given. */
  List<String> composeFiles(int index) {
    return names(index, any -> true, Existing::composeFiles);
  }

  /** Its own file before that of any other deployment that shares it. */
  private @Nullable Given given(
      int index,
      Predicate<Deployment> shares,
      String field,
      Function<Existing, @Nullable Secret> file,
      YamlDialect dialect) {
    return holders(index, shares)
        .filter(holder -> file.apply(deployments.get(holder).existing()) != null)
        .mapToObj(
            holder ->
                read.computeIfAbsent(
                    SpecPointer.deployment(holder) + "/existing/" + field,
                    pointer ->
                        parsed(
                            requireNonNull(file.apply(deployments.get(holder).existing())),
                            pointer,
                            dialect)))
        .findFirst()
        .flatMap(first -> first)
        .orElse(null);
  }

  private List<String> names(
      int index, Predicate<Deployment> shares, Function<Existing, List<String>> files) {
    return holders(index, shares)
        .mapToObj(holder -> files.apply(deployments.get(holder).existing()))
        .filter(names -> !names.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private IntStream holders(int index, Predicate<Deployment> shares) {
    return IntStream.concat(
        IntStream.of(index),
        IntStream.range(0, deployments.size())
            .filter(other -> shares.test(deployments.get(other))));
  }

  /** Empty if it cannot be read: what would be said of an empty file says nothing of this one. */
  private Optional<Given> parsed(Secret text, String pointer, YamlDialect dialect) {
    try {
      Given given = Given.of(pointer, GivenYaml.read(text.reveal(), dialect));
      Optional<String> tooLarge = tooLarge(given.content());
      if (tooLarge.isEmpty()) {
        return Optional.of(given);
      }
      faults.add(new Fault(pointer, "existing-file-is-too-large", tooLarge.get()));
    } catch (IllegalArgumentException e) {
      String detail = "the file cannot be read: " + e.getMessage();
      faults.add(new Fault(pointer, "existing-file-is-not-yaml", detail));
    }
    return Optional.empty();
  }

  /** What is wrong with the first list or mapping that has more entries than any of use. */
  private static Optional<String> tooLarge(Map<String, Object> content) {
    Deque<Map.Entry<String, Object>> left = new ArrayDeque<>();
    left.push(Map.entry("", content));
    while (!left.isEmpty()) {
      Map.Entry<String, Object> next = left.pop();
      String at = next.getKey();
      List<Map.Entry<String, Object>> entries =
          switch (next.getValue()) {
            case Map<?, ?> mapping -> entries(at, mapping);
            case List<?> list -> entries(at, list);
            default -> List.of();
          };
      if (entries.size() > MOST_ENTRIES) {
        String detail =
            "%s of your file has %d entries, and at most %d are read; take out what has no part in"
                + " TLS";
        String place = at.isEmpty() ? "the top" : Quoted.of(at);
        return Optional.of(detail.formatted(place, entries.size(), MOST_ENTRIES));
      }
      entries.reversed().forEach(left::push);
    }
    return Optional.empty();
  }

  private static List<Map.Entry<String, Object>> entries(String at, Map<?, ?> mapping) {
    String prefix = at.isEmpty() ? "" : at + ".";
    return mapping.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .map(entry -> Map.entry(prefix + entry.getKey(), (Object) entry.getValue()))
        .toList();
  }

  private static List<Map.Entry<String, Object>> entries(String at, List<?> list) {
    return IntStream.range(0, list.size())
        .filter(i -> list.get(i) != null)
        .mapToObj(i -> Map.entry(at + "[" + i + "]", (Object) list.get(i)))
        .toList();
  }
}
