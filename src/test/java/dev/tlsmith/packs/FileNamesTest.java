package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader's files are called by their own names wherever a command shows them. */
class FileNamesTest {

  /** A file that is laid under one of ours, or read by a command. */
  private static final Pattern OTHERS =
      Pattern.compile("(?:-f|COMPOSE_FILE=|sed 's/\\^/ +/') ?([A-Za-z0-9._/-]+\\.ya?ml)");

  @ParameterizedTest
  @ValueSource(strings = {"kestra", "camunda-console", "camunda-web-modeler", "tlsmith"})
  void everyCommandHasTheNamesThatWereGiven(String product) {
    TestBundle bundle =
        Service.bundle(
            """
            product: %s
            hosts: [app.example.com]
            existing: {composeFiles: [compose/my.yml], valuesFiles: [my/values.yml]}
            """
                .formatted(product));
    List<String> texts = new ArrayList<>(bundle.bundle().next());
    texts.add(bundle.text("TLS.md"));
    texts.add(bundle.text("docker-compose.tls.yaml"));
    texts.add(bundle.text("helm/values-tls.yaml"));
    List<String> named =
        texts.stream()
            .flatMap(text -> OTHERS.matcher(text).results())
            .map(found -> found.group(1))
            .filter(file -> !file.contains("tls.yaml") && !bundle.has(file))
            .distinct()
            .toList();
    assertThat(named).containsExactlyInAnyOrder("compose/my.yml", "my/values.yml");
  }

  /** The names of the pages that the packs name as their documentation. */
  @ParameterizedTest
  @CsvSource({
    "kestra, docker-compose.yml, values.yaml",
    "camunda-web-modeler, docker-compose-full.yaml, values.yaml",
    "camunda-console, docker-compose-full.yaml, values.yaml",
    "tlsmith, docker-compose.yaml, values.yaml"
  })
  void byDefaultTheyAreThoseOfTheProductsOwnPage(String product, String compose, String values) {
    String spec = "{product: %s, hosts: [app.example.com]}".formatted(product);
    assertThat(Service.bundle(spec).bundle().next())
        .anyMatch(
            command ->
                command.equals(
                    "docker compose -f %s -f docker-compose.tls.yaml up -d".formatted(compose)))
        .anyMatch(command -> command.endsWith(" -f %s -f helm/values-tls.yaml".formatted(values)));
  }

  @Test
  void whatIsGivenForOneProductOfAComposeProjectHoldsForItsOthers() {
    TestBundle bundle =
        Service.bundle(
            """
            release: platform
            deployments:
              - product: kestra
                hosts: [flows.example.com]
                existing: {composeFiles: [all.yaml]}
              - {product: camunda-console, hosts: [console.example.com]}
            """);
    assertThat(bundle.bundle().next())
        .anyMatch(command -> command.startsWith("docker compose -f all.yaml -f docker-compose."));
  }

  @Test
  void theNamesStandInTheNormalisedSpecAndTheFilesThemselvesDoNot() {
    JsonNode spec = Service.exampleSpec("version-and-names-of-your-own-files");
    TestBundle bundle = Service.bundle(spec);
    JsonNode existing = bundle.yaml("tlsmith.yaml").at("/spec/deployments/0/existing");
    assertThat(existing)
        .isEqualTo(
            ((ObjectNode) spec.path("existing").deepCopy()).retain("composeFiles", "valuesFiles"));
    assertThat(Service.bundle("{product: kestra, hosts: [a.example.com]}").text("tlsmith.yaml"))
        .doesNotContain("existing");
  }
}
