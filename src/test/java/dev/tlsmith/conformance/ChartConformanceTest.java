package dev.tlsmith.conformance;

import static dev.tlsmith.support.Rendered.containers;
import static dev.tlsmith.support.Rendered.find;
import static dev.tlsmith.support.Rendered.named;
import static dev.tlsmith.support.Rendered.names;
import static dev.tlsmith.support.Rendered.one;
import static dev.tlsmith.support.Rendered.pods;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.tlsmith.support.Cluster;
import dev.tlsmith.support.HelmChecks;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values as Kestra's own charts render them. The charts are not ours to keep here: a folder of
 * them, unpacked, is given by {@code -Dcharts.dir}.
 */
@EnabledIf(
    value = "chartsAreThere",
    disabledReason = "no charts: give a folder with unpacked charts of Kestra by -Dcharts.dir=…")
@ResourceLock(Rendered.HELM)
class ChartConformanceTest {

  private static final List<String> DEPLOYMENTS =
      List.of("standalone", "webserver", "executor", "indexer", "scheduler", "worker");

  /** Named by the rich values. */
  private static final JsonNode OWN_SECRET =
      Service.yaml(
          "{kind: Secret, metadata: {name: own-secret}, data: {application-secrets.yml: ''}}");

  @TempDir static Path copies;

  static boolean chartsAreThere() {
    return RealChart.present("kestra");
  }

  private static boolean legacy(RealChart chart) {
    return chart.major() == 0;
  }

  /** Whether each deployment's lists are added to the common ones. */
  private static boolean appendsLists(RealChart chart) {
    return chart.since("1.0.3");
  }

  /** The oldest line of Kestra that takes this chart. */
  private static String line(RealChart chart) {
    return switch (chart.major()) {
      case 0 -> "0.24";
      case 1 -> "1.3";
      default -> "2.0";
    };
  }

  /** Every chart with every termination and source, and with the options that charts care about. */
  static List<Arguments> cells() {
    return Cells.ALL;
  }

  /** Made when first asked for. */
  private static final class Cells {
    static final List<Arguments> ALL = everyCell();
  }

  private static List<Arguments> everyCell() {
    List<Arguments> cells = new ArrayList<>();
    for (RealChart found : RealChart.named("kestra")) {
      RealChart chart = found.copy(copies);
      for (ObjectNode cell : Matrix.specs()) {
        if (cell.path("version").asText().equals(line(chart))) {
          cells.add(cell(chart, cell));
        }
      }
      for (boolean rich : List.of(false, true)) {
        ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
        spec.putArray("hosts").add("kestra.example.com");
        spec.put("version", line(chart)).put("termination", rich ? "both" : "application");
        ObjectNode options = spec.putObject("options");
        options.put("outboundTrust", rich).put("javaOpts", rich ? "-Xmx2g" : "");
        options.put("managementTls", rich);
        if (rich && appendsLists(chart)) {
          options.putArray("workerGroups").add("gpu");
          options.put("plainHttp", "kept");
        }
        cells.add(cell(chart, spec));
      }
    }
    return cells;
  }

