package dev.tlsmith.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.Application;
import dev.tlsmith.support.Cluster;
import dev.tlsmith.support.Emitted;
import dev.tlsmith.support.HelmChecks;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceChart;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tlsmith under the TLS that it made for itself: its own chart, and its own process. */
@ResourceLock(Rendered.HELM)
class OwnTlsTest {

  @TempDir Path folder;

  private final Ports ports = Ports.free();

  static Stream<Named<TestBundle>> withValues() {
    return Service.everything().entrySet().stream()
        .filter(entry -> entry.getValue().product().equals("tlsmith"))
        .filter(entry -> entry.getValue().has("helm/values-tls.yaml"))
        .map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  private static List<JsonNode> render(TestBundle bundle) {
    String own = bundle.spec().at("/existing/helmValues").asText();
    String policy = own.contains("existingPolicy") ? "" : ServiceChart.ACCESS;
    return ServiceChart.render(
        bundle.release(), bundle.namespace(), policy + own, bundle.text("helm/values-tls.yaml"));
  }

  @ParameterizedTest
  @MethodSource("withValues")
  void theChartTakesTheValuesAndFindsEverySecret(TestBundle bundle) {
    List<JsonNode> objects = new ArrayList<>(render(bundle));
    for (JsonNode object : objects) {
      assertThat(HelmChecks.faults(object)).as(object.path("kind").asText()).isEmpty();
    }
    // The policy that the values of one example name is not part of a bundle.
    objects.add(
        Service.yaml("{kind: ConfigMap, metadata: {name: policy}, data: {policy.yaml: ''}}"));
    assertThat(Cluster.missing(bundle, objects)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("withValues")
  void theCertificateHasEveryNameOfTheServiceThatTheChartMakes(TestBundle bundle) {
    JsonNode service = ServiceChart.only(render(bundle), "Service");
    String name = service.at("/metadata/name").asText();
    String inNamespace = name + "." + bundle.namespace();
    List<String> wanted =
        List.of(name, inNamespace, inNamespace + ".svc", inNamespace + ".svc.cluster.local");
    String source = bundle.source();
    if (bundle.holdsKey()) {
      assertThat(bundle.certificateNames()).containsAll(wanted);
    } else if (source.equals("cert-manager") && !bundle.spec().at("/certificate").has("acme")) {
      JsonNode last = null;
      for (JsonNode object : bundle.objects()) {
        boolean leaf = object.at("/spec/dnsNames").isArray();
        last = object.path("kind").asText().equals("Certificate") && leaf ? object : last;
      }
      assertThat(last).isNotNull();
      List<String> names = new ArrayList<>();
      last.at("/spec/dnsNames").forEach(one -> names.add(one.asText()));
      assertThat(names).containsAll(wanted);
    } else {
      assertThat(source).isIn("existing-secret", "cert-manager");
    }
    assertThat(service.at("/spec/ports/0/port").asInt())
        .isEqualTo(bundle.option("service").path("port").asInt(443));
  }

  @Test
  void everyNameIsServedAndManagementAloneIsPlain() throws IOException {
    TestBundle bundle = Service.bundle(spec("compose"));
    bundle.unpack(folder);
    try (ProgramProcess _ = tlsmith(compose(bundle))) {
      TlsClient client = TlsClient.of(bundle);
      assertThat(bundle.certificateNames()).contains("tlsmith", "localhost", "192.0.2.10");
      for (String name : bundle.certificateNames()) {
        String answer = client.get(name.replace("*", "sample"), ports.https(), "/v1/products");
        assertThat(answer).as(name).startsWith("HTTP/1.1 200").contains("\"tlsmith\"");
      }
      assertThatThrownBy(() -> client.get("else.example.com", ports.https(), "/v1/products"))
          .isInstanceOf(IOException.class);
      assertThat(client.get("localhost", ports.https(), "/"))
          .contains("https://localhost/v1/bundles.zip")
          .doesNotContain("http://");
      for (String health : List.of("/health", "/health/liveness", "/health/readiness")) {
        assertThat(TlsClient.plain(ports.management(), health))
            .as(health)
            .startsWith("HTTP/1.1 200")
            .contains("UP");
      }
      // Bundles with their keys would cross the network in clear text.
      assertThat(TlsClient.plain(ports.management(), "/v1/products")).startsWith("HTTP/1.1 404");
      assertThat(ProgramProcess.accepts(7465)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"want", "need"})
  void clientsAreJudgedAndProbesAreNot(String authentication) throws IOException {
    ObjectNode spec = spec("compose").put("clientAuthentication", authentication);
    TestBundle bundle = Service.bundle(spec);
    TestBundle elsewhere = Service.bundle(spec);
    bundle.unpack(folder);
    try (ProgramProcess _ = tlsmith(compose(bundle))) {
      assertThat(isLetIn(TlsClient.of(bundle, bundle))).isTrue();
      assertThat(isLetIn(TlsClient.of(bundle))).isEqualTo(authentication.equals("want"));
      assertThat(isLetIn(TlsClient.of(bundle, elsewhere))).isFalse();
      assertThat(TlsClient.plain(ports.management(), "/health/liveness"))
          .startsWith("HTTP/1.1 200");
    }
  }

  private boolean isLetIn(TlsClient client) {
    return client.isAnswered("localhost", ports.https(), "/v1/products");
  }

  /** What the chart writes into ConfigMap and Secret is what the service reads. */
  @Test
  void callersOfTheChartsPolicyAreKnownByTheirTokens() throws IOException {
    TestBundle bundle = Service.bundle(spec("helm"));
    List<JsonNode> objects = render(bundle);
    project("tls", "first", stores(bundle));
    project("access", "first", access(objects));
    // Nothing that hands out the key of a CA, which this policy does not allow.
    String json =
        """
        {"product": "tlsmith", "hosts": ["tls.example.com"],
         "certificate": {"source": "cert-manager", "issuer": {"name": "corporate"}}}
        """;
    try (ProgramProcess _ = tlsmith(pod(objects, bundle))) {
      TlsClient client = TlsClient.of(bundle);
      for (String token : List.of("", "not-the-token")) {
        assertThat(client.post("localhost", ports.https(), "/v1/validations", token, json))
            .startsWith("HTTP/1.1 401");
      }
      assertThat(client.post("localhost", ports.https(), "/v1/validations", "test", json))
          .startsWith("HTTP/1.1 200");
      assertThat(TlsClient.plain(ports.management(), "/prometheus")).startsWith("HTTP/1.1 200");
    }
  }

  /**
   * The pod's environment and files as the chart makes them, and the kubelet's way to renew these.
   */
  @Test
  void aSecretThatIsRenewedIsServedWithoutARestart() throws IOException {
    ObjectNode spec = spec("helm").put("clientAuthentication", "want");
    spec.putObject("keyStore").put("password", "the-same-before-and-after");
    spec.withObject("/options").put("refreshInterval", "1s");
    TestBundle bundle = Service.bundle(spec);
    spec.putObject("certificate")
        .put("source", "private-ca")
        .put("caCertificates", bundle.text("tls/ca.crt"))
        .put("caPrivateKey", bundle.text("ca/ca.key"));
    TestBundle renewed = Service.bundle(spec);
    List<JsonNode> objects = render(bundle);
    project("tls", "first", stores(bundle));
    project("access", "first", access(objects));
    Map<String, String> environment = pod(objects, bundle);
    try (ProgramProcess _ = tlsmith(environment)) {
      TlsClient client = TlsClient.of(bundle);
      String before = client.serial("localhost", ports.https());
      project("tls", "second", stores(renewed));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (client.serial("localhost", ports.https()).equals(before)) {
        assertThat(System.nanoTime()).as("the old certificate after 60 s").isLessThan(end);
        ProgramProcess.pause();
      }
      assertThat(isLetIn(client)).isTrue();
      assertThat(isLetIn(TlsClient.of(bundle, bundle))).isTrue();
      assertThat(
              isLetIn(
                  TlsClient.of(
                      bundle, Service.bundle(spec("helm").put("clientAuthentication", "want")))))
          .isFalse();
    }
  }

  private static Map<String, byte[]> stores(TestBundle bundle) {
    return Map.of(
        "keystore", bundle.file("tls/keystore.p12").content(),
        "truststore", bundle.file("tls/truststore.p12").content());
  }

  private static Map<String, byte[]> access(List<JsonNode> objects) {
    String policy = ServiceChart.only(objects, "ConfigMap").at("/data/policy.yaml").asText();
    String tokens = ServiceChart.only(objects, "Secret").at("/stringData/tokens.yaml").asText();
    return Map.of("policy.yaml", policy.getBytes(UTF_8), "tokens.yaml", tokens.getBytes(UTF_8));
  }

  /**
   * A volume as the kubelet fills it: files are links into {@code ..data}, a link that is swapped
   * (https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter).
   */
  private void project(String volume, String time, Map<String, byte[]> files) throws IOException {
    Path mount = Files.createDirectories(folder.resolve("etc").resolve(volume));
    Path written = Files.createDirectory(mount.resolve(".." + time));
    for (var file : files.entrySet()) {
      Files.write(written.resolve(file.getKey()), file.getValue());
    }
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), written.getFileName());
    Files.move(
        link,
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    for (String name : files.keySet()) {
      if (!Files.isSymbolicLink(mount.resolve(name))) {
        Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
      }
    }
  }

  private Map<String, String> pod(List<JsonNode> objects, TestBundle bundle) {
    Map<String, String> environment = new HashMap<>();
    JsonNode container =
        ServiceChart.only(objects, "Deployment").at("/spec/template/spec/containers/0");
    for (JsonNode variable : container.path("env")) {
      boolean password = variable.has("valueFrom");
      String value = password ? bundle.keyStorePassword() : variable.path("value").asText();
      environment.put(
          variable.path("name").asText(),
          value.replace("/etc/tlsmith", folder.resolve("etc") + ""));
    }
    assertThat(environment).containsEntry("MICRONAUT_SERVER_HOST", "0.0.0.0");
    environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
    environment.put("ENDPOINTS_ALL_PORT", String.valueOf(ports.management()));
    return environment;
  }

  /** What the overlay sets, on top of what the image does. */
  private Map<String, String> compose(TestBundle bundle) {
    Map<String, String> environment = Emitted.compose(bundle, folder, "tlsmith");
    environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
    environment.put("ENDPOINTS_ALL_PORT", String.valueOf(ports.management()));
    return environment;
  }

  /** tlsmith itself, without the tests' classes and their configuration. */
  private ProgramProcess tlsmith(Map<String, String> environment) {
    String program =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.contains("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            program,
            Application.class.getName());
    Path log = folder.resolve("server.log");
    return ProgramProcess.start(command, environment, log, ports.https(), ports.management());
  }

  private ObjectNode spec(String target) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "tlsmith");
    spec.putArray("targets").add(target);
    spec.putArray("hosts").add("tls.example.com").add("*.example.org").add("192.0.2.10");
    spec.putObject("options").put("httpsPort", ports.https());
    return spec;
  }
}
