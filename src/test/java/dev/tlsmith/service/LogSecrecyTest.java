package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.CapturedLog;
import dev.tlsmith.support.ServiceClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No key, password, passphrase or body is ever logged, also when a request fails. */
@Isolated("reads the log of the whole process")
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class LogSecrecyTest {

  private static final String PASSWORD = "Key-Store.Password_0001";
  private static final String PASSPHRASE = "a passphrase that nobody may see";
  private static final String MARK = "mark-of-a-request-body";
  private static final Path EXAMPLES = Path.of("src/main/resources/products/kestra/examples");

  @Inject EmbeddedServer server;

  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void stop() {
    log.close();
  }

  private static ObjectNode spec(String example) throws IOException {
    String text = Files.readString(EXAMPLES.resolve(example).resolve("spec.yaml"));
    return (ObjectNode) ServiceClient.YAML.readTree(text);
  }

  @Test
  void nothingSecretIsLoggedWhateverBecomesOfTheRequest() throws Exception {
    ServiceClient client = new ServiceClient(server);
    List<String> secrets = new ArrayList<>(List.of(PASSWORD, PASSPHRASE, MARK));
    ObjectNode good = spec("everything-by-default");
    good.putObject("keyStore").put("password", PASSWORD);
    good.putObject("options").put("container", MARK);
    JsonNode bundle = client.post("/v1/bundles", "application/json", good.toString()).json();
    for (JsonNode file : bundle.path("files")) {
      if (file.path("secret").asBoolean()) {
        secrets.addAll(significant(file.path("text").asText(file.path("base64").asText())));
      }
    }
    assertThat(secrets).as("the bundle held keys").hasSizeGreaterThan(8);

    ObjectNode mismatched = spec("own-certificate-behind-haproxy");
    JsonNode otherKey = spec("gateway-in-another-namespace").at("/certificate/caPrivateKey");
    ((ObjectNode) mismatched.path("certificate")).set("privateKey", otherKey);
    ((ObjectNode) mismatched.path("certificate")).put("passphrase", PASSPHRASE);
    secrets.addAll(significant(otherKey.asText()));
    ObjectNode pkcs12 = spec("everything-by-default");
    pkcs12
        .putObject("certificate")
        .put("source", "provided")
        .put("pkcs12", "bm90IGEgc3RvcmU=")
        .put("passphrase", PASSPHRASE);
    ObjectNode refused = good.deepCopy();
    refused.put("version", "9.9").put("publicPort", 0);
    ((ObjectNode) refused.path("keyStore")).put("password", PASSWORD + " with a space");

    assertThat(status(client, "/v1/bundles", mismatched.toString())).isEqualTo(422);
    assertThat(status(client, "/v1/validations", mismatched.toString())).isEqualTo(422);
    assertThat(status(client, "/v1/bundles", pkcs12.toString())).isEqualTo(422);
    assertThat(status(client, "/v1/bundles", refused.toString())).isEqualTo(400);
    assertThat(status(client, "/v1/bundles.zip", good.toString().substring(5))).isEqualTo(400);
    assertThat(status(client, "/v1/nowhere", good.toString())).isEqualTo(404);
    assertThat(client.post("/v1/bundles", "text/plain", good.toString()).status()).isEqualTo(415);
    assertThat(status(client, "/v1/validations", good + " ".repeat(1 << 20))).isEqualTo(413);
    assertThat(
            status(
                client, "/v1/render/kubernetes", spec("gateway-in-another-namespace").toString()))
        .isEqualTo(200);

    String logged = log.text();
    for (String secret : secrets) {
      assertThat(logged).doesNotContain(secret);
    }
    assertThat(logged).doesNotContain("BEGIN ");
    assertThat(logged.lines().filter(line -> !line.contains(" dev.tlsmith.audit ")))
        .isNotEmpty()
        .noneMatch(line -> line.contains("example.com"));
  }

  @Test
  void anAnswerToAMismatchedKeyRepeatsNoneOfIt() throws Exception {
    ObjectNode mismatched = spec("own-certificate-behind-haproxy");
    JsonNode otherKey = spec("gateway-in-another-namespace").at("/certificate/caPrivateKey");
    ((ObjectNode) mismatched.path("certificate")).set("privateKey", otherKey);
    String answer =
        new ServiceClient(server)
            .post("/v1/bundles", "application/json", mismatched.toString())
            .text();
    assertThat(significant(otherKey.asText())).isNotEmpty().noneMatch(answer::contains);
  }

  private static int status(ServiceClient client, String path, String body) {
    return client.post(path, "application/json", body).status();
  }

  /** The lines of a text that tell something, without the frame of a PEM block. */
  private static List<String> significant(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.length() > 15 && !line.startsWith("-----") && !line.startsWith("#"))
        .filter(line -> line.matches(".*[A-Za-z0-9+/=]{16,}.*") && !line.contains(": "))
        .map(line -> line.substring(0, Math.min(40, line.length())))
        .toList();
  }
}
