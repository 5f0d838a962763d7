package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Examples.Example;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code tlsmith.yaml} is a body: it makes the same bundle again, with new keys. */
class SentBackTest {

  private static final String SPEC = "tlsmith.yaml";

  /** What a spec is refused for that lacks what is no one else's to know. */
  private static final Set<String> LEFT_OUT = Set.of("missing", "not-allowed");

  @TestFactory
  Stream<DynamicTest> whatABundleSaysItWasMadeOfMakesItAgain() {
    return Examples.all().stream()
        .filter(example -> example.expected().startsWith(Examples.PRODUCTS))
        .filter(example -> Files.exists(example.expected().resolve(SPEC)))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.pack() + ": " + example.name(), () -> sendBack(example)));
  }

  private static void sendBack(Example example) {
    String sent = Service.incomplete(new String(example.spec(), StandardCharsets.UTF_8)).text(SPEC);
    TestBundle again;
    try {
      again = Service.incomplete(sent);
    } catch (InvalidSpecException refusal) {
      assertThat(refusal.faults())
          .as("only what was secret, or a file of the caller's, is missing")
          .allMatch(fault -> fault.pointer().startsWith("/spec/certificate"))
          .allMatch(fault -> LEFT_OUT.contains(fault.code()));
      return;
    }
    JsonNode spec = Service.yaml(sent).path("spec");
    assertThat(again.yaml(SPEC).path("spec")).isEqualTo(spec);
  }

  @Test
  void faultsPointIntoWhatWasSent() {
    ObjectNode sent =
        (ObjectNode)
            Service.yaml(Service.bundle("{product: nginx, hosts: [a.example.com]}").text(SPEC));
    ((ObjectNode) sent.at("/spec/deployments/0")).putArray("hosts").add("a b");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    InvalidSpecException.class, () -> Service.read(sent.toString()))
                .faults())
        .extracting(Fault::pointer)
        .containsExactly("/spec/deployments/0/hosts/0");
  }

  @Test
  void itSaysWhenTheFirstCertificateEndsAndWhoMadeIt() {
    TestBundle bundle = Service.bundle("{product: nginx, hosts: [a.example.com]}");
    JsonNode written = bundle.yaml(SPEC);
    assertThat(written.path("notAfter").asText())
        .isEqualTo(bundle.bundle().deployments().getFirst().certificate().notAfter().toString());
    assertThat(written.path("tlsmith").asText()).isNotBlank();
    TestBundle inCluster =
        Service.bundle(
            """
            product: kestra
            hosts: [a.example.com]
            certificate: {source: cert-manager, issuer: {name: a}}
            """);
    assertThat(inCluster.yaml(SPEC).has("notAfter")).isFalse();
  }
}
