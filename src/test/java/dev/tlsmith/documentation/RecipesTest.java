package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.Service;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/pipelines.md for pipelines and portals, as they stand there. */
@MicronautTest
@Timeout(600)
@Property(name = "micronaut.server.port", value = "-1")
class RecipesTest {

  private static final String TOKEN = "token-of-a-test";
  private static final YAMLMapper YAML = new YAMLMapper();

  @Inject EmbeddedServer server;
  @TempDir Path folder;
  private final List<JsonNode> documents = new ArrayList<>();

  /** A checkout with the recipes, and tools that only say what they were called with. */
  @BeforeEach
  void checkOut() throws IOException {
    for (String tool : List.of("bash", "curl", "unzip")) {
      Assumptions.assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    for (Page.Block block : Page.of("docs/pipelines.md").blocks()) {
      switch (block.language()) {
        case "bash" -> write("ci/tlsmith.sh", block.code());
        case "yaml" -> documents.add(YAML.readTree(block.code()));
        default -> assertThat(block.language()).isEqualTo("jsx");
      }
    }
    write("kestra-tls.yaml", documents.getFirst().toString());
    write("values.yaml", "{}");
    for (String tool : List.of("helm", "git")) {
      Path stub = write("bin/" + tool, "#!/bin/sh\necho \"$(basename \"$0\") $*\"\n");
      assertThat(stub.toFile().setExecutable(true)).isTrue();
    }
  }

  private Path write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** A recipe by a field that only it has. */
  private JsonNode recipe(String pointer) {
    return documents.stream()
        .filter(document -> !document.at(pointer).isMissingNode())
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/pipelines.md has no recipe with " + pointer));
  }

  private Output run(String script) throws IOException {
    write("script.sh", script);
    assertThat(CommandLine.run(folder, List.of("bash", "-n", "script.sh")).exitCode()).isZero();
    String environment =
        "export PATH=\"$PWD/bin:$PATH\" TLSMITH_URL=%s TLSMITH_TOKEN=%s RUNNER_TEMP=\"$PWD/temp\";"
            + " mkdir -p temp; exec bash -eu -o pipefail script.sh";
    String command = environment.formatted(server.getURI(), TOKEN);
    return CommandLine.run(folder, List.of("bash", "-c", command));
  }

  private JsonNode yaml(String path) throws IOException {
    return YAML.readTree(folder.resolve(path).toFile());
  }

  @Test
  void theScriptFetchesABundle() throws IOException {
    Output output =
        run(
            "bash ci/tlsmith.sh /v1/bundles.zip kestra-tls.yaml tls.zip\n"
                + "unzip -q tls.zip -d tls\n");
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(folder.resolve("tls/TLS.md")).exists();
    assertThat(yaml("tls/helm/values-tls.yaml").isObject()).isTrue();
  }

  @Test
  void theScriptEndsWithTheProblemWhereItIsRefused() throws IOException {
    write("kestra-tls.yaml", "{product: nope, hosts: [a.example.com]}");
    Output output = run("bash ci/tlsmith.sh /v1/bundles.zip kestra-tls.yaml tls.zip");
    assertThat(output.exitCode()).isEqualTo(22);
    assertThat(output.text()).contains("unknown-product").doesNotContain(TOKEN);
    assertThat(folder.resolve("tls.zip")).doesNotExist();
  }

  @Test
  void theScriptNeedsNoTokenWhereNobodyDoes() throws IOException {
    Output output =
        run("unset TLSMITH_TOKEN\nbash ci/tlsmith.sh /v1/validations kestra-tls.yaml found.json");
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(yaml("found.json").path("warnings").isArray()).isTrue();
  }

  @Test
  void gitLabCiShowsWhatIsWrongAsAReportOfTests() throws IOException {
    JsonNode job = recipe("/validate").path("validate");
    String accept =
        "export TLSMITH_ACCEPT=%s\n".formatted(job.at("/variables/TLSMITH_ACCEPT").asText());
    String report = job.at("/artifacts/reports/junit").asText();
    assertThat(run(accept + job.at("/script/0").asText()).exitCode()).isZero();
    assertThat(folder.resolve(report)).content().contains("failures=\"0\"");

    write("kestra-tls.yaml", "{product: kestra, hosts: [a.example.com], strict: true}");
    assertThat(run(accept + job.at("/script/0").asText()).exitCode()).isEqualTo(22);
    assertThat(folder.resolve(report))
        .content()
        .contains("classname=\"kestra-tls.yaml\"")
        .contains("version-is-assumed");
  }

  @Test
  void everyNightAMergeRequestIsOpenedWhereSomethingIsDueAndNotElse() throws IOException {
    JsonNode job = recipe("/nightly").path("nightly");
    StringBuilder script = new StringBuilder("export TLSMITH_PREFER=");
    script.append(job.at("/variables/TLSMITH_PREFER").asText()).append('\n');
    job.path("script").forEach(line -> script.append(line.asText()).append('\n'));
    run("bash ci/tlsmith.sh /v1/bundles.zip kestra-tls.yaml tls.zip; unzip -q tls.zip -d deploy");

    Output quiet = run(script.toString());
    assertThat(quiet.exitCode()).as(quiet.text()).isZero();
    assertThat(quiet.text()).doesNotContain("git ");

    Path described = folder.resolve("deploy/tlsmith.yaml");
    Files.writeString(
        described,
        Files.readString(described)
            .replaceFirst("0.1.0-SNAPSHOT", "0.0.9")
            .replaceFirst("(helm/values-tls.yaml: \")[0-9a-f]{8}", "$100000000"));
    Output due = run(script.toString());
    assertThat(due.exitCode()).as(due.text()).isZero();
    assertThat(due.text()).contains("git push -o merge_request.create origin tls-renewal");
    assertThat(yaml("diff.json").at("/files/0/reasons/0").asText()).isEqualTo("tlsmith");
  }

  @Test
  void theScriptEndsWithAnotherCodeWhereNobodyAnswers() throws IOException {
    Output output =
        run(
            "export TLSMITH_URL=http://127.0.0.1:1\n"
                + "bash ci/tlsmith.sh /v1/bundles.zip kestra-tls.yaml tls.zip");
    assertThat(output.exitCode()).isEqualTo(7);
  }

  @Test
  void gitLabCiFetchesValuesAndHandsThemToHelm() throws IOException {
    JsonNode job = recipe("/deploy").path("deploy");
    assertThat(job.at("/id_tokens/TLSMITH_TOKEN/aud").asText()).isEqualTo("tlsmith");
    StringBuilder script = new StringBuilder();
    job.path("script").forEach(line -> script.append(line.asText()).append('\n'));
    Output output = run(script.toString());
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text())
        .contains("helm upgrade --install kestra")
        .contains("-f values-tls.yaml");
    assertThat(yaml("values-tls.yaml").path("ingress").isObject()).isTrue();
  }

