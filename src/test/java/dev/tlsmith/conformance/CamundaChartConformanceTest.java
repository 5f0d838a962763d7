package dev.tlsmith.conformance;

import static dev.tlsmith.conformance.CamundaChartCells.CONSOLE;
import static dev.tlsmith.conformance.CamundaChartCells.WEB_MODELER;
import static dev.tlsmith.support.Rendered.containers;
import static dev.tlsmith.support.Rendered.find;
import static dev.tlsmith.support.Rendered.names;
import static dev.tlsmith.support.Rendered.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Cluster;
import dev.tlsmith.support.HelmChecks;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The values for Web Modeler and Console as the camunda-platform charts themselves render them. The
 * charts are not ours to keep here: a folder of them, unpacked with the library {@code common}, is
 * given by {@code -Dcharts.dir}. What else they depend on (data bases, Keycloak) is switched off.
 */
@EnabledIf(
    value = "chartsAreThere",
    disabledReason =
        "no charts: give a folder with unpacked charts camunda-platform by -Dcharts.dir=…")
@ResourceLock(Rendered.HELM)
class CamundaChartConformanceTest {

  /** What charts that lack a key are refused for, by name. */
  private static final Set<String> REFUSALS =
      Set.of("management-tls-needs-a-newer-chart", "shared-ingress-cannot-be-left-out");

  private static final Pattern TRUST_STORE =
      Pattern.compile("javax\\.net\\.ssl\\.trustStore=(\\S+)");

  @TempDir static Path copies;

  private static final Map<String, List<JsonNode>> WITHOUT_TLS = new ConcurrentHashMap<>();

  static boolean chartsAreThere() {
    return RealChart.present("camunda-platform");
  }

  /** Copied when first asked for, into {@link #copies}. */
  private static final class Charts {
    static final List<RealChart> ALL =
        RealChart.named("camunda-platform").stream().map(Charts::copy).toList();

    private static RealChart copy(RealChart found) {
      RealChart chart = found.copy(copies);
      Path constraints = chart.folder().resolve("templates/common/constraints.tpl");
      try {
        if (chart.major() >= 15) {
          // It refuses the Helm that renders here, 3.21, without using anything of Helm 4.
          String text = Files.readString(constraints);
          assertThat(text).contains("\">=4.0.0-0\"");
          Files.writeString(constraints, text.replace("\">=4.0.0-0\"", "\">=3.0.0-0\""));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return chart;
    }
  }

  /** A spec for a chart. */
  private record Cell(RealChart chart, ObjectNode spec) {

    /** The place of what is long or secret is not in a message. */
    @Override
    public String toString() {
      ObjectNode brief = spec.deepCopy();
      brief.remove("existing");
      return "%s %.500s".formatted(chart, brief);
    }
  }

  /** The newest chart of each line gets every spec, the others a quarter each, taking turns. */
  private static List<Cell> cells(Function<RealChart, List<ObjectNode>> specs) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < Charts.ALL.size(); i++) {
      RealChart chart = Charts.ALL.get(i);
      boolean newest = i + 1 == Charts.ALL.size() || Charts.ALL.get(i + 1).major() != chart.major();
      List<ObjectNode> all = specs.apply(chart);
      for (int j = 0; j < all.size(); j++) {
        if (newest || (i + j) % 4 == 0) {
          cells.add(new Cell(chart, all.get(j)));
        }
      }
    }
    return cells;
  }

  @Test
  void everyPodHasWhatWasAskedForAndKeepsWhatItHad() {
    forEach(
        cells(CamundaChartCells::specs),
        cell -> {
          TestBundle bundle;
          try {
            bundle = Service.bundle(cell.spec());
          } catch (InvalidSpecException refusal) {
            assertThat(codes(refusal)).isSubsetOf(REFUSALS);
            return;
          }
          RealChart chart = cell.chart();
          JsonNode tls = bundle.yaml("helm/values-tls.yaml");
          List<JsonNode> objects =
              chart.render("camunda", "bpm", CamundaChartCells.release(chart), tls);
          assertSoftly(softly -> assertWhole(softly, bundle, objects, withoutTls(chart), tls));
        });
  }

  private static List<JsonNode> withoutTls(RealChart chart) {
    return WITHOUT_TLS.computeIfAbsent(
        chart.version(),
        version -> chart.render("camunda", "bpm", CamundaChartCells.release(chart)));
  }

  private static List<String> codes(InvalidSpecException refusal) {
    return refusal.faults().stream().map(Fault::code).toList();
  }

