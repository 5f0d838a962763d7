package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A portal draws a form from the published schema with react-jsonschema-form, in the way
 * docs/pipelines.md shows; what is filled in and submitted is a spec that the service takes.
 */
@MicronautTest
@Timeout(900)
@Property(name = "micronaut.server.port", value = "-1")
class SchemaFormTest {

  private static final Path FILES = Path.of("src/test/resources/form");
  private static final Path FOLDER = Path.of("target/form");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject EmbeddedServer server;

  @BeforeAll
  static void install() throws IOException {
    Assumptions.assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
    Assumptions.assumeTrue(CommandLine.exists("npm"), "npm is not on the PATH");
    Files.createDirectories(FOLDER);
    for (String name : List.of("package.json", "form.cjs")) {
      Path copy = FOLDER.resolve(name);
      Files.copy(FILES.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Output npm =
        CommandLine.run(
            FOLDER,
            List.of(
                "npm",
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--prefer-offline"));
    Assumptions.assumeTrue(npm.exitCode() == 0, () -> "no packages from npm: " + npm.text());
  }

  private JsonNode draw(String steps) throws IOException {
    String url = server.getURI() + "/v1/schema";
    Output output = CommandLine.run(FOLDER, List.of("node", "form.cjs", url, steps));
    assertThat(output.exitCode()).as(output.text()).isZero();
    return JSON.readTree(output.text().lines().toList().getLast());
  }

  private HttpResponse<String> validate(JsonNode spec) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.getURI().resolve("/v1/validations"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(spec.toString()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Test
  void theFormOfAProductSubmitsASpecThatTheServiceTakes() throws Exception {
    JsonNode form =
        draw(
            """
            [["root_product", "kestra"], ["root_hosts_0", "kestra.example.com"],
             ["root_certificate_source", "self-signed"], ["root_certificate_keyAlgorithm", "EC_P384"],
             ["root_keyStore_password", "a-password-of-mine"]]
            """);
    assertThat(form.path("errors").isMissingNode()).as("%s", form).isTrue();
    JsonNode spec = form.path("submitted");
    assertThat(spec.at("/product").asText()).isEqualTo("kestra");
    assertThat(spec.at("/hosts/0").asText()).isEqualTo("kestra.example.com");
    assertThat(spec.at("/certificate/keyAlgorithm").asText()).isEqualTo("EC_P384");
    HttpResponse<String> answer = validate(spec);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void anotherSourceBringsItsOwnFields() throws Exception {
    JsonNode form =
        draw(
            """
            [["root_product", "kestra"], ["root_hosts_0", "kestra.example.com"],
             ["root_certificate_source", "cert-manager"],
             ["root_certificate_issuer_name", "letsencrypt"]]
            """);
    assertThat(form.at("/submitted/certificate/issuer/name").asText()).isEqualTo("letsencrypt");
    HttpResponse<String> answer = validate(form.path("submitted"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void theFormShowsWhatTheFieldsMeanAndHidesSecrets() throws Exception {
    JsonNode form =
        draw(
            """
            [["root_certificate_source", "provided"]]
            """);
    assertThat(form.path("labels").toString()).contains("product*", "hosts*", "Certificate source");
    assertThat(form.path("descriptions").toString()).contains("Port in public URLs.");
    assertThat(form.path("masked").toString())
        .contains("root_keyStore_password", "root_certificate_passphrase");
    assertThat(form.path("errors").toString()).contains("product").contains("hosts");
    assertThat(form.has("submitted")).isFalse();
  }
}
