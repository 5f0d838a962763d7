package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a deployment stands among those of its spec: its Helm release and its folder.
 *
 * @param selection what the deployment asks for, as its pack has it
 * @param release Helm release and compose project
 * @param folder of its files in the bundle; {@code ""} for a single deployment
 * @param first whether it is the first of the spec
 * @param count of the spec's deployments, 1 or more
 */
public record DeploymentPlacement(
    DeploymentSelection selection, String release, String folder, boolean first, int count) {

  private static final int LONGEST_RELEASE = 53;

  /**
   * Gives each deployment its release and folder. One Helm release holds one chart: where the
   * spec's release is taken by another chart, a deployment without a release of its own gets one
   * named for its chart.
   *
   * @param faults gets what cannot stand together
   * @param warnings gets the releases that were named here
   */
  static List<DeploymentPlacement> of(
      TlsSpec spec,
      List<DeploymentSelection> selections,
      List<Fault> faults,
      List<Warning> warnings) {
    List<DeploymentPlacement> placements = new ArrayList<>();
    String sharedChart = sharedChart(selections);
    Map<String, Integer> products = new HashMap<>();
    selections.forEach(selection -> products.merge(selection.pack().id(), 1, Integer::sum));
    int count = spec.deployments().size();
    for (DeploymentSelection selection : selections) {
      String release = release(spec, selection, sharedChart, faults, warnings);
      String id = selection.pack().id();
      boolean only = products.getOrDefault(id, 0) == 1;
      String folder = count == 1 ? "" : only ? id : id + "-" + release;
      placements.add(
          new DeploymentPlacement(selection, release, folder, placements.isEmpty(), count));
    }
    for (int i = 0; i < placements.size(); i++) {
      for (DeploymentPlacement earlier : placements.subList(0, i)) {
        placements.get(i).compare(earlier, faults);
      }
    }
    return placements;
  }

  /** The chart that the spec's own release holds: that of the first deployment without another. */
  private static String sharedChart(List<DeploymentSelection> selections) {
    return selections.stream()
        .filter(selection -> selection.deployment().release() == null)
        .filter(DeploymentSelection::installsChart)
        .map(selection -> selection.chart().name())
        .filter(chart -> !chart.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String release(
      TlsSpec spec,
      DeploymentSelection selection,
      String sharedChart,
      List<Fault> faults,
      List<Warning> warnings) {
    String own = selection.deployment().release();
    if (own != null) {
      return own;
    }
    String chart = selection.chart().name();
    if (chart.isEmpty() || !selection.isInstalledBy(chart) || chart.equals(sharedChart)) {
      return spec.release();
    }
    String release = spec.release() + "-" + chart;
    if (release.length() > LONGEST_RELEASE) {
      String detail =
          "one Helm release holds one chart, and '%s' as a name for that of %s is longer than %d"
              + " characters; give this deployment a 'release' of its own";
      faults.add(
          new Fault(
              selection.at() + "/release",
              "release-name-too-long",
              detail.formatted(release, selection.pack().title(), LONGEST_RELEASE)));
    }
    String message =
        "One Helm release holds one chart, and '%s' holds %s: %s gets the release '%s'. Give it a"
            + " 'release' of its own if it has another.";
    warnings.add(
        Warning.note(
            "one-release-per-chart",
            message.formatted(spec.release(), sharedChart, selection.pack().title(), release),
            "https://helm.sh/docs/glossary/#release"));
    return release;
  }

  private void compare(DeploymentPlacement earlier, List<Fault> faults) {
    DeploymentSelection other = earlier.selection();
    if (!release.equals(earlier.release())) {
      return;
    }
    String title = selection.pack().title();
    if (selection.pack() == other.pack()) {
      String detail =
          "%s stands in the release '%s' twice; give one of them another 'release', or all hosts to"
              + " one deployment";
      faults.add(
          new Fault(
              selection.at() + "/product",
              "duplicate-deployment",
              detail.formatted(title, release)));
      return;
    }
    String chart = selection.chart().name();
    boolean bothCharts = selection.installsChart() && other.installsChart();
    if (!bothCharts || chart.isEmpty() || other.chart().name().isEmpty()) {
      return;
    }
    if (!chart.equals(other.chart().name())) {
      String detail =
          "one Helm release holds one chart, and '%s' holds %s, so that %s would replace it; give"
              + " this deployment another 'release'";
      faults.add(
          new Fault(
              selection.at() + "/release",
              "release-holds-another-chart",
              detail.formatted(release, other.chart().name(), chart)));
    } else if (!selection.chartVersion().equals(other.chartVersion())) {
      String detail =
          "'%s' of %s and '%s' of %s cannot both be the chart of the release '%s'; give both"
              + " deployments the same 'version' and 'chartVersion', or different releases";
      faults.add(
          new Fault(
              selection.at() + "/chartVersion",
              "chart-versions-differ",
              detail.formatted(
                  selection.chartVersion(),
                  title,
                  other.chartVersion(),
                  other.pack().title(),
                  release)));
    }
  }

  /** Where a file of the deployment stands in the bundle; an overlay lies beside the user's own. */
  static String path(String folder, String path, boolean overlay) {
    if (folder.isEmpty()) {
      return path;
    }
    return overlay ? path.replaceFirst("\\.", "." + folder + ".") : folder + "/" + path;
  }
}
