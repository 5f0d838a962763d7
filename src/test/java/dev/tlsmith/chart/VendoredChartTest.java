package dev.tlsmith.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.helm.PackedChart;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A generated chart that holds the product's own, as the caller gave it. */
@ResourceLock(Rendered.HELM)
class VendoredChartTest {

  private static final String KESTRA =
      "{product: kestra, hosts: [kestra.example.com],"
          + " certificate: {source: cert-manager, issuer: {name: corporate}}}";
  private static final String HELM_CHART = "/deployments/0/existing/helmChart";
  private static final String CURL =
      "curl -sS -F product=kestra -F hosts=kestra.example.com -F certificate.source=cert-manager -F"
          + " certificate.issuer.name=corporate -F existing.helmChart=@given.tgz %s/v1/charts.tgz"
          + " -o %s";

  @TempDir Path folder;

  private static String spec(PackedChart chart) {
    ObjectNode spec = (ObjectNode) Service.yaml(KESTRA);
    spec.withObject("/existing").put("helmChart", chart.base64());
    return spec.toString();
  }

  private static Fault fault(String spec) {
    return catchThrowableOfType(InvalidSpecException.class, () -> Service.charts(spec))
        .faults()
        .getFirst();
  }

  private PackedChart standIn() {
    return PackedChart.of(TestChart.unpack(Service.charts(KESTRA), folder).standIn(folder));
  }

  @Test
  void rendersWithoutDependencyBuildToWhatItRendersWithIt() {
    TestChart built = TestChart.unpack(Service.charts(KESTRA), folder);
    Path product = built.standIn(folder);
    ChartSet set = Service.charts(spec(PackedChart.of(product)));
    TestChart chart = TestChart.unpack(set, folder);
    assertThat(chart.folder().resolve("charts/kestra-1.0.54.tgz")).exists();
    assertThat(chart.lint().isFailed()).isFalse();
    assertThat(chart.text("README.md")).contains("is inside").doesNotContain("dependency build");
    List<JsonNode> whole = built.with(product).render("kestra", "default");
    assertThat(chart.render("kestra", "default")).containsExactlyElementsOf(whole);
    assertThat(set.charts().getFirst().proof().vendoredSha256()).hasSize(64);
    assertThat(set.charts().getFirst().version())
        .as("another content has another version")
        .isNotEqualTo(Service.charts(KESTRA).charts().getFirst().version());
  }

  @Test
  void theArchiveIsSentAsAFileAndComesBackByteForByteTwice() throws IOException {
    byte[] given = standIn().packed();
    Files.write(folder.resolve("given.tgz"), given);
    String command =
        CURL.formatted(Service.url(), "one.tgz")
            + " && "
            + CURL.formatted(Service.url(), "two.tgz");
    Output output =
        CommandLine.run(
            folder,
            List.of(
                "bash",
                "-ec",
                command
                    + " && cmp one.tgz two.tgz && tar xzf one.tgz"
                    + " && cmp given.tgz kestra-tls/charts/kestra-1.0.54.tgz"));
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  @Test
  void aBundleHasItBesideItsFilesAndBuildsNoDependency() {
    ObjectNode spec = (ObjectNode) Service.yaml(spec(standIn()));
    spec.putArray("targets").add("chart");
    TestBundle bundle = Service.bundle(spec.toString());
    assertThat(bundle.paths()).contains("helm/kestra-tls/charts/kestra-1.0.54.tgz");
    assertThat(bundle.yaml("proof.json").findValue("schema").asText()).isEqualTo("none");
  }

  @Test
  void theVersionIsThatOfTheChartUnlessItIsAskedFor() {
    PackedChart older = PackedChart.of("kestra", "1.0.20");
    String spec = spec(older);
    assertThat(Service.charts(spec).charts().getFirst().version()).startsWith("1.0.20+tls.");
    ObjectNode asked = (ObjectNode) Service.yaml(spec);
    asked.put("chartVersion", "1.0.54");
    assertThat(fault(asked.toString()))
        .isEqualTo(
            new Fault(
                HELM_CHART,
                "another-chart-version",
                "the chart is version 1.0.20, and 'chartVersion' says 1.0.54; give that one, or"
                    + " leave 'chartVersion' out"));
  }

  @ParameterizedTest
  @CsvSource({
    "other, 1.0.54, another-chart, the chart is 'other'",
    "kestra, 99.0.0, unknown-chart-version, '99.0.0' does not fit"
  })
  void anotherChartIsRefused(String name, String version, String code, String detail) {
    Fault fault = fault(spec(PackedChart.of(name, version)));
    assertThat(fault.pointer()).isEqualTo(HELM_CHART);
    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault.detail()).contains(detail);
  }

