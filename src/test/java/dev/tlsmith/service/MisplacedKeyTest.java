package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.spec.SpecSchema;
import dev.tlsmith.spec.TreeWalk;
import dev.tlsmith.support.CapturedLog;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A private key or a password that a caller put into a wrong place is repeated neither by what
 * refuses it nor in the log.
 */
@Isolated("reads the log of the whole process")
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class MisplacedKeyTest {

  /** In the middle of the key, so that a shortened key is found too. */
  private static final String MARK = "QgSECRETSECRET0KEY0MATERIAL";

  private static final String BASE64 =
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBA" + MARK + "r4p9b2mVfXjQ3x7Wc1zKQdN5t8y6u";
  private static final String PEM =
      "-----BEGIN PRIVATE KEY-----\n" + BASE64 + "\n-----END PRIVATE KEY-----\n";

  private static final List<String> SOURCES =
      List.of(
          "self-signed",
          "private-ca",
          "service-ca",
          "csr",
          "provided",
          "existing-secret",
          "cert-manager");

  /** No character of it is allowed in a name or a password. */
  private static final String PASSWORD = "hunter2!&hunter2";

  private static final List<String> OBJECTS =
      List.of("certificate", "deployments", "existing", "keyStore", "trust");

  /** Names of fields that a caller might take for those of a secret. */
  private static final List<String> SECRET_NAMES =
      List.of(
          "password",
          "pasword",
          "Passwort",
          "key-store-password",
          "storePass",
          "passphrase",
          "pass_phrase",
          "privateKeyPassword",
          "clientSecret",
          "API_TOKEN",
          "caKey");

  private final CapturedLog log = new CapturedLog();

  @Inject EmbeddedServer server;
  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(server);
  }

  @AfterEach
  void theLogIsSilentAsWell() {
    String logged = log.text();
    log.close();
    assertThat(logged).doesNotContain(MARK, "hunter2", "-----BEGIN");
  }

  /** Every field of the schema by its pointer, of a spec with one deployment. */
  static List<String> fields() {
    TreeSet<String> names = new TreeSet<>();
    JsonNode schema = new SpecSchema().schema().document();
    List<String> top = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(top::add);
    TreeWalk.visit(
        schema,
        (pointer, node) -> {
          if (pointer.endsWith("/properties")) {
            node.fieldNames().forEachRemaining(names::add);
          }
        });
    List<String> fields = new ArrayList<>();
    for (String outer : top) {
      fields.add("/" + outer);
      if (OBJECTS.contains(outer)) {
        names.forEach(inner -> fields.add("/%s/%s".formatted(outer, inner)));
      }
    }
    return fields;
  }

  private static ObjectNode spec() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode().put("product", "kestra");
    spec.putArray("hosts").add("kestra.example.com");
    return spec;
  }

  private static final List<Function<String, JsonNode>> SHAPES =
      List.of(
          JsonNodeFactory.instance::textNode,
          text -> JsonNodeFactory.instance.arrayNode().add(text),
          text -> JsonNodeFactory.instance.objectNode().put(text, 1),
          text -> JsonNodeFactory.instance.objectNode().put("source", text));

  @ParameterizedTest
  @ValueSource(strings = {PEM, BASE64})
  void noFieldRepeatsAKey(String key) {
    for (String line : List.of(key, key.replace("\n", "\\n"))) {
      for (String field : fields()) {
        for (Function<String, JsonNode> shape : SHAPES) {
          ObjectNode spec = spec();
          put(spec, field, shape.apply(line));
          assertSilent(
              client.post("/v1/validations", "application/json", spec.toString()),
              field + " " + shape.apply("x"));
        }
      }
    }
  }

  private static void put(ObjectNode spec, String field, JsonNode value) {
    String[] segments = field.substring(1).split("/");
    if (segments.length == 1) {
      spec.set(segments[0], value);
    } else if (segments[0].equals("deployments")) {
      ArrayNode list = spec.putArray("deployments");
      list.addObject().set(segments[1], value);
    } else {
      spec.putObject(segments[0]).set(segments[1], value);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/yaml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "text/plain",
        PEM
      })
  void noBodyIsRepeated(String contentType) {
    String type = contentType.replace("\n", " ");
    for (String body :
        List.of(
            PEM,
            BASE64,
            "product: kestra\n" + PEM,
            "%s: 1\n".formatted(BASE64),
            "a=1&" + URLEncoder.encode(PEM, StandardCharsets.UTF_8) + "=1",
            "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
                .formatted(BASE64, PEM))) {
      assertSilent(client.post("/v1/bundles", type, body), type);
    }
  }

  @Test
  void noPathIsRepeated() {
    String path = URLEncoder.encode(PEM, StandardCharsets.UTF_8).replace("+", "%20");
    assertSilent(client.get("/v1/products/" + path), "a product's id");
    assertSilent(
        client.get("/v1/products/" + URLEncoder.encode(BASE64, StandardCharsets.UTF_8)),
        "a product's id");
    assertSilent(client.post("/v1/render/" + path, "application/json", "{}"), "a target");
  }

  @ParameterizedTest
  @MethodSource("products")
  void noOptionRepeatsAKey(String product) {
    JsonNode options = client.get("/v1/products/" + product).json().at("/options/properties");
    options
        .fieldNames()
        .forEachRemaining(
            option -> {
              for (Function<String, JsonNode> shape : SHAPES) {
                ObjectNode spec = spec().put("product", product);
                spec.putObject("options").set(option, shape.apply(PEM));
                assertSilent(
                    client.post("/v1/validations", "application/json", spec.toString()), option);
              }
            });
  }

  static List<String> products() {
    return List.of("kestra", "camunda-web-modeler", "camunda-console", "tlsmith");
  }

  @ParameterizedTest
  @MethodSource("products")
  void noFieldThatIsNamedLikeASecretRepeatsItsValue(String product) {
    for (String name : SECRET_NAMES) {
      for (String outer : List.of("certificate", "existing", "keyStore", "trust", "options")) {
        for (Function<String, JsonNode> shape : SHAPES.subList(0, 2)) {
          ObjectNode spec = spec().put("product", product);
          spec.putObject(outer).set(name, shape.apply(PASSWORD));
          assertRefused(spec, outer + "." + name);
        }
      }
      assertRefused(spec().put("product", product).put(name, PASSWORD), name);
    }
  }

  /** A password in place of the object that holds it. */
  @ParameterizedTest
  @MethodSource("products")
  void noTextInPlaceOfAnObjectIsRepeated(String product) {
    JsonNode options = client.get("/v1/products/" + product).json().at("/options/properties");
    for (String field : OBJECTS) {
      assertRefused(spec().put("product", product).put(field, PASSWORD), field);
    }
    options
        .properties()
        .forEach(
            option -> {
              if (List.of("object", "array").contains(option.getValue().path("type").asText())) {
                ObjectNode spec = spec().put("product", product);
                spec.putObject("options").put(option.getKey(), PASSWORD);
                assertRefused(spec, option.getKey());
              }
            });
    for (String source : SOURCES) {
      for (String field : List.of("issuer", "acme", "selfSignedCa", "subject", "passwordSecret")) {
        ObjectNode spec = spec().put("product", product);
        spec.putObject("certificate").put("source", source).put(field, PASSWORD);
        assertRefused(spec, source + "." + field);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keyStore: {password: %s}",
        "product: kestra\nkeyStore:\n  password: %s",
        "{\"keyStore\": {\"password\": \"%s\"}}",
        "keyStore={password=%s}",
        "[{\"password\": \"%s\"}]",
        "hosts=password:%s",
        "hosts=https://user:%s@kestra.example.com",
        "password %s=1"
      })
  void noFormThatIsNoneRepeatsAPassword(String body) {
    for (String type : List.of("application/x-www-form-urlencoded", "application/json")) {
      Answer answer = client.post("/v1/validations", type, body.formatted("hunter2!hunter2"));
      assertThat(answer.status()).as(body).isBetween(400, 499);
      assertThat(answer.text()).as(body).doesNotContain("hunter2");
    }
  }

  private void assertRefused(ObjectNode spec, String where) {
    Answer answer = client.post("/v1/validations", "application/json", spec.toString());
    assertThat(answer.status()).as(where).isBetween(400, 499);
    assertThat(answer.text()).as(where).doesNotContain("hunter2");
  }

  private static void assertSilent(Answer answer, String where) {
    assertThat(answer.status()).as(where).isLessThan(500);
    if (answer.status() >= 400) {
      assertThat(answer.text()).as(where).doesNotContain(MARK, "-----BEGIN");
    }
  }
}
