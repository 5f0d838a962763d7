package dev.tlsmith.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.spec.Target;
import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Completion;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.TestBundle;
import io.micronaut.context.ApplicationContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source {@code csr}: what comes without the key, and what its owner makes of it. */
class CompletionTest {

  private static final Path PRODUCTS = Path.of("src/main/resources/products");
  private static final String REQUEST = "request-for-a-key-of-your-own";

  @TempDir Path folder;

  private static String text(String product, String example) {
    try {
      return Files.readString(PRODUCTS.resolve(product + "/examples/" + example + "/spec.yaml"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ObjectNode spec() {
    return (ObjectNode) Service.yaml(text("kestra", REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kestra", "camunda-web-modeler", "camunda-console"})
  void noKeyOfTheRequestAndNoPasswordOfItIsInTheBundle(String product) {
    TestBundle bundle = Service.incomplete(text(product, REQUEST));
    assertThat(bundle.paths())
        .contains("tls/tls.crt", "tls/ca.crt", "tls/truststore.p12", "TLS.md")
        .doesNotContain("tls/tls.key", "tls/keystore.p12", "kubernetes/secret.yaml", "ca/ca.key")
        .noneMatch(path -> path.matches("tls/(?!client).*\\.(key|env)"));
    for (BundleFile file : bundle.bundle().files()) {
      boolean clients = file.path().matches("tls/client\\.(key|p12|env)");
      assertThat(file.secret()).as(file.path()).isEqualTo(clients);
      if (file.text() != null) {
        assertThat(CompletionText.is(file.text())).as("a mark in %s", file.path()).isFalse();
        assertThat(file.text().contains("PRIVATE KEY-----"))
            .as(file.path())
            .isEqualTo(file.path().equals("tls/client.key"));
      }
    }
    JsonNode proof = bundle.yaml("proof.json");
    assertThat(proof.path("performed").asBoolean(true)).isFalse();
    assertThat(proof.path("reason").asText()).contains("never left its owner");
    assertThat(proof.at("/validation/trustStore").asText()).isEqualTo("tls/truststore.p12");
    assertThat(proof.at("/validation/paths/0/certificate").asText()).isEqualTo("tls/tls.crt");
    assertThat(proof.at("/validation/paths/0/names")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void theCommandsMakeAKeyStoreThatServesUnderEachNameAndThatEveryKeytoolReads(String type)
      throws Exception {
    ObjectNode spec = spec();
    spec.putObject("keyStore").put("type", type).put("alias", "own");
    TestBundle bundle = Service.incomplete(spec.toString());
    bundle.unpack(folder);
    Completion.run(bundle, folder);
    String extension = type.equals("JKS") ? ".jks" : ".p12";
    String password = Files.readString(folder.resolve("tls/keystore-password"));
    assertThat(password).matches("[0-9a-f]{32}");
    for (Path keytool : CommandLine.keytools()) {
      assertThat(
              CommandLine.run(
                      folder,
                      List.of(
                          keytool.toString(),
                          "-list",
                          "-storepass",
                          password,
                          "-keystore",
                          "tls/keystore" + extension))
                  .text())
          .contains("own, ", "PrivateKeyEntry");
    }
    handshakes(
        store("tls/keystore" + extension, type, password),
        password,
        store("tls/truststore" + extension, type, "changeit"),
        bundle.hosts().getFirst());
    assertThat(Files.readString(folder.resolve("tls/kestra.env")))
        .contains("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD=" + password + "\n");
  }

  private KeyStore store(String path, String type, String password) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    byte[] bytes = Files.readAllBytes(folder.resolve(path));
    store.load(new ByteArrayInputStream(bytes), password.toCharArray());
    return store;
  }

  private static void handshakes(KeyStore own, String password, KeyStore trusted, String host)
      throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password.toCharArray());
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    try (SSLServerSocket listener =
            (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0);
        ExecutorService one = Executors.newSingleThreadExecutor()) {
      Future<?> answer =
          one.submit(
              () -> {
                try (var connection = listener.accept()) {
                  connection.getOutputStream().write('!');
                }
                return null;
              });
      var plain = new java.net.Socket("127.0.0.1", listener.getLocalPort());
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket(plain, host, 443, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        assertThat(socket.getInputStream().read()).isEqualTo('!');
      }
      answer.get();
    }
  }

  @Test
  void whoComesAgainKeepsThePassword() throws Exception {
    TestBundle bundle = Service.incomplete(spec().toString());
    bundle.unpack(folder);
    Completion.run(bundle, folder);
    String before = Files.readString(folder.resolve("tls/kestra.env"));
    Completion.run(bundle, folder);
    assertThat(Files.readString(folder.resolve("tls/kestra.env"))).isEqualTo(before);
  }

  @Test
  void anotherKeyStopsTheCommandsBeforeTheyMakeAnything() throws Exception {
    TestBundle bundle = Service.incomplete(spec().toString());
    bundle.unpack(folder);
    CommandLine.openssl(folder, "genpkey", "-algorithm", "ED25519", "-out", "your.key");
    String script = Completion.scripts(bundle).getFirst();
    assertThat(CommandLine.run(folder, List.of("bash", "-ec", script)).exitCode()).isNotZero();
    assertThat(folder.resolve("tls/tls.key")).doesNotExist();
  }

  @Test
  void theSecretsAreThoseOfABundleWithAKey() {
    ObjectNode spec = spec();
    TestBundle completed = Service.bundle(spec);
    spec.putObject("certificate").put("source", "service-ca");
    TestBundle whole = Service.bundle(spec);
    assertThat(completed.objects())
        .extracting(
            object -> object.path("kind").asText(),
            object -> object.at("/metadata/name").asText(),
            object -> names(object.path("data")))
        .isEqualTo(
            whole.objects().stream()
                .map(
                    object ->
                        tuple(
                            object.path("kind").asText(),
                            object.at("/metadata/name").asText(),
                            names(object.path("data"))))
                .toList());
    JsonNode pair =
        completed.objects().stream()
            .filter(object -> object.at("/metadata/name").asText().equals("kestra-tls"))
            .findFirst()
            .orElseThrow();
    assertThat(Base64.getDecoder().decode(pair.at("/data/tls.key").asText()))
        .isEqualTo(completed.file("tls/tls.key").content());
    assertThat(completed.text("docker-compose.tls.yaml"))
        .isEqualTo(whole.text("docker-compose.tls.yaml"));
    assertThat(completed.text("helm/values-tls.yaml"))
        .isEqualTo(whole.text("helm/values-tls.yaml"));
  }

  @Test
  void aProgramThatReadsKeyAndChainFromOneFileGetsThemInOneFileWithoutAPassword() {
    ObjectNode spec = (ObjectNode) Service.yaml(text("zookeeper", REQUEST));
    assertThat(Service.incomplete(spec.toString()).paths()).doesNotContain("tls/tls-combined.pem");
    TestBundle bundle = Service.bundle(spec);
    String combined = bundle.text("tls/tls-combined.pem");
    assertThat(combined).isEqualTo(bundle.text("tls/tls.key") + bundle.text("tls/tls.crt"));
    assertThat(bundle.paths()).doesNotContain("tls/keystore-password");
    assertThat(bundle.objects())
        .extracting(object -> object.at("/data/tls-combined.pem").asText())
        .contains(Base64.getEncoder().encodeToString(combined.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void severalProductsAreCompletedPageByPage() {
    TestBundle bundle =
        Service.incomplete(text("camunda-console", "one-request-for-several-products"));
    assertThat(Completion.scripts(bundle)).hasSize(2);
    assertThat(Completion.of(bundle).paths())
        .contains(
            "camunda-console/tls/tls-encrypted.key",
            "camunda-console/tls/console.env",
            "kestra/tls/keystore.p12",
            "kestra/tls/kestra.env",
            "kestra/kubernetes/secret.yaml");
    assertThat(bundle.warnings()).contains("request-key-is-shared", "key-stays-with-you");
  }

  @Test
  void theStreamForKubernetesHasTheObjectsWithoutTheKey() {
    try (ApplicationContext context = ApplicationContext.run(Examples.SERVICE_CA)) {
      byte[] body =
          text("kestra", "request-at-the-edge-and-behind-it").getBytes(StandardCharsets.UTF_8);
      SpecRequest request = context.getBean(SpecReader.class).read(body, "application/yaml");
      BundleGenerator generator = context.getBean(BundleGenerator.class);
      String stream =
          generator.stream(
              generator.order(request.spec(), Target.KUBERNETES, Service.ANYBODY),
              Target.KUBERNETES);
      assertThat(CompletionText.is(stream)).isFalse();
      assertThat(stream).startsWith("# warning").contains("# warning key-stays-with-you");
      assertThat(Service.documents(stream))
          .extracting(object -> object.at("/metadata/name").asText())
          .contains("kestra-tls-ca")
          .doesNotContain("kestra-tls", "kestra-tls-stores");
    }
  }

  @Test
  void aServiceWithoutACaSaysSoTogetherWithWhatIsWrongWithTheRequest() {
    ObjectNode spec = spec();
    spec.withObject("/certificate").put("request", "none");
    for (String source : List.of("csr", "service-ca")) {
      if (source.equals("service-ca")) {
        spec.putObject("certificate").put("source", source);
      }
      assertThat(faults(spec, Map.of()))
          .extracting(Fault::code)
          .isEqualTo(
              source.equals("csr")
                  ? List.of("no-service-ca", "pem-missing")
                  : List.of("no-service-ca"));
    }
  }

  @Test
  void aRequestThatIsTooLargeIsMalformedAndNotRepeated() {
    ObjectNode spec = spec();
    spec.withObject("/certificate").put("request", "x".repeat(65_537));
    assertThat(faults(spec, Examples.SERVICE_CA))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo("/certificate/request");
              assertThat(fault.detail()).hasSizeLessThan(500);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"caCertificates", "caPrivateKey", "caPassphrase"})
  void halfACaBesideTheRequestIsMalformed(String field) {
    ObjectNode spec = spec();
    spec.withObject("/certificate").put(field, "half");
    assertThat(faults(spec, Examples.SERVICE_CA))
        .anySatisfy(fault -> assertThat(fault.pointer()).startsWith("/certificate"));
  }

  private static List<Fault> faults(JsonNode spec, Map<String, Object> properties) {
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      byte[] body = spec.toString().getBytes(StandardCharsets.UTF_8);
      InvalidSpecException refusal =
          catchThrowableOfType(
              InvalidSpecException.class,
              () -> {
                SpecRequest request =
                    context.getBean(SpecReader.class).read(body, "application/json");
                context.getBean(BundleGenerator.class).validate(request.spec(), Service.ANYBODY);
              });
      assertThat(refusal).isNotNull();
      return refusal.faults();
    }
  }

  @Test
  void aPolicyJudgesTheKeyOfTheRequestAndTheNamesOfTheSpec() throws Exception {
    String token = "5eed".repeat(16);
    String policy =
        """
        callers:
          ci: {policy: requests}
        policies:
          requests:
            hostSuffixes: [kestra.example.com]
            namespaces: ["*"]
            products: ["*"]
            sources: [csr]
            keyAlgorithms: [EC_P256]
        """;
    try (AccessServer server =
        AccessServer.start(folder, policy, Map.of(token, "ci"), Examples.SERVICE_CA)) {
      ObjectNode spec = spec();
      assertThat(server.post("/v1/bundles", token, spec.toString()).status()).isEqualTo(200);

      List<String> flags = List.of("-pkeyopt", "ec_paramgen_curve:P-384", "-noenc", "-subj", "/");
      List<String> command =
          new ArrayList<>(List.of("openssl", "req", "-new", "-newkey", "ec", "-keyout", "k.pem"));
      command.addAll(flags);
      command.addAll(List.of("-out", "r.pem"));
      assertThat(CommandLine.run(folder, command).exitCode()).isZero();
      spec.withObject("/certificate").put("request", Files.readString(folder.resolve("r.pem")));
      refused(
          server.post("/v1/bundles", token, spec.toString()),
          "/certificate/request policy-key-algorithm");

      ObjectNode elsewhere = spec();
      elsewhere.withArray("/hosts").add("other.example.com");
      refused(
          server.post("/v1/bundles", token, elsewhere.toString()), "/hosts/1 policy-host-suffix");

      spec.withArray("/hosts").add("other.example.com");
      refused(
          server.post("/v1/bundles", token, spec.toString()),
          "/hosts/1 policy-host-suffix",
          "/certificate/request policy-key-algorithm");
    }
  }

  private static void refused(ServiceClient.Answer answer, String... faults) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("errors"))
        .extracting(error -> error.path("pointer").asText() + " " + error.path("code").asText())
        .containsExactly(faults);
  }

  @Test
  void hereDocumentsLeaveToTheShellWhatIsFilledInAndNothingElse() {
    String text =
        "a: \"$(id) `id` \\\\ $HOME\"\nkey: \"%s\"\npassword: %s\n"
            .formatted(CompletionText.fileMark("tls/tls.key"), CompletionText.PASSWORD);
    assertThat(CompletionText.hereDocument(text, List.of(), "pw"))
        .isEqualTo(
            """
            a: "\\$(id) \\`id\\` \\\\\\\\ \\$HOME"
            key: "$(base64 < tls/tls.key | tr -d '\\n')"
            password: $(cat pw)
            """);
    assertThat(CompletionText.is("nothing of it")).isFalse();
  }
}
