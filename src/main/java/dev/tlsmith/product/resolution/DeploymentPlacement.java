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
 * @param choice of the deployment
 * @param release Helm release and compose project
 * @param folder of its files in the bundle; {@code ""} for a single deployment
 * @param first whether it is the first of the spec
 * @param count of the spec's deployments, 1 or more
 */
public record DeploymentPlacement(
    DeploymentSelection choice, String release, String folder, boolean first, int count) {

  private static final int LONGEST_RELEASE = 53;

  /**
   * Gives each deployment its place. One Helm release holds one chart: where the spec's release is
   * taken by another chart, a deployment without a release of its own gets one named for its chart.
   *
   * @param faults gets what cannot stand together
   * @param warnings gets the releases that were named here
   */
  static List<DeploymentPlacement> of(
      TlsSpec spec, List<DeploymentSelection> choices, List<Fault> faults, List<Warning> warnings) {
    List<DeploymentPlacement> places = new ArrayList<>();
    String sharedChart = sharedChart(choices);
    Map<String, Integer> products = new HashMap<>();
    choices.forEach(choice -> products.merge(choice.pack().id(), 1, Integer::sum));
    int count = spec.deployments().size();
    for (DeploymentSelection choice : choices) {
      String release = release(spec, choice, sharedChart, faults, warnings);
      String id = choice.pack().id();
      boolean only = products.getOrDefault(id, 0) == 1;
      String folder = count == 1 ? "" : only ? id : id + "-" + release;
      places.add(new DeploymentPlacement(choice, release, folder, places.isEmpty(), count));
    }
    for (int i = 0; i < places.size(); i++) {
      for (DeploymentPlacement earlier : places.subList(0, i)) {
        places.get(i).compare(earlier, faults);
      }
    }
    return places;
  }

  /** The chart that the spec's own release holds: that of the first deployment without another. */
  private static String sharedChart(List<DeploymentSelection> choices) {
    return choices.stream()
        .filter(choice -> choice.deployment().release() == null)
        .filter(DeploymentSelection::installsChart)
        .map(choice -> choice.chart().name())
        .filter(chart -> !chart.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String release(
      TlsSpec spec,
      DeploymentSelection choice,
      String sharedChart,
      List<Fault> faults,
      List<Warning> warnings) {
    String own = choice.deployment().release();
    if (own != null) {
      return own;
    }
    String chart = choice.chart().name();
    if (chart.isEmpty() || !choice.isInstalledBy(chart) || chart.equals(sharedChart)) {
      return spec.release();
    }
    String release = spec.release() + "-" + chart;
    if (release.length() > LONGEST_RELEASE) {
      String detail =
          "one Helm release holds one chart, and '%s' as a name for that of %s is longer than %d"
              + " characters; give this deployment a 'release' of its own";
      faults.add(
          new Fault(
              choice.at() + "/release",
              "release-name-too-long",
              detail.formatted(release, choice.pack().title(), LONGEST_RELEASE)));
    }
    String message =
        "One Helm release holds one chart, and '%s' holds %s: %s gets the release '%s'. Give it a"
            + " 'release' of its own if it has another.";
    warnings.add(
        new Warning(
            "one-release-per-chart",
            message.formatted(spec.release(), sharedChart, choice.pack().title(), release),
            "https://helm.sh/docs/glossary/#release"));
    return release;
  }

  private void compare(DeploymentPlacement earlier, List<Fault> faults) {
    DeploymentSelection other = earlier.choice();
    if (!release.equals(earlier.release())) {
      return;
    }
    String title = choice.pack().title();
    if (choice.pack() == other.pack()) {
      String detail =
          "%s stands in the release '%s' twice; give one of them another 'release', or all hosts to"
              + " one deployment";
      faults.add(
          new Fault(
              choice.at() + "/product", "duplicate-deployment", detail.formatted(title, release)));
      return;
    }
    String chart = choice.chart().name();
    boolean bothCharts = choice.installsChart() && other.installsChart();
    if (!bothCharts || chart.isEmpty() || other.chart().name().isEmpty()) {
      return;
    }
    if (!chart.equals(other.chart().name())) {
      String detail =
          "one Helm release holds one chart, and '%s' holds %s, so that %s would replace it; give"
              + " this deployment another 'release'";
      faults.add(
          new Fault(
              choice.at() + "/release",
              "release-holds-another-chart",
              detail.formatted(release, other.chart().name(), chart)));
    } else if (!choice.chartVersion().equals(other.chartVersion())) {
      String detail =
          "'%s' of %s and '%s' of %s cannot both be the chart of the release '%s'; give both"
              + " deployments the same 'version' and 'chartVersion', or different releases";
      faults.add(
          new Fault(
              choice.at() + "/chartVersion",
              "chart-versions-differ",
              detail.formatted(
                  choice.chartVersion(),
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