  /** On every core, since Helm takes its time for a chart of this size; every failure is told. */
  private static <T> void forEach(List<T> things, Consumer<T> check) {
    assertThat(things).isNotEmpty();
    List<String> failures =
        things.parallelStream()
            .flatMap(
                thing -> {
                  try {
                    check.accept(thing);
                    return Stream.<String>empty();
                  } catch (AssertionError | RuntimeException failure) {
                    return Stream.of("%s%n%s".formatted(thing, failure));
                  }
                })
            .toList();
    assertThat(String.join("\n\n", failures)).isEmpty();
  }

  private static void assertWhole(
      SoftAssertions softly,
      TestBundle bundle,
      List<JsonNode> objects,
      List<JsonNode> before,
      JsonNode... tls) {
    for (JsonNode object : objects) {
      softly.assertThat(HelmChecks.faults(object)).as(object.path("kind").asText()).isEmpty();
    }
    List<CamundaPod> pods = pods(bundle, objects);
    softly.assertThat(pods).isNotEmpty().hasSameSizeAs(pods(bundle, before));
    softly.assertThat(Cluster.missing(bundle, cluster(objects, pods))).isEmpty();
    softly.assertThat(Difference.lost(before, objects, replaced(bundle))).isEmpty();
    for (CamundaPod pod : pods) {
      assertNamesAreUnique(softly, pod);
      for (JsonNode values : tls) {
        assertEmittedIsThere(softly, pod, values);
      }
      assertProbesFollow(softly, pod);
      assertFilesAreThere(softly, pod, bundle);
      assertCertificatesNameTheServices(softly, pod, bundle);
    }
    assertEdgeFindsServices(softly, bundle, objects);
  }

  /** Those of the products that the bundle is for. */
  private static List<CamundaPod> pods(TestBundle bundle, List<JsonNode> objects) {
    List<String> products = texts(deployments(bundle), "product");
    return CamundaPod.of(objects).stream()
        .filter(pod -> products.contains(pod.component().equals("console") ? CONSOLE : WEB_MODELER))
        .toList();
  }

  /** What is in the cluster besides the bundle's: the pods, and the data that they may refer to. */
  private static List<JsonNode> cluster(List<JsonNode> objects, List<CamundaPod> pods) {
    List<JsonNode> all = new ArrayList<>();
    pods.forEach(pod -> all.add(pod.deployment()));
    all.addAll(find(objects, "Secret"));
    all.addAll(find(objects, "ConfigMap"));
    // Named by the values without TLS, and no chart's.
    ObjectNode own = Service.JSON.createObjectNode().put("kind", "Secret");
    own.putObject("metadata").put("name", "own-secrets");
    own.putObject("data").put("modeler", "");
    all.add(own);
    return all;
  }

  /** What may differ from the release without TLS, and TLS.md or a warning says so. */
  private static String replaced(TestBundle bundle) {
    List<String> patterns =
        new ArrayList<>(List.of(".*Probe/httpGet/scheme", ".*/checksum[^/]*/.*"));
    // The chart's own variable for trust gives way to that of its global.tls.caBundle.
    patterns.add(".*/NODE_EXTRA_CA_CERTS/value");
    for (JsonNode deployment : deployments(bundle)) {
      JsonNode options = deployment.path("options");
      if (options.has("contextPath")
          || options.path("serverUrl").asText().matches("https://.*/.*")) {
        patterns.add(".*Probe/httpGet/path|.*/CAMUNDA_CONSOLE_CONTEXT_PATH/value");
      }
      for (String url : List.of("keycloakUrl", "keycloakInternalUrl")) {
        if (options.has(url)) {
          patterns.add(".*/KEYCLOAK_(INTERNAL_)?BASE_URL/value");
        }
      }
    }
    // What Identity registers in Keycloak.
    patterns.add(".*identity/.*/KEYCLOAK_[A-Z0-9_]*(ROOT_URL|REDIRECT_URIS_[0-9]+)/value");
    return String.join("|", patterns);
  }

  private static Iterable<JsonNode> deployments(TestBundle bundle) {
    JsonNode several = bundle.spec().path("deployments");
    return several.isMissingNode() ? List.of(bundle.spec()) : several;
  }

