package dev.tlsmith.conformance;

import static dev.tlsmith.support.Rendered.containers;
import static dev.tlsmith.support.Rendered.named;
import static dev.tlsmith.support.Rendered.names;
import static dev.tlsmith.support.Rendered.pods;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of the caller's own beside those that a bundle sets, as a chart renders both: Kestra's own
 * charts where {@code -Dcharts.dir} has them, and a stand-in everywhere.
 */
@ResourceLock(Rendered.HELM)
class OwnValuesConformanceTest {

  private static final RealChart STAND_IN =
      new RealChart("1.0.54", Path.of("src/test/resources/charts/kestra-stand-in"));

  /** Every setting that a deployment of the 1.x chart may have for itself. */
  private static final String SINGLE =
      """
      common:
        extraEnv: [{name: JAVA_OPTS, value: -Dall=1}, {name: AT, value: "12:30"}]
        jvm: {extraOpts: -Xmx2g}
        livenessProbe: {exec: {command: ["true"]}}
      deployments:
        standalone:
          extraEnv: [{name: JAVA_OPTS, value: -Xmx4g}, {name: MINE, value: "12:30"}]
          extraVolumes: [{name: mine, emptyDir: {}}]
          extraVolumeMounts: [{name: mine, mountPath: /mine}]
          livenessProbe: {httpGet: {path: /health/liveness, port: management}, periodSeconds: 7}
          jvm: {extraOpts: -Xmx4g}
        worker:
          enabled: true
          readinessProbe: {tcpSocket: {port: management}}
        own: {enabled: true}
      workerGroups:
        gpu:
          enabled: true
          startupProbe: {httpGet: {path: /health, port: management}}
          jvm: {extraOpts: -Xmx8g}
          extraEnv: [{name: GPU, value: "1"}]
      """;

  /** The same for the 0.x chart, where a list of a deployment's own replaces the common one. */
  private static final String LEGACY =
      """
      extraEnv: [{name: JAVA_OPTS, value: -Xmx4g}, {name: AT, value: "12:30"}]
      deployments:
        standalone:
          extraEnv: [{name: JAVA_OPTS, value: -Xmx4g}, {name: MINE, value: "12:30"}]
          livenessProbe: {port: management, httpGetExtra: {}, periodSeconds: 7}
      workerGroup:
        gpu:
          enabled: true
          kind: Deployment
          command: server worker
          extraEnv: [{name: JAVA_OPTS, value: -Xmx4g}, {name: GPU, value: "1"}]
      """;

  @TempDir static Path copies;

  static Stream<RealChart> charts() {
    List<RealChart> charts = new ArrayList<>(List.of(STAND_IN.copy(copies)));
    if (RealChart.present("kestra")) {
      RealChart.named("kestra").stream()
          .filter(chart -> chart.since("0.24.0") && !chart.version().equals("1.0.0"))
          .map(chart -> chart.copy(copies))
          .forEach(charts::add);
    }
    return charts.stream();
  }

