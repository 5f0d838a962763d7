package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values as Kestra's own charts render them. The charts are not ours to keep here: a folder of
 * them, unpacked, is given by {@code -Dcharts.dir}.
 */
@EnabledIfSystemProperty(
    named = "charts.dir",
    matches = ".+",
    disabledReason = "no charts: give a folder with unpacked charts of Kestra by -Dcharts.dir=…")
class ChartConformanceTest {

  private static final String CHARTS = System.getProperty("charts.dir", "");
  private static final List<String> DEPLOYMENTS =
      List.of("standalone", "webserver", "executor", "indexer", "scheduler", "worker");

  @TempDir static Path copies;

  /**
   * A chart of the folder.
   *
   * @param version its own, or its folder's where it was never released
   * @param folder a copy that needs no other chart
   */
  record Chart(String version, Path folder) {

    boolean legacy() {
      return version.startsWith("0.");
    }

    /** Whether each deployment's lists are added to the common ones. */
    boolean appendsLists() {
      return Version.parse(version).compareTo(Version.parse("1.0.3")) >= 0;
    }

    /** The oldest line of Kestra that takes this chart. */
    String line() {
      return legacy() ? "0.24" : version.startsWith("2.") ? "2.0" : "1.3";
    }

    @Override
    public String toString() {
      return version;
    }
  }