  private static void assertNamesAreUnique(SoftAssertions softly, CamundaPod pod) {
    List<String> volumes = names(pod.spec().path("volumes"));
    softly.assertThat(volumes).as("volumes of %s", pod).doesNotHaveDuplicates();
    List<JsonNode> all = new ArrayList<>(containers(pod.spec()));
    pod.spec().path("initContainers").forEach(all::add);
    for (JsonNode container : all) {
      String name = container.path("name").asText();
      softly.assertThat(names(container.path("env"))).as("env of %s", name).doesNotHaveDuplicates();
      JsonNode mounts = container.path("volumeMounts");
      softly.assertThat(volumes).as("volumes of %s", name).containsAll(names(mounts));
      softly
          .assertThat(texts(mounts, "mountPath"))
          .as("mounts of %s", name)
          .doesNotHaveDuplicates();
    }
  }

  /** The values of a component, which Helm may find below one of two keys for Web Modeler. */
  private static JsonNode emitted(JsonNode values, String component) {
    if (component.equals("console")) {
      return values.path("console");
    }
    JsonNode hub = values.path("camundaHub").path(component);
    return hub.isMissingNode() ? values.path("webModeler").path(component) : hub;
  }

  private static void assertEmittedIsThere(SoftAssertions softly, CamundaPod pod, JsonNode values) {
    JsonNode emitted = emitted(values, pod.component());
    JsonNode container = pod.container();
    assertEndsWith(softly, pod, container.path("env"), emitted.path("env"));
    assertEndsWith(softly, pod, container.path("volumeMounts"), emitted.path("extraVolumeMounts"));
    assertEndsWith(softly, pod, pod.spec().path("volumes"), emitted.path("extraVolumes"));
  }

  private static void assertEndsWith(
      SoftAssertions softly, CamundaPod pod, JsonNode rendered, JsonNode emitted) {
    int from = rendered.size() - emitted.size();
    for (int i = 0; i < emitted.size(); i++) {
      softly.assertThat(rendered.path(from + i)).as("%s", pod).isEqualTo(emitted.path(i));
    }
  }

  private static void assertProbesFollow(SoftAssertions softly, CamundaPod pod) {
    if (pod.servesTls() && !pod.component().equals("websockets")) {
      softly.assertThat(pod.variable(pod.managementSwitch())).as("%s", pod).isPresent();
    }
    for (String name : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode probe = pod.container().path(name);
      if (!probe.has("tcpSocket")) {
        JsonNode http = probe.path("httpGet");
        JsonNode port = Rendered.named(pod.container().path("ports"), http.path("port").asText());
        softly
            .assertThat(port.path("containerPort").asInt())
            .as("%s of %s", name, pod)
            .isEqualTo(pod.probedPort());
        softly
            .assertThat(http.path("scheme").asText("HTTP"))
            .as("%s of %s", name, pod)
            .isEqualTo(pod.probedScheme());
      }
    }
  }

  /** Each path in a variable leads to something that is mounted. */
  private static void assertFilesAreThere(
      SoftAssertions softly, CamundaPod pod, TestBundle bundle) {
    List<String> paths = new ArrayList<>();
    for (JsonNode variable : pod.container().path("env")) {
      String name = variable.path("name").asText();
      String value = variable.path("value").asText();
      boolean unused =
          name.equals("NODE_EXTRA_CA_CERTS")
              && pod.component().equals("console")
              && !trusts(bundle);
      if (name.matches(".*(SSL|CA)_.*(CERT|CERTS|CERTIFICATE|KEY|PATH|FILE)") && !unused) {
        paths.add(value.replaceFirst("^file:", ""));
      }
      Matcher store = TRUST_STORE.matcher(value);
      while (store.find()) {
        paths.add(store.group(1));
      }
    }
    for (String path : paths) {
      Optional<CamundaPod.Source> source = pod.source(path);
      softly.assertThat(source).as("%s of %s", path, pod).isPresent();
      source
          .filter(one -> one.kind().equals("emptyDir"))
          .ifPresent(
              one ->
                  softly
                      .assertThat(pod.spec().path("initContainers").findValuesAsText("name"))
                      .as("who fills %s of %s", path, pod)
                      .contains(one.name()));
    }
    if (trusts(bundle) && !pod.component().equals("websockets")) {
      boolean told =
          pod.variable("NODE_EXTRA_CA_CERTS").isPresent() || paths.toString().contains("trust");
      softly.assertThat(told).as("%s knows the CA", pod).isTrue();
    }
  }

  private static boolean trusts(TestBundle bundle) {
    boolean ca =
        !bundle.spec().at("/certificate/issuer").has("acme")
            && !bundle.spec().path("certificate").has("acme");
    boolean known = bundle.servesApplication() || bundle.holdsKey();
    return (ca && known || bundle.spec().has("trust"))
        && bundle.option("outboundTrust").asBoolean(true);
  }