  static Stream<Arguments> cells() {
    return charts()
        .flatMap(
            chart ->
                Stream.of(
                        "{}",
                        "{managementTls: true}",
                        "{outboundTrust: true}",
                        "{managementTls: true, outboundTrust: true}")
                    .map(
                        options ->
                            Arguments.of(
                                Named.of(chart.folder().getFileName() + "", chart), options)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void whatASingleDeploymentSetsForItselfHoldsBesideTls(RealChart chart, String options) {
    boolean legacy = chart.major() == 0;
    String own = legacy ? LEGACY : SINGLE;
    TestBundle bundle = bundle(chart, options, own);
    List<JsonNode> pods =
        pods(
            chart.render(
                "kestra", "default", minimal(chart, own), bundle.yaml("helm/values-tls.yaml")));
    assertThat(pods).hasSize(legacy ? 2 : 4);
    for (JsonNode pod : pods) {
      JsonNode container = containers(pod).getFirst();
      assertThat(names(container.path("env"))).contains("TLS_KEYSTORE_PASSWORD");
      assertThat(names(container.path("volumeMounts"))).contains("tls-stores");
      assertThat(names(pod.path("volumes"))).contains("tls-stores").doesNotHaveDuplicates();
      assertProbes(container, bundle.option("managementTls").asBoolean());
      if (bundle.option("outboundTrust").asBoolean()) {
        assertFlags(container, chart);
      }
    }
    String all = pods.toString();
    assertThat(all).contains("\"MINE\",\"value\":\"12:30\"", "\"GPU\"", "\"periodSeconds\":7");
    assertThat(legacy || all.contains("/mine")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("charts")
  void everyProbeAsksBelowTheContextPath(RealChart chart) {
    boolean legacy = chart.major() == 0;
    String own =
        (legacy ? LEGACY + "configuration" : SINGLE + "configurations: {application")
            + ": {micronaut: {server: {context-path: flows}}}"
            + (legacy ? "" : "}");
    TestBundle bundle = bundle(chart, "{managementTls: true}", own);
    List<JsonNode> pods =
        pods(
            chart.render(
                "kestra", "default", minimal(chart, own), bundle.yaml("helm/values-tls.yaml")));
    assertThat(pods).hasSize(legacy ? 2 : 4);
    for (JsonNode pod : pods) {
      JsonNode container = containers(pod).getFirst();
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertThat(container.at("/" + probe + "/httpGet/path").asText())
            .as(probe)
            .startsWith("/flows/health");
      }
    }
  }

  private static void assertProbes(JsonNode container, boolean management) {
    for (String name : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode probe = container.path(name);
      JsonNode http = probe.path("httpGet");
      if (management) {
        long handlers =
            Stream.of("httpGet", "exec", "tcpSocket", "grpc").filter(probe::hasNonNull).count();
        assertThat(handlers).as("%s: %s", name, probe).isEqualTo(1);
        assertThat(http.path("port").asText()).as(name).isEqualTo("http");
        assertThat(http.path("scheme").asText()).as(name).isEqualTo("HTTPS");
        assertThat(http.path("path").asText()).as(name).startsWith("/health");
      } else {
        assertThat(http.path("scheme").asText("HTTP")).isEqualTo("HTTP");
      }
    }
  }

  private static void assertFlags(JsonNode container, RealChart chart) {
    boolean options = chart.since("1.0.32");
    String variable = options ? "_JAVA_OPTIONS" : "JAVA_OPTS";
    JsonNode last = null;
    for (JsonNode entry : container.path("env")) {
      last = entry.path("name").asText().equals(variable) ? entry : last;
    }
    assertThat(last).isNotNull();
    assertThat(last.path("value").asText()).contains("-Djavax.net.ssl.trustStore=");
    assertThat(last.path("value").asText()).containsAnyOf("-Xmx", "-Dall=1");
  }

  @ParameterizedTest
  @MethodSource("charts")
  void theServicePortThatMovesIsNamed(RealChart chart) {
    String own =
        chart.major() == 0 ? "service: {port: 80}" : "service: {ports: {http: {port: 80}}}";
    TestBundle bundle = bundle(chart, "{}", own);
    JsonNode service =
        Rendered.one(
            chart.render(
                "kestra", "default", minimal(chart, own), bundle.yaml("helm/values-tls.yaml")),
            "Service");
    assertThat(named(service.at("/spec/ports"), "http").path("port").asInt()).isEqualTo(8443);
    assertThat(bundle.warnings()).contains("existing-value-replaced");
  }

  private static TestBundle bundle(RealChart chart, String options, String own) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
    spec.put("version", chart.major() == 0 ? "0.24" : chart.major() == 1 ? "1.3" : "2.0");
    spec.put("chartVersion", chart.version());
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add("helm");
    spec.set("options", Service.yaml(options));
    spec.putObject("existing").put("helmValues", own);
    return Service.bundle(spec);
  }

  /** The caller's values, and what a chart needs to render at all. */
  private static ObjectNode minimal(RealChart chart, String own) {
    ObjectNode values = (ObjectNode) Service.yaml(own);
    values.putObject("dind").put("enabled", false);
    if (chart.major() == 0) {
      values.putObject("postgresql").put("enabled", false);
      values.putObject("minio").put("enabled", false);
      values.withObject("/configuration/kestra/queue").put("type", "memory");
    } else {
      values.withObject("/configurations/application/kestra/queue").put("type", "memory");
    }
    return values;
  }
}