  @Test
  void aReleaseHasOneFileOfAChart() {
    PackedChart one = PackedChart.of("camunda-platform", "13.0.0");
    PackedChart other = PackedChart.of("camunda-platform", "13.0.0");
    other.with("camunda-platform/README.md", "A");
    String spec =
        "{release: camunda, deployments: [{product: camunda-console, hosts: [c.example.com],"
            + " existing: {helmChart: '%s'}},{product: camunda-web-modeler, hosts: [m.example.com],"
            + " existing: {helmChart: '%s'}}]}";
    Fault fault = fault(spec.formatted(one.base64(), other.base64()));
    assertThat(fault.code()).isEqualTo("several-charts");
    assertThat(fault.detail()).contains("release 'camunda'", "give it once");
  }

  @Test
  void whatIsNoChartIsRefused() {
    String spec = "{product: kestra, hosts: [a.example.com], existing: {helmChart: '%s'}}";
    assertThat(fault(spec.formatted("%%%%")).detail())
        .isEqualTo("the chart is not base64; send the file by -F, or encode it by base64");
    assertThat(fault(spec.formatted("QUJD")).detail())
        .startsWith("the chart is not a packed chart");
  }

  @Test
  void aChartWithAKeyIsRefusedWithoutRepeatingIt() throws IOException {
    String key = Files.readString(Path.of("src/test/resources/service-ca/ca.key"));
    Fault fault = fault(spec(PackedChart.of("kestra", "1.0.54").with("kestra/files/own.txt", key)));
    assertThat(fault.code()).isEqualTo("secret-in-chart");
    assertThat(fault.pointer()).isEqualTo(HELM_CHART);
    assertThat(fault.detail())
        .contains("kestra/files/own.txt")
        .doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void valuesAreHeldToTheChartsOwnSchema() {
    PackedChart chart = PackedChart.of("kestra", "1.0.54");
    String schema = "{\"properties\": {\"configurations\": {\"type\": \"object\"}}}";
    chart.with("kestra/values.schema.json", schema);
    assertThat(Service.charts(spec(chart)).charts().getFirst().proof().schema())
        .hasToString("VALID");
    PackedChart strict = PackedChart.of("kestra", "1.0.54");
    strict.with("kestra/values.schema.json", schema.replace("object", "string"));
    assertThat(
            catchThrowableOfType(IllegalStateException.class, () -> Service.charts(spec(strict))))
        .hasMessageContaining("our values break the schema of the chart: [/configurations: type]");
    PackedChart elsewhere = PackedChart.of("kestra", "1.0.54");
    elsewhere.with(
        "kestra/values.schema.json", "{\"$ref\": \"https://schemas.example.com/a.json\"}");
    assertThat(Service.charts(spec(elsewhere)).charts().getFirst().proof().schema())
        .as("nothing is fetched")
        .hasToString("UNREAD");
  }

  @Test
  void theFileOfTheBundleIsBinary() {
    BundleFile file =
        Service.charts(spec(standIn())).files().stream()
            .filter(one -> one.path().endsWith(".tgz"))
            .findFirst()
            .orElseThrow();
    assertThat(file.isText()).isFalse();
    assertThat(file.mediaType()).isEqualTo("application/gzip");
  }
}