  static List<Chart> charts() {
    if (CHARTS.isEmpty()) {
      return List.of(new Chart("1.0.0", Path.of("absent")));
    }
    try (Stream<Path> folders = Files.list(Path.of(CHARTS))) {
      TreeMap<Version, Chart> charts = new TreeMap<>();
      for (Path folder : folders.toList()) {
        chart(folder).ifPresent(one -> charts.put(Version.parse(one.version()), one));
      }
      assertThat(charts).as("charts of Kestra in %s", CHARTS).isNotEmpty();
      return List.copyOf(charts.values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Chart> chart(Path folder) throws IOException {
    Path description = folder.resolve("Chart.yaml");
    if (!Files.isRegularFile(description)) {
      return Optional.empty();
    }
    ObjectNode chart = (ObjectNode) Service.yaml(Files.readString(description));
    if (!chart.path("name").asText().equals("kestra")) {
      return Optional.empty();
    }
    String version = chart.path("version").asText();
    if (version.equals("0.0.0")) {
      version = folder.getFileName().toString().replaceFirst("^.*?-", "");
    }
    return Optional.of(new Chart(version, copy(folder, chart)));
  }

  /** Without the charts that it depends on, which are not at hand and switched off below. */
  private static Path copy(Path folder, ObjectNode chart) throws IOException {
    Path copy = Files.createTempDirectory("chart").resolve("kestra");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(folder.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    chart.remove("dependencies");
    Files.deleteIfExists(copy.resolve("Chart.lock"));
    Files.writeString(copy.resolve("Chart.yaml"), Service.YAML.writeValueAsString(chart));
    return copy;
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
    for (Chart chart : charts()) {
      for (ObjectNode cell : Matrix.specs()) {
        if (cell.path("version").asText().equals(chart.line())) {
          cells.add(cell(chart, cell));
        }
      }
      for (boolean rich : List.of(false, true)) {
        ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
        spec.putArray("hosts").add("kestra.example.com");
        spec.put("version", chart.line()).put("termination", rich ? "both" : "application");
        ObjectNode options = spec.putObject("options");
        options.put("outboundTrust", rich).put("javaOpts", rich ? "-Xmx2g" : "");
        options.put("managementTls", rich);
        if (rich && chart.appendsLists()) {
          options.putArray("workerGroups").add("gpu");
          options.put("plainHttp", "kept");
        }
        cells.add(cell(chart, spec));
      }
    }
    return cells;
  }

  private static Arguments cell(Chart chart, ObjectNode spec) {
    ObjectNode own = spec.deepCopy();
    own.put("chartVersion", chart.version());
    own.putArray("targets").add("helm");
    TestBundle bundle =
        CHARTS.isEmpty() ? Service.example("everything-by-default") : Service.bundle(own);
    return Arguments.of(chart, Named.of(bundle.toString(), bundle));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void overMinimalValuesPodServiceAndIngressAgree(Chart chart, TestBundle bundle) {
    assertCoherent(chart, bundle, render(chart, bundle, minimal(chart)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void overRichValuesNothingOfTheUsersIsLostButWhatIsNamed(Chart chart, TestBundle bundle) {
    ObjectNode values = minimal(chart);
    ObjectNode lists = chart.legacy() ? values : values.withObject("/common");
    lists.withArray("/extraEnv").addObject().put("name", "TZ").put("value", "UTC");
    lists.withArray("/extraVolumes").addObject().put("name", "own").putObject("emptyDir");
    lists.withArray("/extraVolumeMounts").addObject().put("name", "own").put("mountPath", "/own");
    ObjectNode configuration =
        chart.legacy()
            ? values.withObject("/configuration")
            : values.withObject("/configurations/application");
    configuration.withObject("/micronaut/server/cors").put("enabled", true);
    values.withObject("/ingress/annotations").put("example.com/own", "kept");
    values.withObject("/service/annotations").put("example.com/own", "kept");
    if (!chart.legacy()) {
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
    boolean replaced = touched && !chart.appendsLists();
    JsonNode container = containers(pods(objects).getFirst()).getFirst();
    assertThat(names(container.path("env")).contains("TZ")).isEqualTo(!replaced);
    assertThat(names(container.path("volumeMounts")).contains("own")).isEqualTo(!replaced);
    assertThat(bundle.warnings().contains("chart-lists-are-replaced")).isEqualTo(replaced);
    assertThat(objects.toString()).contains("cors");
    if (!chart.legacy()) {
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
      String prefix = chart.legacy() ? "" : "common.";
      assertThat(bundle.text("TLS.md"))
          .contains(prefix + "extraEnv", prefix + "extraVolumes", prefix + "extraVolumeMounts");
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyDeploymentThatTheChartRunsServesTls(Chart chart, TestBundle bundle) {
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
    assertThat(pods(objects)).hasSameSizeAs(pods(render(chart, bundle, values, "{}")));
    if (chart.legacy()
        || chart.appendsLists()) { // up to 1.0.2 the chart runs its documents together
      assertThat(pods(objects)).hasSize(enabled.size() - 1 + bundle.option("workerGroups").size());
    }
    assertCoherent(chart, bundle, objects);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void helmLintFindsNothing(Chart chart, TestBundle bundle) throws IOException {
    ObjectNode values = minimal(chart);
    merge(values, Service.yaml(bundle.text("helm/values-tls.yaml")));
    Path folder = Files.createTempDirectory(copies, "lint").resolve("kestra");
    try (Stream<Path> files = Files.walk(chart.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = folder.resolve(chart.folder().relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    ObjectNode defaults =
        (ObjectNode) Service.yaml(Files.readString(folder.resolve("values.yaml")));
    merge(defaults, values);
    Files.writeString(folder.resolve("values.yaml"), Service.YAML.writeValueAsString(defaults));
    LintResult lint = new Helm(folder).lint().call();
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  private static void merge(ObjectNode into, JsonNode over) {
    for (var field : over.properties()) {
      if (field.getValue().isObject() && into.path(field.getKey()).isObject()) {
        merge((ObjectNode) into.path(field.getKey()), field.getValue());
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  /** What a chart needs to render at all, and no second container. */
  private static ObjectNode minimal(Chart chart) {
    ObjectNode values = Service.JSON.createObjectNode();
    values.putObject("dind").put("enabled", false);
    if (chart.legacy()) {
      values.putObject("postgresql").put("enabled", false);
      values.putObject("minio").put("enabled", false);
      values.withObject("/configuration/kestra/queue").put("type", "memory");
    } else {
      values.withObject("/configurations/application/kestra/queue").put("type", "memory");
    }
    return values;
  }

  private static List<JsonNode> render(Chart chart, TestBundle bundle, ObjectNode values) {
    return render(chart, bundle, values, bundle.text("helm/values-tls.yaml"));
  }

  private static List<JsonNode> render(
      Chart chart, TestBundle bundle, ObjectNode values, String emitted) {
    try {
      Path folder = Files.createTempDirectory(copies, "values");
      Path own = Files.writeString(folder.resolve("own.yaml"), values.toString());
      Path tls = Files.writeString(folder.resolve("tls.yaml"), emitted);
      String rendered =
          new Helm(chart.folder())
              .template()
              .withName(bundle.release())
              .withNamespace(bundle.namespace())
              .withKubeVersion("1.32.0")
              .withValuesFile(own)
              .withValuesFile(tls)
              .call();
      return Service.documents(rendered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean touchesPods(TestBundle bundle) {
    return bundle.servesApplication()
        || bundle.option("outboundTrust").asBoolean()
        || bundle.termination().equals("none");
  }

  private static void assertCoherent(Chart chart, TestBundle bundle, List<JsonNode> objects) {
    assertThat(Cluster.missing(bundle, objects)).isEmpty();
    for (JsonNode pod : pods(objects)) {
      assertVolumes(bundle, pod);
      JsonNode container = containers(pod).getFirst();
      assertServes(chart, bundle, container);
      assertOutbound(chart, bundle, container);
    }
    assertBackend(bundle, objects);
    for (JsonNode object : objects) {
      assertThat(StrictModel.faults(object)).as(object.path("kind").asText()).isEmpty();
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

  private static void assertServes(Chart chart, TestBundle bundle, JsonNode container) {
    JsonNode web = named(container.path("ports"), "http");
    int expected = bundle.servesApplication() && !chart.legacy() ? https(bundle) : 8080;
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
  private static void assertOutbound(Chart chart, TestBundle bundle, JsonNode container) {
    boolean outbound =
        bundle.option("outboundTrust").asBoolean() || bundle.termination().equals("none");
    boolean extraOpts = Version.parse(chart.version()).compareTo(Version.parse("1.0.32")) >= 0;
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

  private static List<JsonNode> pods(List<JsonNode> objects) {
    return find(objects, "Deployment").stream()
        .map(deployment -> deployment.at("/spec/template/spec"))
        .toList();
  }

  private static List<JsonNode> containers(JsonNode pod) {
    List<JsonNode> containers = new ArrayList<>();
    pod.path("containers").forEach(containers::add);
    return containers;
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    assertThat(find(objects, kind)).hasSize(1);
    return find(objects, kind).getFirst();
  }

  private static List<JsonNode> find(List<JsonNode> objects, String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(item -> names.add(item.path("name").asText()));
    return names;
  }

  private static JsonNode named(JsonNode list, String name) {
    ArrayNode found = Service.JSON.createArrayNode();
    list.forEach(
        item -> {
          if (item.path("name").asText().equals(name)) {
            found.add(item);
          }
        });
    return found.path(0);
  }
}
