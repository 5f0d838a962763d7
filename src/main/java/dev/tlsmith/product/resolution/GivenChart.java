package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.spec.Deployment;
import java.util.Optional;

/**
 * A packed chart of the caller's.
 *
 * @param pointer where the spec holds it
 */
record GivenChart(String pointer, HelmChart chart) {

  /** The deployment that it is for: on its version, where the caller asked for no other. */
  Deployment deployed(Deployment asked) {
    return asked.chartVersion() == null ? asked.withChartVersion(chart.version()) : asked;
  }

  /**
   * What is wrong with it for a product.
   *
   * @param expected that the product is installed by; without a name if by none
   * @param version that is asked for
   */
  Optional<Fault> refuse(ProductPack pack, ProductChart expected, String version) {
    if (!chart.name().equals(expected.name())) {
      String detail =
          expected.name().isEmpty()
              ? "%s has no Helm chart of its own, and this is '%s'; leave it out"
                  .formatted(pack.title(), chart.name())
              : "the chart is '%s', and %s is installed by '%s'; give that one"
                  .formatted(chart.name(), pack.title(), expected.name());
      return Optional.of(new Fault(pointer, "another-chart", detail));
    }
    if (!chart.version().equals(version)) {
      String detail =
          "the chart is version %s, and 'chartVersion' says %s; give that one, or leave"
              + " 'chartVersion' out";
      return Optional.of(
          new Fault(pointer, "another-chart-version", detail.formatted(chart.version(), version)));
    }
    return Optional.empty();
  }
}