  @Test
  void whatGitHubActionsCommitsIsWhatArgoCdAndFluxApplyAndHoldsNoKey() throws IOException {
    JsonNode job = recipe("/jobs").at("/jobs/tls");
    assertThat(job.at("/env/TLSMITH_TOKEN").asText()).isEqualTo("${{ secrets.TLSMITH_TOKEN }}");
    for (JsonNode step : job.path("steps")) {
      if (step.has("run")) {
        String accept = step.at("/env/TLSMITH_ACCEPT").asText();
        Output output =
            run("export TLSMITH_ACCEPT='%s'\n%s".formatted(accept, step.path("run").asText()));
        assertThat(output.exitCode()).as(output.text()).isZero();
      }
    }
    assertThat(folder.resolve("deploy/tls")).doesNotExist();
    assertThat(Service.JSON.readTree(folder.resolve("tlsmith.sarif").toFile()).path("version"))
        .isEqualTo(TextNode.valueOf("2.1.0"));
    JsonNode proven = yaml("deploy/proof.json");
    assertThat(proven.path("performed").asBoolean(true)).as("there is no key").isFalse();

    JsonNode application = recipe("/spec/sources");
    String values = application.at("/spec/sources/0/helm/valueFiles/0").asText();
    assertThat(folder.resolve(values.replace("$files/", ""))).exists();
    Path manifests = folder.resolve(application.at("/spec/sources/2/path").asText());
    assertThat(manifests).isDirectory();
    assertThat(manifests.resolve("kustomization.yaml")).doesNotExist();
  }

  @Test
  void fluxBuildsWhatWasCommitted() throws IOException {
    Assumptions.assumeTrue(CommandLine.exists("kubectl"), "kubectl is not on the PATH");
    for (JsonNode step : recipe("/jobs").at("/jobs/tls/steps")) {
      if (step.path("run").asText().contains("/v1/bundles.zip")) {
        run(step.path("run").asText());
      }
    }
    write("deploy/kustomization.yaml", YAML.writeValueAsString(recipe("/configMapGenerator")));
    write("deploy/release.yaml", YAML.writeValueAsString(recipe("/spec/valuesFrom")));
    Output output = CommandLine.run(folder.resolve("deploy"), List.of("kubectl", "kustomize", "."));
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text())
        .contains("kind: Certificate")
        .contains("kind: HelmRelease")
        .containsPattern("(?s)values.yaml: \\|.*kind: ConfigMap.*name: kestra-values-tls");
  }

  @Test
  void backstagePostsASpecThatIsTaken() throws Exception {
    JsonNode input = recipe("/spec/steps/0/input").at("/spec/steps/0/input");
    String path = input.path("path").asText().replace("/proxy/tlsmith", "");
    ObjectNode body = input.path("body").deepCopy();
    assertThat(body.at("/hosts/0").asText()).isEqualTo("${{ parameters.host }}");
    String spec = body.toString().replace("${{ parameters.host }}", "kestra.example.com");
    HttpRequest request =
        HttpRequest.newBuilder(server.getURI().resolve(path))
            .header("Content-Type", input.at("/headers/Content-Type").asText())
            .method(input.path("method").asText(), BodyPublishers.ofString(spec))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(YAML.readTree(answer.body()).isObject()).isTrue();
    }
  }
}
