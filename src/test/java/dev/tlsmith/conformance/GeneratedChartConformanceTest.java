package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.chart.TestChart;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.helm.PackedChart;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated charts that hold the products' own, as they are found below {@code -Dcharts.dir}. */
@ResourceLock(Rendered.HELM)
class GeneratedChartConformanceTest {

  private static final String SPEC =
      "{product: %s, hosts: [app.example.com], termination: %s," + " certificate: {source: %s}}";

  /** Of somebody who has no database beside it, and a configuration without TLS. */
  private static final String KESTRA =
      """
      postgresql: {enabled: false}
      minio: {enabled: false}
      configurations: {application: {kestra: {queue: {type: memory}}}}
      """;

  @TempDir static Path folder;

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (String product : List.of("kestra", "camunda-console", "camunda-web-modeler")) {
      String name = product.equals("kestra") ? "kestra" : "camunda-platform";
      for (RealChart chart : RealChart.named(name)) {
        for (String termination : List.of("application", "ingress", "both")) {
          for (String source : List.of("self-signed", "cert-manager, issuer: {name: corporate}")) {
            cells.add(Arguments.of(product, name, chart, termination, source));
          }
        }
      }
    }
    return cells.isEmpty() ? Stream.of(Arguments.of("none", "none", null, "", "")) : cells.stream();
  }

  @ParameterizedTest(name = "{0} on {2}, {3}, {4}")
  @MethodSource("cells")
  void rendersWhatTheProductsChartRendersWithTheValues(
      String product, String name, RealChart real, String termination, String source) {
    Assumptions.assumeTrue(real != null, "no charts below -Dcharts.dir");
    RealChart chart = real.copy(folder);
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC.formatted(product, termination, source));
    spec.withObject("/existing").put("helmChart", PackedChart.of(chart.folder(), name).base64());
    ChartSet set;
    try {
      set = Service.charts(spec.toString());
    } catch (InvalidSpecException e) {
      assertThat(e.faults())
          .as("a version that the pack does not know")
          .allSatisfy(
              fault -> assertThat(fault.code()).isIn("unknown-chart-version", "impossible-target"));
      return;
    }
    TestChart generated = TestChart.unpack(set, folder);
    JsonNode values = Service.yaml(Service.helmValues(spec.toString()));
    JsonNode own = name.equals("kestra") ? Service.yaml(KESTRA) : CamundaChartCells.release(real);
    ObjectNode nested = Service.JSON.createObjectNode();
    nested.set(name, own);
    List<JsonNode> plain = new ArrayList<>(chart.render(product, "default", own, values));
    plain.retainAll(chart.render(product, "default", own, values)); // what is random differs
    assertThat(plain).isNotEmpty();
    List<JsonNode> whole = generated.render(product, "default", nested);
    assertThat(whole).containsAll(plain);
    assertThat(whole).hasSizeGreaterThanOrEqualTo(plain.size());
    if (name.equals("kestra") && chart.since("1.0.1") && !termination.equals("ingress")) {
      // Helm lints without anybody's own values, which the other charts need.
      assertThat(generated.lint().isFailed()).as("%s", generated.lint().getMessages()).isFalse();
    }
  }
}
