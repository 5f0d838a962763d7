package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.EmittedSettings;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.StandIn;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real Keycloak, which logs users of Web Modeler and Console in, behind a certificate of the
 * bundle's CA: whatever a bundle makes trust that CA has to accept it. Run by {@code
 * -Pconformance}, which fetches the distribution.
 */
@Tag("conformance")
class KeycloakConformanceTest {

  private static final String NAME = "keycloak.example.com";
  private static final String PATH = "/auth/realms/master";
  private static final Path DISTRIBUTION = Path.of("target/keycloak");
  private static final Ports KEYCLOAK = Ports.free();

  @TempDir static Path home;

  private static TestBundle authority;
  private static ProgramProcess keycloak;

  @TempDir Path folder;
  private final Ports ports = Ports.free();

  @BeforeAll
  static void keycloakRuns() throws IOException {
    authority = Service.bundle(spec("camunda-web-modeler", "compose", "8.8"));
    ObjectNode leaf = signed(spec("camunda-console", "compose", "8.8"));
    leaf.putArray("hosts").add(NAME);
    Service.bundle(leaf).unpack(home);
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    environment.put("KC_HTTPS_CERTIFICATE_FILE", home.resolve("tls/tls.crt").toString());
    environment.put("KC_HTTPS_CERTIFICATE_KEY_FILE", home.resolve("tls/tls.key").toString());
    environment.put("KC_HTTPS_PORT", String.valueOf(KEYCLOAK.https()));
    environment.put("KC_HTTP_MANAGEMENT_PORT", String.valueOf(KEYCLOAK.management()));
    environment.put("KC_HTTP_HOST", "127.0.0.1");
    environment.put("KC_HTTP_RELATIVE_PATH", "/auth");
    environment.put("KC_HEALTH_ENABLED", "true");
    environment.put("KC_HOSTNAME_STRICT", "false");
    environment.put("KC_DB", "dev-mem");
    environment.put("KC_CACHE", "local");
    List<String> command = List.of("sh", distribution().resolve("bin/kc.sh").toString(), "start");
    Path log = home.resolve("keycloak.log");
    keycloak =
        ProgramProcess.start(command, environment, log, KEYCLOAK.https(), KEYCLOAK.management());
  }

  private static Path distribution() throws IOException {
    try (var folders = Files.list(DISTRIBUTION)) {
      return folders.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath();
    }
  }

  @AfterAll
  static void keycloakEnds() {
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"compose, 8.9", "helm, 8.7", "kubernetes, 8.8"})
  void aJvmWithTheEmittedTrustAcceptsIt(String target, String version) {
    TestBundle bundle = Service.bundle(signed(spec("camunda-web-modeler", target, version)));
    Map<String, String> variables =
        EmittedSettings.of(bundle, target, "restapi", folder).variables();
    List<String> names = List.of(NAME);
    assertThat(StandIn.fetched(folder, variables, names, url())).contains("\"realm\":\"master\"");
    variables.remove("JAVA_TOOL_OPTIONS");
    assertThat(StandIn.fetched(folder, variables, names, url())).contains("not reached", "PKIX");
  }

  @ParameterizedTest
  @CsvSource({
    "webapp, compose, 8.8", "webapp, helm, 8.7", "webapp, helm, 8.8", "webapp, kubernetes, 8.5",
    "console, compose, 8.9", "console, helm, 8.5", "console, helm, 8.6", "console, helm, 8.9",
    "console, kubernetes, 8.8"
  })
  void nodeWithTheEmittedTrustAcceptsIt(String program, String target, String version)
      throws IOException {
    assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
    String product = program.equals("console") ? "camunda-console" : "camunda-web-modeler";
    TestBundle bundle = Service.bundle(signed(spec(product, target, version)));
    Map<String, String> variables = EmittedSettings.of(bundle, target, program, folder).variables();
    TlsClient client = TlsClient.of(bundle);
    try (ProgramProcess _ = StandIn.node(folder, program, ports, variables, Map.of())) {
      assertThat(client.get("localhost", ports.https(), call())).contains("\"realm\":\"master\"");
    }
    variables.remove("NODE_EXTRA_CA_CERTS");
    try (ProgramProcess _ = StandIn.node(folder, program, ports, variables, Map.of())) {
      assertThat(client.get("localhost", ports.https(), call())).contains("not reached");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compose, 8.8, ZEEBE_CA_CERTIFICATE_PATH",
    "helm, 8.7, ZEEBE_CA_CERTIFICATE_PATH",
    "kubernetes, 8.9, CAMUNDA_CA_CERTIFICATE_PATH"
  })
  void anHttp2ClientWithTheEmittedFileOfCasAcceptsIt(String target, String version, String variable)
      throws Exception {
    TestBundle bundle = Service.bundle(signed(spec("camunda-web-modeler", target, version)));
    String file = EmittedSettings.of(bundle, target, "restapi", folder).get(variable);
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(file)).build()) {
      URI uri = URI.create("https://localhost:%d%s".formatted(KEYCLOAK.https(), PATH));
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).contains("\"realm\":\"master\"");
    }
  }

  @Test
  void itsHealthIsServedWithTheSameCertificate() {
    TlsClient client = TlsClient.of(authority);
    assertThat(client.isAnswered(NAME, KEYCLOAK.management(), "/auth/health")).isTrue();
    assertThat(TlsClient.isAnsweredPlain(KEYCLOAK.management(), "/auth/health")).isFalse();
  }

  /** As a client reads {@code …_CA_CERTIFICATE_PATH}: every certificate of the file, no others. */
  private static SSLContext trusting(String file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      List<Certificate> all =
          new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
      for (Certificate one : all) {
        store.setCertificateEntry("ca-" + store.size(), one);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String call() {
    return "/call?url=" + url();
  }

  private static String url() {
    return "https://%s:%d%s".formatted(NAME, KEYCLOAK.https(), PATH);
  }

  private static ObjectNode signed(ObjectNode spec) {
    spec.putObject("certificate")
        .put("source", "private-ca")
        .put("caCertificates", authority.text("tls/ca.crt"))
        .put("caPrivateKey", authority.text("ca/ca.key"));
    return spec;
  }

  private static ObjectNode spec(String product, String target, String version) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", product);
    spec.put("version", version).put("release", "platform").put("namespace", "data");
    spec.putArray("targets").add(target);
    spec.putArray("hosts").add("modeler.example.com");
    return spec;
  }
}