  /** What the ports show is made for the Services that lead there, in every form of their names. */
  private static void assertCertificatesNameTheServices(
      SoftAssertions softly, CamundaPod pod, TestBundle bundle) {
    if (Set.of("provided", "existing-secret").contains(bundle.source())
        || bundle.spec().path("certificate").has("acme")) {
      return;
    }
    softly.assertThat(pod.services()).as("Services of %s", pod).isNotEmpty();
    for (String path : pod.certificates()) {
      List<String> names =
          pod.source(path).map(source -> bundle.namesIn(source.name())).orElse(List.of());
      for (String service : pod.services()) {
        softly
            .assertThat(names)
            .as("%s of %s", path, pod)
            .contains(
                service,
                service + ".bpm",
                service + ".bpm.svc",
                service + ".bpm.svc.cluster.local");
      }
    }
  }

  private static void assertEdgeFindsServices(
      SoftAssertions softly, TestBundle bundle, List<JsonNode> objects) {
    Map<String, Set<Integer>> ports = new HashMap<>();
    for (JsonNode service : find(objects, "Service")) {
      Set<Integer> own =
          ports.computeIfAbsent(service.at("/metadata/name").asText(), any -> new TreeSet<>());
      service.at("/spec/ports").forEach(port -> own.add(port.path("port").asInt()));
    }
    int backends = 0;
    for (JsonNode object : bundle.objects()) {
      for (JsonNode path : object.findValues("backend")) {
        JsonNode backend = path.path("service");
        softly.assertThat(ports).containsKey(backend.path("name").asText());
        softly
            .assertThat(ports.getOrDefault(backend.path("name").asText(), Set.of()))
            .contains(backend.at("/port/number").asInt());
        backends++;
      }
      for (JsonNode list : object.findValues("backendRefs")) {
        for (JsonNode backend : list) {
          softly
              .assertThat(ports.getOrDefault(backend.path("name").asText(), Set.of()))
              .as("%s", backend)
              .contains(backend.path("port").asInt());
          backends++;
        }
      }
    }
    softly.assertThat(backends > 0).as("edge").isEqualTo(bundle.servesEdge());
    softly.assertThat(find(objects, "Ingress")).isEmpty();
  }

