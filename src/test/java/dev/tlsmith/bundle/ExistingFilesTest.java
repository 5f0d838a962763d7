package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the caller's own files, in every product. */
class ExistingFilesTest {

  private static ObjectNode spec(String target, String field, String file) {
    ObjectNode spec =
        Service.JSON.createObjectNode().put("product", "kestra").put("version", "1.3");
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add(target);
    spec.putObject("existing").put(field, file);
    return spec;
  }

  private static TestBundle over(String target, String field, String file) {
    return Service.bundle(spec(target, field, file));
  }

  private static String refusal(ObjectNode spec) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec));
    assertThat(refusal).as("it is refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
    List<Fault> faults = refusal.faults();
    return faults.stream().map(Fault::detail).collect(Collectors.joining("\n"));
  }

  @Test
  void anEntryOfTheCallersKeepsItsWords() {
    String values =
        """
        deployments:
          standalone:
            extraEnv:
              # when the day begins
              - name: MORNING
                value: 12:30 # local
        """;
    assertThat(over("helm", "helmValues", values).text("helm/values-tls.yaml"))
        .contains("# when the day begins\n", "value: 12:30 # local\n");
  }

  @Test
  void composesOwnTagsAreUnderstood() {
    String file =
        """
        services:
          kestra:
            image: kestra/kestra:v1.3.15
            ports: !override
              - "8080:8080"
            environment:
              MICRONAUT_SERVER_SSL_ENABLED: !reset null
        """;
    assertThat(over("compose", "compose", file).text("docker-compose.tls.yaml"))
        .contains("MICRONAUT_SERVER_SSL_ENABLED: \"true\"");
  }

  @Test
  void anotherTagIsRefusedByName() {
    assertThat(refusal(spec("compose", "compose", "services: {kestra: !vault {a: b}}")))
        .contains("'!vault'", "line 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "helm|helmValues|deployments: [1]|'deployments' is a list",
        "helm|helmValues|deployments: {standalone: {extraEnv:"
            + " x}}|'deployments.standalone.extraEnv'",
        "helm|helmValues|deployments: {worker: 5}|'deployments.worker' is a number",
        "helm|helmValues|configurations: {application: text}|'configurations.application' is a"
            + " text",
        "compose|compose|services: {kestra: {volumes: ['::::']}}|'services.kestra.volumes[0]'",
        "compose|compose|services: {kestra: [a]}|'services.kestra' is a list",
        "compose|compose|services: 1|'services' is a number"
      })
  void whatIsOfTheWrongKindIsRefusedWithItsPlace(
      String target, String field, String file, String place) {
    assertThat(refusal(spec(target, field, file))).contains(place);
  }
}
