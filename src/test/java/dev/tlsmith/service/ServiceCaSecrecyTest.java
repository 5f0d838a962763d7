package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Base64Text;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.ServiceClient;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The key of the service's CA reaches nobody, whatever they ask for. */
@Isolated("reads the log of the whole process")
class ServiceCaSecrecyTest {

  private static final Path PRODUCTS = Path.of("src/main/resources/products");
  private static final Path KEY = Path.of("src/test/resources/service-ca/ca.key");

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger own = (Logger) LoggerFactory.getLogger("dev.tlsmith");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final EmbeddedServer server;
  private final ServiceClient client;

  ServiceCaSecrecyTest() {
    log.setContext(root.getLoggerContext());
    log.start();
    root.addAppender(log);
    own.setLevel(Level.TRACE);
    Map<String, Object> properties = new HashMap<>(Examples.SERVICE_CA);
    properties.put("micronaut.server.port", "-1");
    server = ApplicationContext.run(EmbeddedServer.class, properties);
    client = new ServiceClient(server);
  }

  @BeforeEach
  void theServiceSaidWhoseCaItHas() {
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(message -> message.contains("CN=Test-only service CA"));
  }

  @AfterEach
  void stop() {
    server.stop();
    root.detachAppender(log);
    own.setLevel(null);
  }

  /** The private number of the CA's key, as hex. */
  private static String secret() throws Exception {
    String base64 = Files.readString(KEY).replaceAll("-----[A-Z ]+-----|\\s", "");
    var key =
        (ECPrivateKey)
            KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    return "%064x".formatted(key.getS());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kestra/examples/ca-of-the-service",
        "camunda-web-modeler/examples/ca-of-the-service",
        "camunda-console/examples/ca-of-the-service",
        "kestra/examples/request-for-a-key-of-your-own"
      })
  void noAnswerAndNoLineOfTheLogHasIt(String example) throws Exception {
    String spec = Files.readString(PRODUCTS.resolve(example).resolve("spec.yaml"));
    String secret = secret();
    String inPem = Files.readAllLines(KEY).get(1);
    List<byte[]> seen = new ArrayList<>();
    for (String path : List.of("/v1/bundles", "/v1/validations", "/v1/render/kubernetes")) {
      ServiceClient.Answer answer = client.post(path, "application/yaml", spec);
      if (answer.status() != 422) { // no objects of Kubernetes were asked for
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      }
      seen.add(answer.bytes());
      seen.addAll(Base64Text.hidden(answer.text()));
      if (path.equals("/v1/bundles")) {
        JsonNode files = answer.json().path("files");
        assertThat(files).noneMatch(file -> file.path("path").asText().contains("ca.key"));
        for (JsonNode file : files) {
          seen.addAll(Base64Text.hidden(file.path("text").asText().replace("\n", "")));
        }
      }
    }
    List.copyOf(log.list)
        .forEach(event -> seen.add(event.getFormattedMessage().getBytes(StandardCharsets.UTF_8)));
    for (byte[] bytes : seen) {
      assertThat(HexFormat.of().formatHex(bytes)).doesNotContain(secret);
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(inPem);
    }
  }

  @Test
  void theSearchWouldFindIt() throws Exception {
    String pem = Files.readString(KEY).replaceAll("-----[A-Z ]+-----|\\s", "");
    assertThat(Base64Text.hidden(pem).stream().map(HexFormat.of()::formatHex))
        .anyMatch(
            hex -> {
              try {
                return hex.contains(secret());
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "beans",
        "env",
        "configprops",
        "heapdump",
        "threaddump",
        "loggers",
        "routes",
        "caches",
        "refresh",
        "stop",
        "info"
      })
  void noEndpointShowsTheInsideOfTheService(String endpoint) {
    assertThat(client.get("/" + endpoint).status()).isEqualTo(404);
  }
}
