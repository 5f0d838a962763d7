package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What is written down of what was done: a line for each certificate, numbers, the state. */
@Isolated("reads the log of the whole process")
class AuditTest {

  private static final String TOKEN = "9d3e77".repeat(10) + "d00d";
  private static final String PASSWORD = "Key-Store.Password_0002";
  private static final String POLICY =
      """
      callers: {ci: {policy: all}, narrow: {policy: none}}
      policies:
        all:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: ["*"]
          returnCaKey: true
          requestsPerMinute: 1000
        none: {hostSuffixes: [a.example], namespaces: [], products: [], sources: []}
      """;
  private static final String NARROW = "11d3e7".repeat(10) + "d00d";
  private static final String SPEC =
      """
      product: kestra
      hosts: [audited.example.com]
      clientAuthentication: want
      keyStore: {password: %s}
      """
          .formatted(PASSWORD);

  @TempDir private Path folder;
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger audit = (Logger) LoggerFactory.getLogger("dev.tlsmith.audit");
  private final Logger all = (Logger) LoggerFactory.getLogger("dev.tlsmith");
  private final Logger security = (Logger) LoggerFactory.getLogger("io.micronaut.security");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final ListAppender<ILoggingEvent> everything = new ListAppender<>();
  private AccessServer server;

  @BeforeEach
  void start() {
    server = AccessServer.start(folder, POLICY, Map.of(TOKEN, "ci", NARROW, "narrow"), Map.of());
    lines.start();
    everything.start();
    audit.addAppender(lines);
    root.addAppender(everything);
    all.setLevel(Level.TRACE);
    security.setLevel(Level.TRACE);
  }

  @AfterEach
  void stop() {
    audit.detachAppender(lines);
    root.detachAppender(everything);
    all.setLevel(null);
    security.setLevel(null);
    server.close();
  }