  @Test
  void severalValuesFilesDoNotReplaceEachOthersLists() {
    forEach(
        cells(CamundaChartCells::bothProducts),
        cell -> {
          TestBundle bundle = Service.bundle(cell.spec());
          JsonNode modeler = bundle.yaml("camunda-web-modeler/helm/values-tls.yaml");
          JsonNode console = bundle.yaml("camunda-console/helm/values-tls.yaml");
          RealChart chart = cell.chart();
          ObjectNode release = CamundaChartCells.release(chart);
          for (JsonNode first : List.of(modeler, console)) {
            JsonNode last = first.equals(modeler) ? console : modeler;
            List<JsonNode> objects = chart.render("camunda", "bpm", release, first, last);
            assertSoftly(
                softly -> {
                  assertWhole(softly, bundle, objects, withoutTls(chart), modeler, console);
                  CamundaPod.of(objects)
                      .forEach(pod -> softly.assertThat(pod.servesTls()).as("%s", pod).isTrue());
                });
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"fullnameOverride", "nameOverride"})
  void whatTheCallerHasStaysInItsOrder(String override) {
    forEach(
        cells(CamundaChartCells::everyProduct),
        cell -> {
          RealChart chart = cell.chart();
          ObjectNode values = CamundaChartCells.release(chart);
          List<String> components = CamundaChartCells.pointers(chart);
          components.forEach(component -> addOwn(values.withObject(component)));
          values.withObject("/" + CamundaChartCells.modelerKey(chart)).put(override, "diagrams");
          if (CamundaChartCells.hasConsole(chart)) {
            values.withObject("/console").put(override, "overview");
          }
          cell.spec().putObject("existing").put("helmValues", values.toString());
          TestBundle bundle = Service.bundle(cell.spec());
          JsonNode tls = bundle.yaml("helm/values-tls.yaml");
          List<JsonNode> before = chart.render("camunda", "bpm", values);
          List<JsonNode> objects = chart.render("camunda", "bpm", values, tls);
          assertSoftly(
              softly -> {
                assertWhole(softly, bundle, objects, before, tls);
                components.forEach(one -> assertBegins(softly, values.at(one), tls.at(one)));
              });
        });
  }

  private static void addOwn(ObjectNode component) {
    component.withArray("/env").addObject().put("name", "TZ").put("value", "UTC");
    component.withArray("/env").addObject().put("name", "LOG_LEVEL").put("value", "debug");
    component.withArray("/extraVolumes").addObject().put("name", "own").putObject("emptyDir");
    ObjectNode mount = component.withArray("/extraVolumeMounts").addObject();
    mount.put("name", "own").put("mountPath", "/own");
  }

  /** A list that both have begins with the caller's items. */
  private static void assertBegins(SoftAssertions softly, JsonNode own, JsonNode complete) {
    for (String list : List.of("env", "extraVolumes", "extraVolumeMounts")) {
      for (int i = 0; complete.has(list) && i < own.path(list).size(); i++) {
        softly.assertThat(complete.path(list).path(i)).isEqualTo(own.path(list).path(i));
      }
    }
  }

  @Test
  void flagsOfTheCallersAreNeitherLostNorSetTwice() {
    forEach(
        Charts.ALL,
        chart -> {
          try {
            assertFlags(chart, "JAVA_TOOL_OPTIONS");
          } catch (InvalidSpecException refusal) {
            assertThat(codes(refusal)).containsExactly("variables-hide-the-ca-bundle");
            assertFlags(chart, "JDK_JAVA_OPTIONS");
          }
        });
  }

  private static void assertFlags(RealChart chart, String variable) {
    ObjectNode values = CamundaChartCells.release(chart);
    values
        .withObject("/" + CamundaChartCells.modelerKey(chart) + "/restapi")
        .withArray("/env")
        .addObject()
        .put("name", variable)
        .put("value", "-Dhttps.proxyHost=proxy");
    ObjectNode spec = CamundaChartCells.spec(chart, WEB_MODELER, "camunda.example.com");
    spec.putObject("existing").put("helmValues", values.toString());
    TestBundle bundle = Service.bundle(spec);
    JsonNode tls = bundle.yaml("helm/values-tls.yaml");
    List<JsonNode> objects = chart.render("camunda", "bpm", values, tls);
    CamundaPod restapi =
        CamundaPod.of(objects).stream()
            .filter(pod -> pod.component().equals("restapi"))
            .findFirst()
            .orElseThrow();
    assertSoftly(
        softly -> {
          assertNamesAreUnique(softly, restapi);
          assertFilesAreThere(softly, restapi, bundle);
          softly
              .assertThat(restapi.container().path("env").toString())
              .contains("-Dhttps.proxyHost=proxy", "-Djavax.net.ssl.trustStore=");
        });
  }

  @Test
  void theSharedIngressGivesWayToOneForEachBackend() {
    forEach(Charts.ALL, CamundaChartConformanceTest::assertSharedIngressGivesWay);
  }

  private static void assertSharedIngressGivesWay(RealChart chart) {
    ObjectNode values = CamundaChartCells.release(chart);
    values.withObject("/global/ingress").put("enabled", true);
    values.withObject("/global").put("host", "camunda.example.com");
    if (chart.major() < 15) {
      values.withObject("/global/ingress").put("host", "camunda.example.com");
    }
    values.withObject("/" + CamundaChartCells.modelerKey(chart)).put("contextPath", "/modeler");
    ObjectNode spec = CamundaChartCells.spec(chart, WEB_MODELER, "camunda.example.com");
    spec.put("termination", "both").putObject("existing").put("helmValues", values.toString());
    TestBundle bundle = Service.bundle(spec);
    JsonNode tls = bundle.yaml("helm/values-tls.yaml");
    List<JsonNode> objects = chart.render("camunda", "bpm", values, tls);
    List<JsonNode> before = chart.render("camunda", "bpm", values);
    boolean stays = bundle.warnings().contains("shared-ingress-stays");
    assertThat(find(before, "Ingress")).isNotEmpty();
    assertThat(find(objects, "Ingress").isEmpty()).isEqualTo(!stays);
    List<JsonNode> others =
        objects.stream().filter(one -> !one.path("kind").asText().equals("Ingress")).toList();
    assertSoftly(softly -> assertWhole(softly, bundle, others, before, tls));
  }

  @Test
  void helmLintFindsNothing() {
    forEach(
        Charts.ALL,
        chart -> {
          JsonNode[] values =
              Stream.concat(
                      Stream.of(CamundaChartCells.release(chart)),
                      CamundaChartCells.everyProduct(chart).stream()
                          .map(spec -> Service.bundle(spec).yaml("helm/values-tls.yaml")))
                  .toArray(JsonNode[]::new);
          LintResult lint = chart.lint(values);
          assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
        });
  }
}
