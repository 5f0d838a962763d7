package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.spec.Deployment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Which version of its product a deployment has: the one that was asked for, else the one that the
 * caller's own files run, else an assumed one.
 *
 * @param line that it belongs to
 * @param version as asked for or found, e.g. {@code "1.3.15"}; that of the line if assumed
 */
record VersionChoice(VersionLine line, String version) {

  /**
   * Chooses.
   *
   * @param faults gets a version that the pack does not have, and files that run different ones
   * @param warnings gets what was assumed, and what contradicts the version that was asked for
   */
  static VersionChoice of(
      ProductPack pack,
      Deployment deployment,
      String at,
      List<RunningVersion> running,
      List<Fault> faults,
      List<Warning> warnings) {
    VersionChoice choice =
        deployment.version() == null
            ? found(pack, deployment, running, faults, warnings)
            : requested(pack, deployment.version(), at, running, faults, warnings);
    if (choice.line().preview()) {
      String message =
          "Of %s %s no release was seen, only what came before it; render and try the bundle"
              + " before you rely on it.";
      warnings.add(
          Warning.of(
              "version-is-a-preview",
              message.formatted(pack.title(), choice.line().line()),
              pack.documentation()));
    }
    return choice;
  }

  private static VersionChoice requested(
      ProductPack pack,
      String version,
      String at,
      List<RunningVersion> running,
      List<Fault> faults,
      List<Warning> warnings) {
    VersionLine line = pack.line(version).orElse(null);
    if (line == null) {
      faults.add(unknown(pack, version, at + "/version", ""));
      return new VersionChoice(pack.newestLine(), version);
    }
    for (RunningVersion one : running) {
      if (!line.includes(one.version())) {
        String message =
            "'version' is %s, and %s of your own file is %s: the bundle is for %s. Ask for the"
                + " version that runs, or change the image before you apply the bundle.";
        warnings.add(
            Warning.of(
                "version-differs-from-image",
                message.formatted(version, one.source(), one.version(), version),
                null));
      }
    }
    return new VersionChoice(line, version);
  }

  private static VersionChoice found(
      ProductPack pack,
      Deployment deployment,
      List<RunningVersion> running,
      List<Fault> faults,
      List<Warning> warnings) {
    Map<VersionLine, RunningVersion> lines = new LinkedHashMap<>();
    for (RunningVersion one : running) {
      VersionLine line = pack.line(one.version()).orElse(null);
      if (line == null) {
        faults.add(unknown(pack, one.version(), one.pointer(), " (%s)".formatted(one.source())));
      } else {
        lines.putIfAbsent(line, one);
      }
    }
    if (lines.size() > 1) {
      String all =
          lines.values().stream()
              .map(one -> "%s (%s)".formatted(one.version(), one.source()))
              .collect(Collectors.joining(" and "));
      String detail =
          "your own files run %s, which differ in what they need; say in 'version' which one the"
              + " bundle is for";
      faults.add(
          new Fault(
              lines.values().iterator().next().pointer(),
              "versions-differ",
              detail.formatted(all)));
    }
    if (!lines.isEmpty()) {
      Map.Entry<VersionLine, RunningVersion> first = lines.entrySet().iterator().next();
      return new VersionChoice(first.getKey(), first.getValue().version());
    }
    VersionLine line = assumed(pack, deployment);
    String message =
        "No 'version' was given, and no image of your own files says one: %s %s is assumed. If you"
            + " run another, say so in 'version', or what is set here may not fit it.";
    warnings.add(
        Warning.of("version-is-assumed", message.formatted(pack.title(), line.line()), null));
    return new VersionChoice(line, line.line());
  }

  /** The newest released line, of those that the chart is for if one was asked for. */
  private static VersionLine assumed(ProductPack pack, Deployment deployment) {
    String chartVersion = deployment.chartVersion();
    ProductChart chart = pack.chart(deployment.options());
    return pack.definition().versions().reversed().stream()
        .filter(line -> !line.preview() && chartVersion != null)
        .filter(
            line ->
                chart.refuse(pack.title(), line, Objects.requireNonNull(chartVersion)).isEmpty())
        .findFirst()
        .orElseGet(pack::newestLine);
  }

  private static Fault unknown(ProductPack pack, String version, String pointer, String where) {
    String detail = "'%s'%s is not a version of %s known here; known lines are %s%s";
    return new Fault(
        pointer,
        "unknown-version",
        detail.formatted(
            version,
            where,
            pack.title(),
            String.join(", ", pack.versionLines()),
            where.isEmpty() ? "" : "; if the tag means another, say so in 'version'"));
  }
}
