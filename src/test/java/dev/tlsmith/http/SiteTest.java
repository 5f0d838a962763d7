package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.documentation.Page;
import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.spec.SpecSchema;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read without sending a spec: the products, the schema, the pages, the state. */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class SiteTest {

  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href|action)\\s*=\\s*[\"']?([^\"'\\s>]+)");

  @Inject EmbeddedServer server;
  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(server);
  }

  @Test
  void theProductsAreListedWithTheirVersionsAndTargets() {
    Answer answer = client.get("/v1/products");
    assertThat(answer.mediaType()).isEqualTo("application/json");
    List<String> ids = answer.json().findValuesAsText("id");
    assertThat(ids).isSorted();
    JsonNode product = answer.json().get(ids.indexOf("kestra"));
    assertThat(product.path("versions").findValuesAsText("line"))
        .containsExactly("0.24", "1.0", "1.1", "1.2", "1.3", "2.0");
    assertThat(product.path("targets").toString())
        .isEqualTo("[\"compose\",\"helm\",\"chart\",\"kubernetes\",\"image\"]");
    assertThat(product.path("components")).isNotEmpty();
    assertThat(product.has("options")).isFalse();
  }

  @Test
  void aProductSaysWhichOptionsItHas() {
    JsonNode options = client.get("/v1/products/kestra").json().path("options");
    assertThat(options.at("/properties/httpsPort/default").asInt()).isEqualTo(8443);
    options
        .path("properties")
        .forEach(option -> assertThat(option.path("description").asText()).isNotBlank());
  }

  @Test
  void theSchemaIsTheOneThatBodiesAreHeldTo() {
    Answer answer = client.get("/v1/schema");
    assertThat(answer.mediaType()).isEqualTo("application/schema+json");
    assertThat(answer.json()).isEqualTo(new SpecSchema().schema().document());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/products", "/v1/products/kestra", "/v1/schema"})
  void whatTheCallerHasIsNotSentAgain(String path) {
    Answer first = client.get(path);
    String tag = first.header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    for (String known : List.of(tag, "\"other\", " + tag, "W/" + tag)) {
      Answer second = client.get(path, "If-None-Match", known);
      assertThat(second.status()).isEqualTo(304);
      assertThat(second.header("ETag")).isEqualTo(tag);
      assertThat(second.bytes()).isEmpty();
    }
    assertThat(client.get(path, "If-None-Match", "\"other\"").bytes()).isEqualTo(first.bytes());
  }

  @Test
  void anUnknownProductIsA404ThatListsTheKnownOnes() {
    Answer answer = client.get("/v1/products/nope");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(AnswerCheck.problem(answer).path("detail").asText())
        .startsWith("'nope' is not a product known here; known are ")
        .contains("kestra");
  }

  @Test
  void theFirstPageIsTextForATerminal() {
    Answer answer = client.get("/");
    assertThat(answer.mediaType()).isEqualTo("text/plain");
    String host = "127.0.0.1:" + server.getPort();
    assertThat(answer.text())
        .contains("curl --fail-with-body -d product=kestra -d hosts=kestra.example.com")
        .contains("http://" + host + "/v1/bundles.zip")
        .doesNotContain("127.0.0.1:7465");
    assertThat(answer.text().lines()).allMatch(line -> line.length() <= 130);
    assertThat(client.get("/", "X-Forwarded-Proto", "https").text())
        .contains("https://" + host)
        .doesNotContain("http://");
  }

  /** Commands on the first page and in the documentation that keep an archive. */
  private List<String> archiveCommands() {
    String pages =
        Page.all().stream()
            .map(Page::text)
            .collect(Collectors.joining("\n"))
            .replaceAll("https?://[a-z0-9.-]+(:[0-9]+)?/", server.getURI() + "/");
    Matcher command =
        Pattern.compile("(?m)^ *(curl (?:.*\\\\\n)*.*/v1/bundles(?:.*\\\\\n)*.*)$")
            .matcher(client.get("/").text() + pages);
    List<String> commands = new ArrayList<>();
    while (command.find()) {
      if (command.group(1).matches("(?s).* -o \\S+\\.(zip|tgz).*")) {
        commands.add(command.group(1));
      }
    }
    return commands;
  }

  @Test
  void aRecipeThatIsRefusedShowsTheRefusalAndLeavesNoBrokenArchive(@TempDir Path folder)
      throws IOException {
    Assumptions.assumeTrue(CommandLine.exists("curl"), "curl is not on the PATH");
    for (String file :
        List.of(
            "spec.yaml", "chain.pem", "key.pem", "your.csr", "values.yaml", "docker-compose.yml")) {
      Files.writeString(folder.resolve(file), "product: nope\nhosts: [kestra.example.com]\n");
    }
    assertThat(archiveCommands())
        .hasSizeGreaterThan(8)
        .allSatisfy(
            command -> {
              String refused = command.replaceAll("product=[a-z]+", "product=nope");
              Output output =
                  CommandLine.run(folder, List.of("bash", "-c", "TOKEN=t token=t; " + refused));
              assertThat(output.text()).as(command).contains("\"status\":4", "\"detail\":");
              try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(Path::toString))
                    .as(command)
                    .noneMatch(path -> path.matches(".*\\.(zip|tgz)"));
              }
            });
  }

  @Test
  void everyRecipeOfTheFirstPageLeadsSomewhere() {
    Matcher url = Pattern.compile("http://[^/\\s]+(/\\S*)").matcher(client.get("/").text());
    List<String> paths = new ArrayList<>();
    while (url.find()) {
      paths.add(url.group(1));
    }
    assertThat(paths).contains("/v1/bundles.zip", "/v1/validations", "/v1/schema", "/openapi.yaml");
    for (String path : paths) {
      boolean post = path.matches("/v1/(bundles|render|validations).*");
      Answer answer =
          post
              ? client.post(
                  path,
                  "application/x-www-form-urlencoded",
                  "product=kestra&hosts=kestra.example.org&certificate.source=cert-manager"
                      + "&certificate.issuer.name=letsencrypt")
              : client.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void theDocsPageLoadsNothingFromAnotherHost() {
    Answer page = client.get("/docs");
    assertThat(page.mediaType()).isEqualTo("text/html");
    assertThat(page.text()).doesNotContainPattern("https?:|\"//|'//");
    List<String> references = new ArrayList<>();
    Matcher matcher = REFERENCE.matcher(page.text());
    while (matcher.find()) {
      references.add(matcher.group(1));
    }
    assertThat(references)
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(path -> path.startsWith("/docs/"));
    for (String path : references) {
      Answer answer = client.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.mediaType())
          .as(path)
          .isIn(
              path.endsWith(".css")
                  ? List.of("text/css")
                  : List.of("text/javascript", "application/javascript"));
    }
    String script = client.get("/docs/docs.js").text();
    assertThat(script).contains("\"/openapi.yaml\"").doesNotContainPattern("https?:|\"//|'//");
    assertThat(client.get("/docs/swagger-ui/swagger-ui.css").text())
        .doesNotContainPattern("@import|url\\(\\s*[\"']?(https?:)?//");
  }

  @Test
  void theBrowserIsToldThatTheDocsPageLoadsNothingFromAnotherHost() {
    Answer page = client.get("/docs");
    String policy = page.header("Content-Security-Policy");
    assertThat(policy)
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("connect-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe-eval")
        .doesNotContainPattern("script-src[^;]*unsafe-inline|https?:|\\*");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void healthAndMetricsAreWhereTheyAreExpected() {
    Answer health = client.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.json().path("status").asText()).isEqualTo("UP");
    Answer metrics = client.get("/prometheus");
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.mediaType()).isEqualTo("text/plain");
    assertThat(metrics.text()).contains("jvm_memory_used_bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/env", "/beans", "/loggers", "/threaddump", "/refresh", "/stop", "/routes"})
  void noOtherManagementEndpointIsOpen(String path) {
    assertThat(client.get(path).status()).isEqualTo(404);
    assertThat(client.post(path, "application/json", "{}").status()).isEqualTo(404);
  }
}
