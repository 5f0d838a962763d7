package dev.tlsmith.product.resolution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.pack.PackDefinition;
import dev.tlsmith.product.pack.PackDefinition.ChartRange;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.VersionOrder;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A deployment with what its pack chose for it: version line, chart, options with every default,
 * targets.
 *
 * @param deployment as the caller asked for it
 * @param at its pointer in the spec, e.g. {@code "/deployments/0"}
 * @param pack of the product
 * @param chart that it is installed by
 * @param line that its version belongs to
 * @param version as asked for, found or assumed, e.g. {@code "1.3.15"}
 * @param chartVersion {@code ""} where the product has no chart
 * @param options with every default
 * @param targets that files are made for
 * @param existing the caller's own files
 * @param vendored the product's own chart as the caller gave it; null if they did not
 * @param warnings what the caller should know of what was chosen
 */
public record DeploymentSelection(
    Deployment deployment,
    String at,
    ProductPack pack,
    ProductChart chart,
    VersionLine line,
    String version,
    String chartVersion,
    Map<String, Object> options,
    Set<Target> targets,
    ExistingFiles existing,
    @Nullable HelmChart vendored,
    List<Warning> warnings) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Chooses.
   *
   * @param existing the caller's own files
   * @param given the product's own chart, whose version is that of the deployment
   * @param faults gets everything that the pack does not have
   * @return null if there was a fault
   */
  static @Nullable DeploymentSelection of(
      TlsSpec spec,
      Deployment asked,
      String at,
      ProductPack pack,
      ExistingFiles existing,
      @Nullable GivenChart given,
      List<Fault> faults) {
    int before = faults.size();
    List<Warning> warnings = new ArrayList<>();
    Deployment deployment = given == null ? asked : given.deployed(asked);
    String versionFrom =
        deployment == asked || given == null ? at + "/chartVersion" : given.pointer();
    VersionChoice version =
        VersionChoice.of(pack, deployment, at, existing.runningVersions(), faults, warnings);
    VersionLine line = version.line();
    Map<String, Object> options = options(pack, deployment, at, faults);
    ProductChart chart = pack.chart(options);
    String chartVersion =
        chartVersion(pack, chart, line, deployment, at, versionFrom, faults, warnings);
    if (given != null) {
      given.refuse(pack, chart, chartVersion).ifPresent(faults::add);
    }
    Optional<String> lacksChart =
        chartVersion.isEmpty() && chart.key().isEmpty() // else it was refused above
            ? Optional.of(
                "no version of its chart is known for %s %s".formatted(pack.title(), line.line()))
            : Optional.empty();
    Set<Target> targets = targets(spec, deployment, pack, lacksChart, faults);
    return faults.size() > before
        ? null
        : new DeploymentSelection(
            deployment,
            at,
            pack,
            chart,
            line,
            version.version(),
            chartVersion,
            options,
            targets,
            existing,
            given == null ? null : given.chart(),
            warnings);
  }

  /** The caller's compose files, as commands name them. */
  List<String> composeFiles() {
    List<String> named = existing.composeFiles();
    return named.isEmpty() ? pack.definition().composeFiles(line) : named;
  }

  /** The caller's values files, as commands name them. */
  List<String> valuesFiles() {
    List<String> named = existing.valuesFiles();
    return named.isEmpty() ? pack.definition().valuesFiles() : named;
  }

  /** Whether it is installed by the Helm chart of that name. */
  boolean isInstalledBy(String name) {
    return installsChart() && chart.name().equals(name);
  }

  /** Whether a Helm release holds its chart. */
  boolean installsChart() {
    return targets.stream().anyMatch(Target::installsChart);
  }

  /** Whether a target's files are laid over that file of the caller's own. */
  boolean isLaidOver(BaseFile file) {
    return targets.stream().anyMatch(target -> target.base() == file);
  }

  private static String chartVersion(
      ProductPack pack,
      ProductChart chart,
      VersionLine line,
      Deployment deployment,
      String at,
      String versionFrom,
      List<Fault> faults,
      List<Warning> warnings) {
    String version = deployment.chartVersion();
    String newest = chart.range(line).map(ChartRange::newest).orElse("");
    if (newest.isEmpty() && !chart.key().isEmpty()) {
      String detail =
          "no version of the chart %s is known for %s %s; leave it out for the chart %s, or use"
              + " another 'version'";
      faults.add(
          new Fault(
              at + "/options/" + PackDefinition.CHART_OPTION,
              "chart-without-the-version",
              detail.formatted(
                  chart.name(), pack.title(), line.line(), pack.charts().getFirst().name())));
      return "";
    }
    if (version == null) {
      return newest;
    }
    chart
        .refuse(pack.title(), line, version)
        .ifPresentOrElse(
            rule ->
                faults.add(
                    new Fault(
                        versionFrom,
                        "unknown-chart-version",
                        "'%s' does not fit: %s".formatted(version, rule))),
            () -> {
              if (VersionOrder.compare(version, newest) > 0) {
                String message =
                    "Chart %s is newer than %s, the newest one checked; render it before you"
                        + " apply.";
                warnings.add(
                    Warning.of("chart-newer-than-known", message.formatted(version, newest), null));
              }
            });
    return version;
  }

  private static Map<String, Object> options(
      ProductPack pack, Deployment deployment, String at, List<Fault> faults) {
    JsonNode given = JSON.valueToTree(deployment.options());
    for (Fault fault : pack.options().validate(given)) {
      faults.add(new Fault(at + "/options" + fault.pointer(), fault.code(), fault.detail()));
    }
    return pack.optionsOver(deployment.options());
  }

  private static Set<Target> targets(
      TlsSpec spec,
      Deployment deployment,
      ProductPack pack,
      Optional<String> lacksChart,
      List<Fault> faults) {
    Set<Target> possible = EnumSet.copyOf(pack.targets());
    Map<Target, String> obstacles = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      target
          .obstacle(spec.certificate(), deployment.termination())
          .or(() -> target.installsChart() ? lacksChart : Optional.empty())
          .ifPresent(obstacle -> obstacles.put(target, obstacle));
    }
    possible.removeAll(obstacles.keySet());
    Set<Target> requested = spec.targets();
    if (requested == null) {
      possible.removeIf(Target::onRequest);
      return possible;
    }
    for (Target target : requested) {
      if (!possible.contains(target)) {
        String reason =
            obstacles.getOrDefault(target, "%s has no files for it".formatted(pack.title()));
        String rest =
            possible.isEmpty()
                ? "no target is possible then; choose another 'termination' or 'certificate.source'"
                : possible.stream()
                    .map(Target::id)
                    .collect(Collectors.joining(", ", "possible are ", ""));
        String detail = "'%s' is impossible here: %s; %s";
        faults.add(
            new Fault(
                "/targets", "impossible-target", detail.formatted(target.id(), reason, rest)));
      }
    }
    return requested.isEmpty() ? possible : EnumSet.copyOf(requested);
  }
}