  private List<JsonNode> audited() {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith("{"))
        .map(Service::yaml)
        .toList();
  }

  private static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  @Test
  void eachCertificateThatIsMadeIsOneLineThatSaysWhoGotWhat() throws Exception {
    Answer answer =
        server
            .client()
            .post(
                "/v1/bundles",
                "application/yaml",
                SPEC,
                "Authorization",
                "Bearer " + TOKEN,
                "X-Request-Id",
                "pipeline-4711");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("X-Request-Id")).isEqualTo("pipeline-4711");

    List<JsonNode> audited = audited();
    assertThat(audited)
        .extracting(line -> line.path("use").asText())
        .containsExactly("authority", "server", "client");
    assertThat(lines.list).allMatch(event -> !event.getFormattedMessage().contains("\n"));
    JsonNode leaf = audited.get(1);
    JsonNode certificate = answer.json().at("/deployments/0/certificate");
    assertThat(leaf.fieldNames())
        .toIterable()
        .containsExactly(
            "event",
            "time",
            "caller",
            "requestId",
            "use",
            "serial",
            "sha256Fingerprint",
            "subject",
            "subjectAlternativeNames",
            "issuer",
            "source",
            "products",
            "keyAlgorithm",
            "notBefore",
            "notAfter",
            "specSha256");
    assertThat(leaf.path("event").asText()).isEqualTo("certificate-issued");
    assertThat(leaf.path("time").asText()).matches("[0-9-]{10}T[0-9:.]+Z");
    assertThat(leaf.path("caller").asText()).isEqualTo("ci");
    assertThat(leaf.path("requestId").asText()).isEqualTo("pipeline-4711");
    assertThat(leaf.path("serial")).isEqualTo(certificate.path("serialNumber"));
    assertThat(leaf.path("sha256Fingerprint")).isEqualTo(certificate.path("sha256Fingerprint"));
    assertThat(leaf.path("subjectAlternativeNames"))
        .isEqualTo(certificate.path("subjectAlternativeNames"));
    assertThat(leaf.path("source").asText()).isEqualTo("self-signed");
    assertThat(leaf.path("products").toString()).isEqualTo("[\"kestra\"]");
    assertThat(leaf.path("keyAlgorithm").asText()).isEqualTo("EC_P256");
    assertThat(leaf.path("notAfter")).isEqualTo(certificate.path("notAfter"));

    assertThat(leaf.path("specSha256").asText()).isEqualTo(specDigest(answer.json()));
    assertThat(audited.getFirst().path("serial"))
        .isEqualTo(answer.json().at("/deployments/0/authority/serialNumber"));
  }

  /** As docs/access.md says what it is: the lines of tlsmith.yaml below spec, less their indent. */
  private static String specDigest(JsonNode bundle) throws Exception {
    for (JsonNode file : bundle.path("files")) {
      if (file.path("path").asText().equals("tlsmith.yaml")) {
        StringBuilder spec = new StringBuilder();
        Stream<String> lines =
            file.path("text").asText().lines().skip(1).takeWhile(line -> line.startsWith("  "));
        lines.forEach(line -> spec.append(line.substring(2)).append('\n'));
        return sha256(spec.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    throw new AssertionError("no tlsmith.yaml");
  }

  @Test
  void aManifestWithANewSecretIsWrittenDownAsWell() {
    assertThat(server.post("/v1/render/kubernetes", TOKEN, SPEC).status()).isEqualTo(200);
    assertThat(audited()).isNotEmpty();
  }

  @Test
  void whatMakesNoCertificateIsNotWrittenDown() {
    ObjectNode provided = Service.exampleSpec("own-certificate-behind-haproxy");
    provided.put("termination", "ingress");
    assertThat(server.post("/v1/bundles", TOKEN, provided.toString()).status()).isEqualTo(200);
    assertThat(server.post("/v1/validations", TOKEN, SPEC).status()).isEqualTo(200);
    assertThat(server.post("/v1/render/helm", TOKEN, SPEC).status()).isEqualTo(200);
    assertThat(server.post("/v1/bundles", NARROW, SPEC).status()).isEqualTo(403);
    assertThat(server.post("/v1/bundles", "nobody", SPEC).status()).isEqualTo(401);
    assertThat(audited()).isEmpty();
  }

  @Test
  void aRequestIdThatIsNotAPlainOneIsNotTaken() {
    for (String id : List.of("a b", "x".repeat(65), "{\"caller\":\"root\"}", "ä")) {
      Answer answer = server.client().get("/health", "X-Request-Id", id);
      assertThat(answer.header("X-Request-Id")).matches("[0-9a-f-]{36}");
    }
  }

  @Test
  void neitherTokenNorPasswordNorKeyIsLoggedWhateverBecomesOfTheRequest() {
    Answer bundle = server.post("/v1/bundles", TOKEN, SPEC);
    server.post("/v1/bundles", NARROW, SPEC);
    server.post("/v1/bundles", "wrong-" + TOKEN, SPEC);
    server.post("/v1/bundles", "e30." + TOKEN + ".x", SPEC);
    server.client().post("/v1/bundles", "application/yaml", SPEC, "Authorization", TOKEN);
    all.trace("the log is listened to");
    List<String> logged =
        Stream.concat(lines.list.stream(), everything.list.stream())
            .map(event -> event.getFormattedMessage() + event.getMDCPropertyMap())
            .toList();
    assertThat(logged).anyMatch(line -> line.contains("the log is listened to"));
    assertThat(audited()).as("there are lines at all").isNotEmpty();
    for (String secret : List.of(TOKEN, NARROW, PASSWORD, "PRIVATE KEY", "wrong-")) {
      assertThat(logged).noneMatch(line -> line.contains(secret));
    }
    for (JsonNode file : bundle.json().path("files")) {
      if (file.path("path").asText().endsWith(".key")) {
        String line = file.path("text").asText().lines().skip(1).findFirst().orElseThrow();
        assertThat(logged).noneMatch(text -> text.contains(line));
      }
    }
  }

  @Test
  void theNumbersSayWhatWasMadeWhatWasRefusedAndWhatWaits() {
    server.post("/v1/bundles", TOKEN, SPEC);
    server.post("/v1/bundles", NARROW, SPEC);
    server.post("/v1/bundles", "nobody", SPEC);
    server.post("/v1/bundles", TOKEN, "product: nothing\nhosts: [a.example.com]");
    String numbers = server.client().get("/prometheus", "Authorization", "Bearer " + TOKEN).text();
    assertThat(numbers)
        .contains(
            "tlsmith_certificates_issued_total{algorithm=\"EC_P256\",source=\"self-signed\",use=\"authority\"}"
                + " 1.0")
        .contains(
            "tlsmith_certificates_issued_total{algorithm=\"EC_P256\",source=\"self-signed\",use=\"server\"}"
                + " 1.0")
        .contains(
            "tlsmith_certificates_issued_total{algorithm=\"EC_P256\",source=\"self-signed\",use=\"client\"}"
                + " 1.0")
        .contains("tlsmith_refusals_total{rule=\"policy-source\",status=\"403\"} 1.0")
        .contains("tlsmith_refusals_total{rule=\"policy-host-suffix\",status=\"403\"} 1.0")
        .contains("tlsmith_refusals_total{rule=\"unauthenticated\",status=\"401\"} 1.0")
        .contains("tlsmith_refusals_total{rule=\"unknown-product\",status=\"422\"} 1.0")
        .contains("executor_queued_tasks{name=\"bundles\"} 0.0")
        .contains("http_server_requests_seconds_count{")
        .contains("status=\"403\"")
        .doesNotContain("audited.example.com");
  }

  /** Makes pairs whose halves do not belong together. */
  @Singleton
  @Replaces(KeyPairs.class)
  @Requires(property = "tlsmith.test.mismatched")
  static class MismatchedKeyPairs extends KeyPairs {
    MismatchedKeyPairs(SecureRandom random) {
      super(random);
    }

    @Override
    public KeyPair generate(KeyAlgorithm algorithm) {
      return new KeyPair(
          super.generate(algorithm).getPublic(), super.generate(algorithm).getPrivate());
    }
  }

  @Test
  void aProofThatFailsIsCountedAndNothingWasIssued() {
    try (AccessServer broken =
        AccessServer.start(
            folder, POLICY, Map.of(TOKEN, "ci"), Map.of("tlsmith.test.mismatched", true))) {
      Answer answer = broken.post("/v1/bundles", TOKEN, SPEC);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(broken.client().get("/prometheus", "Authorization", "Bearer " + TOKEN).text())
          .contains("tlsmith_proof_failures_total{material=\"made-here\"} 1.0")
          .doesNotContain("tlsmith_certificates_issued_total{");
      assertThat(audited()).isEmpty();
    }
  }

  @Test
  void readinessEndsWithTheShutdownAndLivenessDoesNot() {
    assertThat(server.client().get("/health/readiness").status()).isEqualTo(200);
    server.server().getApplicationContext().getBeansOfType(GracefulShutdownCapable.class).stream()
        .filter(bean -> bean.getClass().getName().startsWith("dev.tlsmith."))
        .forEach(GracefulShutdownCapable::shutdownGracefully);
    Answer readiness = server.client().get("/health/readiness");
    assertThat(readiness.status()).isEqualTo(503);
    assertThat(readiness.json().path("status").asText()).isEqualTo("DOWN");
    assertThat(server.client().get("/health/liveness").status()).isEqualTo(200);
  }
}
