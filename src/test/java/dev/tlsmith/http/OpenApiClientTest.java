package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.ServiceClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What others make of the contract: redocly has nothing to say against it, and a client that
 * openapi-typescript makes of it compiles and sends every certificate source.
 */
@MicronautTest
@Timeout(900)
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.certificate-authority.certificates",
    value = "src/test/resources/service-ca/ca.crt")
@Property(
    name = "tlsmith.certificate-authority.private-key",
    value = "src/test/resources/service-ca/ca.key")
class OpenApiClientTest {

  private static final Path FILES = Path.of("src/test/resources/client");
  private static final Path FOLDER = Path.of("target/client");

  @Inject EmbeddedServer server;

  @BeforeAll
  static void install() throws IOException {
    Assumptions.assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
    Assumptions.assumeTrue(CommandLine.exists("npm"), "npm is not on the PATH");
    Files.createDirectories(FOLDER);
    for (String name : List.of("package.json", "tsconfig.json", "client.ts")) {
      Path copy = FOLDER.resolve(name);
      Files.copy(FILES.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Output npm = run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund");
    Assumptions.assumeTrue(npm.exitCode() == 0, () -> "no packages from npm: " + npm.text());
  }

  private static Output run(String... command) {
    return CommandLine.run(FOLDER, List.of(command));
  }

  private static Output runTool(String tool, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node_modules/.bin/" + tool));
    command.addAll(List.of(arguments));
    return CommandLine.run(FOLDER, command);
  }

  private void fetchContract() throws IOException {
    byte[] contract = new ServiceClient(server).get("/openapi.yaml").bytes();
    Files.write(FOLDER.resolve("openapi.yaml"), contract);
  }

  @Test
  void theRecommendedRulesOfRedoclyFindNothing() throws IOException {
    fetchContract();
    Output lint =
        runTool("redocly", "lint", "--extends=recommended", "--format=json", "openapi.yaml");
    int json = lint.text().indexOf("\n{");
    JsonNode result = ServiceClient.JSON.readTree(lint.text().substring(Math.max(json, 0)));
    assertThat(result.path("problems")).as(lint.text()).isEmpty();
    assertThat(lint.exitCode()).as(lint.text()).isZero();
  }

  @Test
  void aGeneratedClientCompilesAndSendsEveryCertificateSource() throws IOException {
    fetchContract();
    Output types = runTool("openapi-typescript", "openapi.yaml", "--output", "contract.d.ts");
    assertThat(types.exitCode()).as(types.text()).isZero();
    Output compiled = runTool("tsc", "--project", ".");
    assertThat(compiled.exitCode()).as(compiled.text()).isZero();
    Output sent = run("node", "built/client.js", server.getURI().toString(), certificateRequest());
    assertThat(sent.exitCode()).as(sent.text()).isZero();
    JsonNode answers = ServiceClient.JSON.readTree(sent.text());
    JsonNode kinds =
        new ServiceClient(server)
            .get("/v1/schema")
            .json()
            .at("/$defs/CertificateSource/properties/source/enum");
    assertThat(answers.path("results").properties())
        .hasSameSizeAs(kinds)
        .allSatisfy(
            answer ->
                assertThat(answer.getValue().path("status").asInt())
                    .as("%s: %s", answer.getKey(), answer.getValue())
                    .isEqualTo(200));
    assertThat(answers.path("several").asInt()).isEqualTo(200);
    assertThat(answers.path("products").toString()).contains("kestra");
  }

  private static String certificateRequest() throws IOException {
    Output made =
        CommandLine.openssl(
            FOLDER,
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "your.key",
            "-out",
            "your.csr",
            "-subj",
            "/CN=kestra.example.com");
    assertThat(made.exitCode()).as(made.text()).isZero();
    return Files.readString(FOLDER.resolve("your.csr"));
  }
}