  private static Arguments cell(RealChart chart, ObjectNode spec) {
    ObjectNode own = spec.deepCopy();
    own.put("chartVersion", chart.version());
    own.putArray("targets").add("helm");
    TestBundle bundle = Service.bundle(own);
    return Arguments.of(chart, Named.of(bundle.toString(), bundle));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void overMinimalValuesPodServiceAndIngressAgree(RealChart chart, TestBundle bundle) {
    assertCoherent(chart, bundle, render(chart, bundle, minimal(chart)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void overRichValuesNothingOfTheUsersIsLostButWhatIsNamed(RealChart chart, TestBundle bundle) {
    ObjectNode values = minimal(chart);
    ObjectNode lists = legacy(chart) ? values : values.withObject("/common");
    lists.withArray("/extraEnv").addObject().put("name", "TZ").put("value", "UTC");
    lists.withArray("/extraVolumes").addObject().put("name", "own").putObject("emptyDir");
    lists.withArray("/extraVolumeMounts").addObject().put("name", "own").put("mountPath", "/own");
    ObjectNode configuration =
        legacy(chart)
            ? values.withObject("/configuration")
            : values.withObject("/configurations/application");
    configuration.withObject("/micronaut/server/cors").put("enabled", true);
    values.withObject("/ingress/annotations").put("example.com/own", "kept");
    values.withObject("/service/annotations").put("example.com/own", "kept");
    if (!legacy(chart)) {
      values
          .withObject("/configurations")
          .withArray("/secrets")
          .addObject()
          .put("name", "own-secret")
          .put("key", "application-secrets.yml");
    }
    List<JsonNode> objects = render(chart, bundle, values);
    assertCoherent(chart, bundle, objects);

    boolean touched = touchesPods(bundle);
    boolean replaced = touched && !appendsLists(chart);
    JsonNode container = containers(pods(objects).getFirst()).getFirst();
    assertThat(names(container.path("env")).contains("TZ")).isEqualTo(!replaced);
    assertThat(names(container.path("volumeMounts")).contains("own")).isEqualTo(!replaced);
    assertThat(bundle.warnings().contains("chart-lists-are-replaced")).isEqualTo(replaced);
    assertThat(objects.toString()).contains("cors");
    if (!legacy(chart)) {
      assertThat(objects.toString()).contains("own-secret");
    }
    assertThat(one(objects, "Service").at("/metadata/annotations").path("example.com/own").asText())
        .isEqualTo("kept");
    find(objects, "Ingress")
        .forEach(
            ingress ->
                assertThat(ingress.at("/metadata/annotations").path("example.com/own").asText())
                    .isEqualTo("kept"));
    if (replaced) {
      String prefix = legacy(chart) ? "" : "common.";
      assertThat(bundle.text("TLS.md"))
          .contains(prefix + "extraEnv", prefix + "extraVolumes", prefix + "extraVolumeMounts");
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyDeploymentThatTheChartRunsServesTls(RealChart chart, TestBundle bundle) {
    ObjectNode values = minimal(chart);
    List<String> enabled = new ArrayList<>(DEPLOYMENTS);
    if (chart.version().startsWith("2.")) {
      enabled.add("controller");
    }
    enabled.forEach(
        name ->
            values.withObject("/deployments/" + name).put("enabled", !name.equals("standalone")));
    bundle
        .option("workerGroups")
        .forEach(
            group -> values.withObject("/workerGroups/" + group.asText()).put("enabled", true));
    List<JsonNode> objects = render(chart, bundle, values);
    assertThat(pods(objects))
        .hasSameSizeAs(pods(chart.render(bundle.release(), bundle.namespace(), values)));
    if (legacy(chart) || appendsLists(chart)) { // up to 1.0.2 the chart runs its documents together
      assertThat(pods(objects)).hasSize(enabled.size() - 1 + bundle.option("workerGroups").size());
    }
    assertCoherent(chart, bundle, objects);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void helmLintFindsNothing(RealChart chart, TestBundle bundle) {
    LintResult lint = chart.lint(minimal(chart), bundle.yaml("helm/values-tls.yaml"));
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  /** What a chart needs to render at all, and no second container. */
  private static ObjectNode minimal(RealChart chart) {
    ObjectNode values = Service.JSON.createObjectNode();
    values.putObject("dind").put("enabled", false);
    if (legacy(chart)) {
      values.putObject("postgresql").put("enabled", false);
      values.putObject("minio").put("enabled", false);
      values.withObject("/configuration/kestra/queue").put("type", "memory");
    } else {
      values.withObject("/configurations/application/kestra/queue").put("type", "memory");
    }
    return values;
  }

  private static List<JsonNode> render(RealChart chart, TestBundle bundle, ObjectNode values) {
    JsonNode tls = bundle.yaml("helm/values-tls.yaml");
    return chart.render(bundle.release(), bundle.namespace(), values, tls);
  }

  private static boolean touchesPods(TestBundle bundle) {
    return bundle.servesApplication()
        || bundle.option("outboundTrust").asBoolean()
        || bundle.termination().equals("none");
  }

  private static void assertCoherent(RealChart chart, TestBundle bundle, List<JsonNode> objects) {
    List<JsonNode> cluster = new ArrayList<>(objects);
    cluster.add(OWN_SECRET);
    assertThat(Cluster.missing(bundle, cluster)).isEmpty();
    for (JsonNode pod : pods(objects)) {
      assertVolumes(bundle, pod);
      JsonNode container = containers(pod).getFirst();
      assertServes(chart, bundle, container);
      assertOutbound(chart, bundle, container);
    }
    assertBackend(bundle, objects);
    for (JsonNode object : objects) {
      assertThat(HelmChecks.faults(object)).as(object.path("kind").asText()).isEmpty();
    }
  }

  private static void assertVolumes(TestBundle bundle, JsonNode pod) {
    List<String> volumes = names(pod.path("volumes"));
    assertThat(volumes).doesNotHaveDuplicates();
    for (JsonNode container : containers(pod)) {
      assertThat(names(container.path("env"))).doesNotHaveDuplicates();
      assertThat(volumes).containsAll(names(container.path("volumeMounts")));
      List<String> paths = new ArrayList<>();
      container.path("volumeMounts").forEach(mount -> paths.add(mount.path("mountPath").asText()));
      assertThat(paths).doesNotHaveDuplicates();
    }
    boolean touched = touchesPods(bundle);
    assertThat(volumes.contains("tls-stores")).isEqualTo(touched);
    JsonNode main = containers(pod).getFirst();
    assertThat(names(main.path("volumeMounts")).contains("tls-stores")).isEqualTo(touched);
    assertThat(names(main.path("env")).contains("TLS_KEYSTORE_PASSWORD"))
        .isEqualTo(bundle.servesApplication());
  }

  private static void assertServes(RealChart chart, TestBundle bundle, JsonNode container) {
    JsonNode web = named(container.path("ports"), "http");
    int expected = bundle.servesApplication() && !legacy(chart) ? https(bundle) : 8080;
    assertThat(web.path("containerPort").asInt()).isEqualTo(expected);
    boolean management = bundle.servesApplication() && bundle.option("managementTls").asBoolean();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode http = container.path(probe).path("httpGet");
      assertThat(http.path("port").asText())
          .as(probe)
          .isEqualTo(management ? "http" : "management");
      assertThat(http.path("scheme").asText("HTTP")).isEqualTo(management ? "HTTPS" : "HTTP");
      assertThat(http.path("path").asText()).startsWith("/health");
    }
  }

  /** Flags reach the JVM by the one variable that this chart and launcher leave alone. */
  private static void assertOutbound(RealChart chart, TestBundle bundle, JsonNode container) {
    boolean outbound =
        bundle.option("outboundTrust").asBoolean() || bundle.termination().equals("none");
    boolean extraOpts = chart.since("1.0.32");
    String variable = extraOpts ? "_JAVA_OPTIONS" : "JAVA_OPTS";
    String flags = named(container.path("env"), variable).path("value").asText();
    assertThat(flags.contains("-Djavax.net.ssl.trustStore=")).isEqualTo(outbound);
    if (outbound) {
      assertThat(flags).contains(bundle.option("javaOpts").asText());
    }
  }

  private static int https(TestBundle bundle) {
    return bundle.option("httpsPort").asInt(8443);
  }

  private static void assertBackend(TestBundle bundle, List<JsonNode> objects) {
    JsonNode service = one(objects, "Service");
    JsonNode port = named(service.at("/spec/ports"), "http");
    assertThat(port.path("targetPort").asText()).isEqualTo("http");
    int own = bundle.option("service").path("port").asInt(0);
    if (bundle.servesApplication()) {
      assertThat(port.path("port").asInt()).isEqualTo(own == 0 ? https(bundle) : own);
    }
    boolean issued = bundle.holdsKey() && !bundle.source().equals("provided");
    if (issued && bundle.servesApplication() && !bundle.option("service").has("name")) {
      assertThat(bundle.certificateNames())
          .contains(
              "%s.%s.svc".formatted(service.at("/metadata/name").asText(), bundle.namespace()));
    }
    boolean gateway = bundle.option("gatewayApi").has("gateway");
    List<JsonNode> ingresses = find(objects, "Ingress");
    assertThat(ingresses).hasSize(bundle.servesEdge() && !gateway ? 1 : 0);
    for (JsonNode ingress : ingresses) {
      assertThat(ingress.at("/spec/rules")).hasSize(bundle.hosts().size());
      for (JsonNode rule : ingress.at("/spec/rules")) {
        JsonNode backend = rule.at("/http/paths/0/backend/service");
        assertThat(backend.path("name")).isEqualTo(service.at("/metadata/name"));
        assertThat(backend.at("/port/number")).isEqualTo(port.path("port"));
      }
      boolean encrypted = bundle.termination().equals("both");
      String text = ingress.toString() + service;
      String controller = bundle.option("ingressController").asText("nginx");
      String sign =
          switch (controller) {
            case "nginx" -> "backend-protocol\":\"HTTPS\"";
            case "traefik" -> "service.serversscheme\":\"https\"";
            case "haproxy" -> "haproxy.org/server-ssl\":\"true\"";
            default -> "";
          };
      assertThat(text.contains(sign)).isEqualTo(encrypted || sign.isEmpty());
    }
  }
}
