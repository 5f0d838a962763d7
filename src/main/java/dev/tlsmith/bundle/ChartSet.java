package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.proof.ChartProof;
import dev.tlsmith.spec.SpecPointer;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The charts of a spec, without anything secret.
 *
 * @param charts in the order of the spec
 * @param files of all, each below the folder of its chart, by path
 * @param warnings what the caller should know
 */
@Introspected
public record ChartSet(List<ChartResult> charts, List<BundleFile> files, List<Warning> warnings) {

  /**
   * One chart.
   *
   * @param name of the chart and its folder
   * @param version of the chart
   * @param release that it is installed as
   * @param proof what was shown of it
   */
  @Introspected
  public record ChartResult(String name, String version, String release, ChartProof proof) {}

  /** Those charts. */
  static ChartSet of(List<GeneratedChart> charts, List<Warning> warnings) {
    List<BundleFile> files = new ArrayList<>();
    for (GeneratedChart chart : charts) {
      files.addAll(ChartFiles.of(chart, chart.name()));
    }
    List<ChartResult> results =
        charts.stream()
            .map(one -> new ChartResult(one.name(), one.version(), one.release(), one.proof()))
            .toList();
    return new ChartSet(results, files, warnings.stream().distinct().toList());
  }

  /**
   * Refuses several charts where there is room for one.
   *
   * @throws InvalidSpecException 422, saying what to ask for instead
   */
  void requireOne() {
    if (charts.size() > 1) {
      String detail =
          "an archive holds one chart, and these deployments are in %d releases; ask for each"
              + " release by itself, or for /v1/charts, which lists the files of all";
      throw InvalidSpecException.unprocessable(
          SpecPointer.DEPLOYMENTS, "several-releases", detail.formatted(charts.size()));
    }
  }

  /** {@code Chart.yaml} of the first. */
  String description() {
    String path = charts.getFirst().name() + "/Chart.yaml";
    return files.stream()
        .filter(file -> file.path().equals(path))
        .map(file -> new String(file.content(), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow();
  }

  /** As Helm packages a chart: the same bytes for the same files. */
  @JsonIgnore
  public byte[] archive() {
    return Archives.tarGz(files);
  }

  /** As Helm calls a chart that it packages: name and version. */
  @JsonIgnore
  public String archiveName() {
    ChartResult first = charts.getFirst();
    return "%s-%s.tgz".formatted(first.name(), first.version());
  }
}
