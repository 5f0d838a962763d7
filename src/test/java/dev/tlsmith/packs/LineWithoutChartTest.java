package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A version line for which no version of the product's chart is known, beside lines with one. */
class LineWithoutChartTest {

  private static final String OLD = "product: kafka\nversion: \"3.9\"\nhosts: [a.example.com]\n";

  @Test
  void byDefaultNothingIsMadeForHelm() {
    TestBundle bundle = Service.bundle(OLD);
    assertThat(bundle.paths())
        .contains("docker-compose.tls.yaml", "kubernetes/kustomization.yaml")
        .noneMatch(path -> path.startsWith("helm/"));
    assertThat(bundle.bundle().next()).noneMatch(command -> command.contains("helm"));
    assertThat(Service.bundle(OLD.replace("3.9", "4.1")).paths()).contains("helm/values-tls.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"helm", "chart"})
  void whereItIsAskedForTheRefusalSaysWhy(String target) {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> Service.bundle(OLD + "targets: [%s]\n".formatted(target)));
    assertThat(refusal.faults()).extracting(Fault::code).containsExactly("impossible-target");
    assertThat(refusal.faults().getFirst().detail())
        .contains("no version of its chart is known for Apache Kafka 3.9")
        .contains("possible are compose, kubernetes");
  }
}
