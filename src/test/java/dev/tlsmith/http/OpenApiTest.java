package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published contract; {@code -Dgolden.update=true} rewrites it. */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.chart-signing.private-key",
    value = "src/test/resources/chart-signing/key.asc")
class OpenApiTest {

  private static final Path PUBLISHED = Path.of("openapi.yaml");

  @Inject EmbeddedServer server;
  @Inject Router router;
  private ServiceClient client;
  private JsonNode document;

  @BeforeEach
  void read() {
    client = new ServiceClient(server);
    document = client.get("/openapi.yaml").yaml().getFirst();
  }

  @Test
  void theFileAtTheTopIsWhatTheServiceSays() throws Exception {
    Answer answer = client.get("/openapi.yaml");
    assertThat(answer.mediaType()).isEqualTo("application/yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PUBLISHED, answer.text());
    }
    assertThat(answer.text())
        .as("mvn test -Dtest=OpenApiTest -Dgolden.update=true rewrites %s", PUBLISHED)
        .isEqualTo(Files.readString(PUBLISHED));
  }

  @Test
  void itIsOpenApiWithATitleAVersionAndALicense() {
    assertThat(document.path("openapi").asText()).startsWith("3.1.");
    assertThat(document.at("/info/title").asText()).isEqualTo("tlsmith");
    assertThat(document.at("/info/version").asText()).isNotBlank();
    assertThat(document.at("/info/license/name").asText()).isEqualTo("Apache-2.0");
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    List<String> references = document.findValuesAsText("$ref");
    assertThat(references).hasSizeGreaterThan(30).allMatch(r -> r.startsWith("#/"));
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      assertThat(references).contains("#/components/schemas/" + schema.getKey());
    }
  }

  @Test
  void everySchemaIsOneOfTheDialect() {
    var dialect =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      assertThat(dialect.validate(schema.getValue())).as(schema.getKey()).isEmpty();
      assertThat(schema.getValue().has("type") || schema.getValue().has("$ref"))
          .as("%s has a type", schema.getKey())
          .isTrue();
      assertThat(schema.getValue().toString()).doesNotContain("\"null\"");
      assertThat(schema.getValue().findValues("default"))
          .as("%s: what has a default would be taken for always there", schema.getKey())
          .isEmpty();
    }
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() {
    Set<String> routes =
        router
            .uriRoutes()
            .filter(route -> route.getUriMatchTemplate().toString().startsWith("/v1/"))
            .filter(route -> !route.getHttpMethodName().equals("HEAD"))
            .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
            .collect(Collectors.toSet());
    Set<String> described = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    assertThat(described).isEqualTo(routes);
  }

  @Test
  void everyOperationIsDescribedWithAllItsAnswers() {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode operation = method.getValue();
        assertThat(operation.path("summary").asText()).as(path.getKey()).isNotBlank();
        assertThat(operation.path("operationId").asText()).as(path.getKey()).isNotBlank();
        JsonNode responses = operation.path("responses");
        List<String> statuses = new ArrayList<>();
        responses.fieldNames().forEachRemaining(statuses::add);
        if (method.getKey().equals("post")) {
          assertThat(statuses).contains("200", "400", "401", "403", "413", "429", "500", "503");
          boolean anything = path.getKey().equals("/v1/inspections"); // is read, and none refused
          assertThat(statuses.containsAll(List.of("415", "422"))).isNotEqualTo(anything);
        } else {
          assertThat(statuses).contains("200", "304", "406");
        }
        for (String status : statuses) {
          JsonNode response = resolved(responses.path(status));
          assertThat(response.path("description").asText()).as(status).isNotBlank();
          if (status.compareTo("400") >= 0) {
            assertThat(response.at("/content/application~1problem+json/schema/$ref").asText())
                .isEqualTo("#/components/schemas/Problem");
          }
          for (Map.Entry<String, JsonNode> content : response.path("content").properties()) {
            assertThat(content.getValue().path("schema"))
                .as("%s %s %s", path.getKey(), status, content.getKey())
                .isNotEmpty();
          }
        }
      }
    }
  }

  @Test
  void whatIsNotAcceptedAnywhereIsDescribedWhereItIsRefused() {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        Answer answer =
            method.getKey().equals("post")
                ? postFirstExample(path.getKey(), method.getValue(), "Accept", "text/html")
                : client.get(path.getKey().replace("{id}", "kestra"), "Accept", "text/html");
        String status = method.getValue().path("responses").has("406") ? "406" : "200";
        assertThat(String.valueOf(answer.status())).as(path.getKey()).isEqualTo(status);
      }
    }
  }

  @Test
  void refusalsAreWhatTheContractSays() {
    String form = "application/x-www-form-urlencoded";
    for (Answer answer :
        List.of(
            client.post("/v1/bundles", form, "hosts=a.example.com"),
            client.post("/v1/validations", form, "product=none&hosts=a.example.com"),
            client.post("/v1/render/helm", "text/plain", "x"),
            client.get("/v1/products/none"))) {
      assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
      conforms(answer.json(), component("Problem"));
    }
  }

  @Test
  void productsAreWhatTheContractSays() {
    JsonNode products = client.get("/v1/products").json();
    assertThat(products).isNotEmpty();
    for (JsonNode product : products) {
      conforms(product, component("Product"));
      String path = "/v1/products/" + product.path("id").asText();
      conforms(client.get(path).json(), component("Product"));
    }
  }

  @Test
  void theKindOfACertificateSourceChoosesItsFields() {
    JsonNode source = document.at("/components/schemas/TlsDeploymentSpec.CertificateSource");
    JsonNode published = client.get("/v1/schema").json();
    List<String> kinds = new ArrayList<>();
    published
        .at("/$defs/CertificateSource/properties/source/enum")
        .forEach(kind -> kinds.add(kind.asText()));
    assertThat(source.at("/discriminator/propertyName").asText()).isEqualTo("source");
    assertThat(source.at("/discriminator/mapping").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyElementsOf(kinds);
    for (Map.Entry<String, JsonNode> kind : source.at("/discriminator/mapping").properties()) {
      JsonNode schema = document.at(kind.getValue().asText().substring(1));
      assertThat(schema.at("/properties/source/const").asText()).isEqualTo(kind.getKey());
      assertThat(schema.path("required").toString()).contains("\"source\"");
      assertThat(source.path("oneOf").findValuesAsText("$ref")).contains(kind.getValue().asText());
    }
  }

  /** What a reference leads to; what is no reference is itself. */
  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static JsonNode component(String name) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  private void conforms(JsonNode value, JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("$defs", document.at("/components/schemas").deepCopy());
    for (JsonNode reference : whole.findParents("$ref")) {
      String target = reference.path("$ref").asText();
      ((ObjectNode) reference).put("$ref", target.replace("#/components/schemas/", "#/$defs/"));
    }
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(value))
        .as("%s", value)
        .isEmpty();
  }

  @Test
  void everyOperationWithABodySaysWhoMaySendItAndEveryOtherIsOpen() {
    assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
        .isEqualTo("bearer");
    assertThat(document.at("/components/securitySchemes/clientCertificate/type").asText())
        .isEqualTo("mutualTLS");
    for (JsonNode path : document.path("paths")) {
      if (path.has("post")) {
        assertThat(path.at("/post/security").toString())
            .isEqualTo("[{\"bearer\":[]},{\"clientCertificate\":[]},{}]");
        for (String busy : List.of("429", "503")) {
          JsonNode response = resolved(path.at("/post/responses").path(busy));
          assertThat(resolved(response.at("/headers/Retry-After")).at("/schema/type").asText())
              .isEqualTo("integer");
        }
        JsonNode unknown = resolved(path.at("/post/responses/401"));
        assertThat(unknown.path("headers").has("WWW-Authenticate")).isTrue();
      } else {
        assertThat(path.at("/get/security").toString()).isEqualTo("[]");
      }
    }
  }

  @Test
  void everyBodyIsTheSpecInTheTypesThatAreRead() {
    int bodies = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      if (path.getKey().equals("/v1/inspections")) {
        continue; // reads files
      }
      String schema = path.getKey().equals("/v1/diffs") ? "Comparison" : "TlsDeploymentSpec";
      JsonNode content = resolved(path.getValue().at("/post/requestBody")).path("content");
      for (JsonNode body : content) {
        assertThat(body.at("/schema/$ref").asText()).isEqualTo("#/components/schemas/" + schema);
        assertThat(body.path("examples")).isNotEmpty();
        bodies++;
      }
    }
    assertThat(bodies).isEqualTo(12 * 4);
  }

  @Test
  void everyExampleIsAnsweredAsTheContractSays() {
    int sent = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      JsonNode post = path.getValue().path("post");
      for (Map.Entry<String, JsonNode> body :
          resolved(post.path("requestBody")).path("content").properties()) {
        for (JsonNode example : body.getValue().path("examples")) {
          for (String target : List.of("helm", "compose", "kubernetes")) {
            boolean render = path.getKey().contains("{target}");
            boolean impossible =
                target.equals("compose") && example.path("value").toString().contains("ingress");
            if ((render && !impossible) || target.equals("helm")) {
              send(
                  path.getKey().replace("{target}", target),
                  post,
                  body.getKey(),
                  example.path("value"));
              sent++;
            }
          }
        }
      }
    }
    assertThat(sent).isGreaterThan(25);
  }

  private void send(String path, JsonNode operation, String type, JsonNode example) {
    Answer answer = post(path, type, example);
    assertThat(answer.status()).as("%s as %s: %s", path, type, answer.text()).isEqualTo(200);
    assertThat(operation.at("/responses/200/content").has(answer.mediaType()))
        .as("%s answers %s", path, answer.mediaType())
        .isTrue();
    if (answer.mediaType().equals("application/json")) {
      conforms(answer.json(), operation.at("/responses/200/content/application~1json/schema"));
    }
  }

  private Answer postFirstExample(String path, JsonNode operation, String... headers) {
    var body =
        resolved(operation.path("requestBody")).path("content").properties().iterator().next();
    JsonNode example = body.getValue().path("examples").elements().next().path("value");
    return post(path.replace("{target}", "helm"), body.getKey(), example, headers);
  }

  private Answer post(String path, String type, JsonNode example, String... headers) {
    return switch (type) {
      case "application/json" -> client.post(path, type, example.toString(), headers);
      case "application/yaml" -> client.post(path, type, yaml(example), headers);
      case "multipart/form-data" ->
          client.post(path, type + "; boundary=b", multipart((ObjectNode) example), headers);
      default -> client.post(path, type, encoded((ObjectNode) example), headers);
    };
  }

  private static String yaml(JsonNode example) {
    try {
      return ServiceClient.YAML.writeValueAsString(example);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As forms have them: those of an object behind its name and a dot. */
  private static List<String[]> fields(ObjectNode example) {
    List<String[]> fields = new ArrayList<>();
    addFields("", example, fields);
    return fields;
  }

  private static void addFields(String prefix, JsonNode object, List<String[]> fields) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = prefix + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        addFields(name + ".", value, fields);
      } else if (value.isArray()) {
        value.forEach(item -> fields.add(new String[] {name, item.asText()}));
      } else {
        fields.add(new String[] {name, value.asText()});
      }
    }
  }

  private static String encoded(ObjectNode example) {
    List<String> pairs = new ArrayList<>();
    for (String[] field : fields(example)) {
      pairs.add(field[0] + "=" + URLEncoder.encode(field[1], StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  private static String multipart(ObjectNode example) {
    StringBuilder body = new StringBuilder();
    for (String[] field : fields(example)) {
      body.append(
          "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(field[0], field[1]));
    }
    return body.append("--b--\r\n").toString();
  }
}
