package dev.tlsmith.bundle;

import dev.tlsmith.bundle.tool.ChartTool;
import dev.tlsmith.chart.ChartRequest;
import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The charts of a spec: what is asked for, and where they stand in a bundle. */
final class ReleaseCharts {

  private ReleaseCharts() {}

  /**
   * Those of all its deployments that are installed by one.
   *
   * @param passwords that were made for the same bundle
   */
  static ChartRequest of(
      TlsSpec spec, List<ResolvedDeployment> deployments, Set<Secret> passwords) {
    TlsSpec normalised =
        ChartTool.alone(
            spec.withDeployments(
                deployments.stream().map(ResolvedDeployment::normalised).toList()));
    return new ChartRequest(
        spec.namespace(),
        BundleText.digest(normalised),
        deployments,
        passwords,
        spec.keyStore().password());
  }

  /** Those of a bundle, none of whose passwords may stand in them. */
  static ChartRequest of(TlsSpec spec, List<ProvenDeployment> proven) {
    Set<Secret> passwords =
        proven.stream()
            .flatMap(one -> one.material().passwords().stream())
            .map(Secret::of)
            .collect(Collectors.toSet());
    return of(spec, proven.stream().map(ProvenDeployment::deployment).toList(), passwords);
  }

  /** Deployments, each with what was shown of the chart that it is part of. */
  static List<ProvenDeployment> proven(
      List<ProvenDeployment> deployments, List<GeneratedChart> charts) {
    return deployments.stream().map(one -> proven(one, charts)).toList();
  }

  private static ProvenDeployment proven(ProvenDeployment one, List<GeneratedChart> charts) {
    return charts.stream()
        .filter(chart -> chart.release().equals(one.deployment().release()))
        .findFirst()
        .map(chart -> one.with(chart.proof()))
        .orElse(one);
  }

  /** The files of charts in a bundle, and others that all its deployments share. */
  static List<BundleFile> files(List<GeneratedChart> charts, List<BundleFile> others) {
    List<BundleFile> files = new ArrayList<>(others);
    charts.forEach(
        chart -> files.addAll(ChartFiles.of(chart, GeneratedChart.folder(chart.release()))));
    return files;
  }
}
