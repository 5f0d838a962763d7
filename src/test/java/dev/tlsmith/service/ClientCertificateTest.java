package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in by a client certificate, over TLS, and what the port for management serves. */
class ClientCertificateTest {

  private static final String PASSWORD = "for-a-test-only";
  private static final String TOKEN = "55aa01".repeat(10) + "f00d";
  private static final int MANAGEMENT = ServerProcess.Ports.free().management();
  private static final String POLICY =
      """
      callers:
        by-subject: {policy: open, clientCertificates: [{subject: "cn=payments-ci, O = Example"}]}
        by-name: {policy: open, clientCertificates: [{dnsName: CI.Billing.example.com}]}
        twin: {policy: open, clientCertificates: [{subject: "CN=twin"}]}
        twin-by-name: {policy: open, clientCertificates: [{dnsName: twin.example.com}]}
        by-token: {policy: closed}
      policies:
        open: {hostSuffixes: ["*"], namespaces: ["*"], products: ["*"], sources: ["*"]}
        closed: {hostSuffixes: [], namespaces: [], products: [], sources: []}
      """;
  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.example.com]
      certificate: {source: cert-manager, issuer: {name: corporate}}
      """;

  @TempDir private static Path folder;
  private static @Nullable AccessServer server;

  @BeforeAll
  static void start() throws IOException {
    authority("clients", "/CN=Clients");
    authority("strangers", "/CN=Clients");
    certificate("server", "clients", "/CN=localhost", "serverAuth", "DNS:localhost,IP:127.0.0.1");
    certificate("subject", "clients", "/O=Example/CN=Payments-CI", "clientAuth", "DNS:x.example");
    certificate("name", "clients", "/CN=any", "clientAuth", "DNS:a.b,DNS:ci.billing.example.com");
    certificate("longer", "clients", "/O=Example/OU=x/CN=payments-ci", "clientAuth", "DNS:x.y");
    certificate("below", "clients", "/CN=any", "clientAuth", "DNS:x.ci.billing.example.com");
    certificate("wildcard", "clients", "/CN=any", "clientAuth", "DNS:*.billing.example.com");
    certificate("commonname", "clients", "/CN=ci.billing.example.com", "clientAuth", "DNS:x.y");
    certificate("twin", "clients", "/CN=twin", "clientAuth", "DNS:twin.example.com");
    certificate("serverauth", "clients", "/O=Example/CN=payments-ci", "serverAuth", "DNS:x.y");
    certificate("stranger", "strangers", "/O=Example/CN=payments-ci", "clientAuth", "DNS:x.y");
    store("clients");
    Map<String, Object> properties = new HashMap<>();
    String ssl = "micronaut.server.ssl.";
    properties.put(ssl + "enabled", true);
    properties.put(ssl + "port", -1);
    properties.put(ssl + "key-store.path", "file:" + folder.resolve("server.p12"));
    properties.put(ssl + "key-store.type", "PKCS12");
    properties.put(ssl + "key-store.password", PASSWORD);
    properties.put(ssl + "trust-store.path", "file:" + folder.resolve("clients-trust.p12"));
    properties.put(ssl + "trust-store.type", "PKCS12");
    properties.put(ssl + "trust-store.password", PASSWORD);
    properties.put(ssl + "client-authentication", "want");
    properties.put("endpoints.all.port", MANAGEMENT);
    server = AccessServer.start(folder, POLICY, Map.of(TOKEN, "by-token"), properties);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void openssl(String... arguments) {
    CommandLine.Output output = CommandLine.openssl(folder, arguments);
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  private static void authority(String name, String subject) {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".crt",
        "-subj",
        subject,
        "-days",
        "2",
        "-addext",
        "keyUsage=critical,keyCertSign");
  }

  private static void certificate(
      String name, String by, String subject, String use, String names) {
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr",
        "-subj",
        subject,
        "-addext",
        "extendedKeyUsage=" + use,
        "-addext",
        "subjectAltName=" + names);
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        by + ".crt",
        "-CAkey",
        by + ".key",
        "-copy_extensions",
        "copyall",
        "-days",
        "2",
        "-out",
        name + ".crt");
    openssl(
        "pkcs12",
        "-export",
        "-in",
        name + ".crt",
        "-inkey",
        name + ".key",
        "-out",
        name + ".p12",
        "-passout",
        "pass:" + PASSWORD);
  }

  /** A trust store, in Java's own way. */
  private static void store(String name) throws IOException {
    Path keytool = CommandLine.keytools().getFirst();
    CommandLine.Output output =
        CommandLine.run(
            folder,
            List.of(
                keytool.toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                name + ".crt",
                "-keystore",
                name + "-trust.p12",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  private static HttpClient client(@Nullable String certificate) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load("clients-trust.p12"));
    KeyManager[] keys = new KeyManager[0];
    if (certificate != null) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(load(certificate + ".p12"), PASSWORD.toCharArray());
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  private static KeyStore load(String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(file))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static HttpResponse<String> post(@Nullable String certificate, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:%d/v1/validations".formatted(port())))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(SPEC));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client(certificate).send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int port() {
    return server.server().getPort();
  }

  @ParameterizedTest
  @CsvSource({
    "subject, 200",
    "name, 200",
    ", 401",
    "longer, 401",
    "below, 401",
    "wildcard, 401",
    "commonname, 401",
    "twin, 401"
  })
  void aVerifiedCertificateIsWhoseNameItHasToTheLetter(@Nullable String certificate, int status)
      throws Exception {
    assertThat(post(certificate).statusCode()).isEqualTo(status);
  }

  /** tlsmith makes such for callers; nobody is somebody else with one. */
  @Test
  void aCertificateForServersGetsNoConnection() {
    assertThatThrownBy(() -> post("serverauth")).isInstanceOf(IOException.class);
  }

  /** Java's client shows none that the server did not ask for, so openssl shows it. */
  @Test
  void aCertificateOfAForeignCaOfTheSameNameGetsNoConnection() {
    CommandLine.Output output =
        CommandLine.run(
            folder,
            List.of(
                "sh",
                "-c",
                "printf 'GET /health HTTP/1.1\\r"
                    + "\\n"
                    + "Host: localhost\\r"
                    + "\\n"
                    + "Connection: close\\r"
                    + "\\n"
                    + "\\r"
                    + "\\n"
                    + "'"
                    + " | openssl s_client -quiet -connect localhost:%d -CAfile clients.crt"
                        .formatted(port())
                    + " -cert stranger.crt -key stranger.key 2>&1"));
    assertThat(output.text()).contains("alert").doesNotContain("200 OK");
  }

  @Test
  void aTokenDecidesAloneWhereBothAreThere() throws Exception {
    HttpResponse<String> asToken = post("subject", "Authorization", "Bearer " + TOKEN);
    assertThat(asToken.statusCode()).isEqualTo(403);
    assertThat(asToken.body()).contains("'by-token' may not have");
    assertThat(post("subject", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(post("subject", "Authorization", "Basic eDp5").statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> management(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(MANAGEMENT, path)))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/yaml")
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofString(SPEC))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thePortForManagementHasTheStateAndTheNumbersAndNothingElse() throws Exception {
    assertThat(management("GET", "/health/liveness").statusCode()).isEqualTo(200);
    assertThat(management("GET", "/health/readiness").statusCode()).isEqualTo(200);
    HttpRequest anonymous =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/prometheus".formatted(MANAGEMENT)))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(anonymous, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    for (String path : List.of("/v1/bundles", "/v1/bundles.zip", "/v1/validations")) {
      assertThat(management("POST", path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(management("GET", "/v1/products").statusCode()).isEqualTo(404);
  }

  @Test
  void thePortForSpecsHasNeitherThen() throws Exception {
    for (String path : List.of("/health", "/prometheus")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:%d%s".formatted(port(), path)))
              .header("Authorization", "Bearer " + TOKEN)
              .build();
      assertThat(client(null).send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(404);
    }
  }
}
