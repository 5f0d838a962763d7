package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.IssuingSource.KeyMaking;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spec is estimated to cost, held against what is then made for it. */
class SpecCostTest {

  private static final String DEPLOYMENT =
      "{product: kestra, release: r%d, termination: %s, clientAuthentication: need, hosts: [%s]}";

  private static String spec(String algorithm, int deployments, String termination, int hosts) {
    String list =
        IntStream.range(0, deployments)
            .mapToObj(d -> DEPLOYMENT.formatted(d, termination, hosts(d, hosts)))
            .collect(Collectors.joining(", "));
    return """
    release: r
    targets: [helm, kubernetes]
    certificate: {source: self-signed, keyAlgorithm: %s}
    deployments: [%s]
    """
        .formatted(algorithm, list);
  }

  private static String hosts(int deployment, int hosts) {
    return IntStream.range(0, hosts)
        .mapToObj(host -> "h%d.d%d.example.com".formatted(host, deployment))
        .collect(Collectors.joining(", "));
  }

  @Test
  void theHandshakesThatAreCountedAreThoseOfTheProof() {
    assertThat(Service.everything()).isNotEmpty();
    Service.everything()
        .forEach(
            (name, bundle) ->
                assertThat(Service.order(bundle.spec().toString()).cost().handshakes())
                    .as(name)
                    .isEqualTo(
                        bundle.bundle().deployments().stream()
                            .mapToInt(one -> one.proof().handshakes().size())
                            .sum()));
  }

  @Test
  void theKeysThatAreCountedAreThoseInTheBundle() {
    Map<String, TestBundle> bundles = Service.everything();
    assertThat(bundles.values())
        .filteredOn(
            bundle -> Service.read(bundle.spec().toString()).certificate() instanceof KeyMaking)
        .isNotEmpty()
        .allSatisfy(
            bundle -> {
              Map<KeyAlgorithm, Integer> counted =
                  Service.order(bundle.spec().toString()).cost().keys();
              long inBundle =
                  bundle.paths().stream()
                      .filter(path -> path.matches(".*tls/[a-z-]+\\.key|ca/ca\\.key"))
                      .filter(path -> !path.endsWith("-encrypted.key"))
                      .map(bundle::text)
                      .distinct()
                      .count();
              assertThat(counted.values().stream().mapToInt(n -> n).sum())
                  .isEqualTo((int) inBundle);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_4096, 1, both, 3",
    "RSA_4096, 3, application, 5",
    "RSA_2048, 20, application, 1",
    "EC_P256, 1, both, 100",
    "EC_P256, 20, application, 5"
  })
  void anOrdinarySpecIsTaken(String algorithm, int deployments, String termination, int hosts) {
    Service.order(spec(algorithm, deployments, termination, hosts));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_4096, 8, both, 100, 25 RSA_4096 keys: 15.0 s",
    "RSA_4096, 20, both, 1, 61 RSA_4096 keys: 36.6 s",
    "EC_P256, 20, both, 100, handshakes"
  })
  void whatWouldComputeForTooLongIsRefusedWithItsCostAndWhatMakesItDear(
      String algorithm, int deployments, String termination, int hosts, String cause) {
    assertThat(refusal(spec(algorithm, deployments, termination, hosts)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.code()).isEqualTo("spec-too-costly");
              assertThat(fault.detail()).contains(cause, "at most 15.0 s", " specs under one CA");
            });
  }

  @Test
  void dearKeysAreBlamedWhereTheyAreAndNamesWhereTheyAre() {
    Stream<String> pointers =
        Stream.of(spec("RSA_4096", 20, "both", 1), spec("EC_P256", 20, "both", 100))
            .map(spec -> refusal(spec).getFirst().pointer());
    assertThat(pointers).containsExactly("/certificate/keyAlgorithm", "/deployments");
  }

  private static List<Fault> refusal(String spec) {
    List<Fault> faults = new ArrayList<>();
    assertThatThrownBy(() -> Service.order(spec))
        .isInstanceOfSatisfying(
            InvalidSpecException.class, refusal -> faults.addAll(refusal.faults()));
    return faults;
  }
}
