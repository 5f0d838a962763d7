package dev.tlsmith.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tlsmith.access.caller.Callers;
import dev.tlsmith.access.policy.AllowedValues;
import dev.tlsmith.access.policy.Policy;
import dev.tlsmith.access.policy.PolicyDocument;
import dev.tlsmith.documentation.Page;
import dev.tlsmith.support.Examples;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with policy and tokens stops the start, all of it at once. */
class AccessReaderTest {

  private static final String RULES =
      "{hostSuffixes: [example.com], namespaces: [team], products: [\"*\"], sources: [\"*\"]}";
  private static final String SOUND =
      """
      callers: {ci: {policy: team}}
      policies: {team: %s}
      """
          .formatted(RULES);
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  @TempDir private Path folder;
  private final Map<String, Object> properties = new HashMap<>();

  @BeforeEach
  void sound() throws IOException {
    policy(SOUND);
  }

  private void policy(String yaml) throws IOException {
    properties.put(
        "tlsmith.access.policy", Files.writeString(folder.resolve("policy.yaml"), yaml).toString());
  }

  private void tokens(String yaml) throws IOException {
    properties.put(
        "tlsmith.access.tokens", Files.writeString(folder.resolve("tokens.yaml"), yaml).toString());
  }

  private String refusal() {
    Throwable thrown = catchThrowable(() -> Examples.startAndEnd(properties));
    assertThat(thrown).as("the service starts").isNotNull();
    while (thrown.getCause() != null) {
      thrown = thrown.getCause();
    }
    assertThat(thrown).isInstanceOf(AccessException.class);
    return thrown.getMessage();
  }

  @Test
  void whatIsSoundStarts() throws IOException {
    tokens("ci: [\"%s\"]".formatted(DIGEST));
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThat(context.getBean(Callers.class).required()).isTrue();
    }
  }

  @Test
  void thePolicyInTheDocumentationIsOne() throws IOException {
    policy(Page.of("docs/access.md").blocks().getFirst().code());
    tokens("ci-payments: [\"%s\"]".formatted(DIGEST));
    properties.put("micronaut.server.ssl.enabled", true);
    properties.put("micronaut.server.ssl.client-authentication", "want");
    properties.put("micronaut.server.ssl.trust-store.path", "file:/nowhere");
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThat(context.getBean(Callers.class).required()).isTrue();
    }
  }

  @Test
  void withoutAPolicyNobodyNeedsToBeKnown() {
    try (ApplicationContext context = ApplicationContext.run()) {
      assertThat(context.getBean(Callers.class).required()).isFalse();
    }
  }

  @Test
  void defaultsAreTheSafeOnes() {
    PolicyDocument.Rules rules =
        new PolicyDocument.Rules(
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(),
            null,
            null,
            false,
            null);
    Policy policy = rules.named("x");
    assertThat(policy.maxValidityDays()).isEqualTo(397);
    assertThat(policy.requestsPerMinute()).isEqualTo(60);
    assertThat(policy.keyAlgorithms()).isEqualTo(AllowedValues.ANY);
    assertThat(policy.returnCaKey()).isFalse();
    assertThat(policy.sources().contains("self-signed")).isFalse();
  }

  @Test
  void everyFaultOfBothFilesIsNamedAtOnce() throws IOException {
    policy(
        """
        issuers:
          a: {issuer: https://a.example, jwksUri: https://a.example/keys, audience: tlsmith}
          b: {issuer: https://a.example, jwksUri: https://b.example/keys, audience: tlsmith}
        callers:
          ci:
            policy: nowhere
            oidc: [{issuer: c, claims: {sub: x}}]
            clientCertificates: [{subject: "CN=ci,O=Example"}]
        policies:
          team:
            hostSuffixes: ["*.example.com", -x-]
            namespaces: [team]
            products: ["*"]
            sources: ["*"]
        """);
    tokens("nobody: [\"%s\"]\nci: [\"%s\", \"%s\"]".formatted(DIGEST, DIGEST, DIGEST));
    assertThat(refusal())
        .contains("policy.yaml /issuers/", "'https://a.example' is the issuer of another")
        .contains("/policies/team/hostSuffixes/0", "use 'example.com'")
        .contains("/policies/team/hostSuffixes/1", "'-x-'")
        .contains("/callers/ci/policy", "'nowhere' is not one of the policies; known are team")
        .contains("/callers/ci/oidc/0/issuer", "'c' is not one of the issuers; known are a, b")
        .contains("/callers/ci/clientCertificates/0", "micronaut.server.ssl.client-authentication")
        .contains("tokens.yaml /nobody", "'nobody' is not a caller of the policy; known are ci")
        .contains("tokens.yaml /ci/1", "in the file already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "callers: {}",
        "callers: {ci: {policy: team}}\n"
            + "policies: {team: {hostSuffixes: [], namespaces: [], products: []}}",
        "callers: {ci: {policy: team, admin: true}}\npolicies: {team: $}",
        "callers: {ci: {}}\npolicies: {team: $}",
        "callers: {\"a b\": {policy: team}}\npolicies: {team: $}",
        "callers: {ci: {policy: team, oidc: [{issuer: a, claims: {}}]}}\npolicies: {team: $}",
        "callers: {ci: {policy: team, oidc: [{issuer: a}]}}\npolicies: {team: $}",
        "callers: {ci: {policy: team, clientCertificates: [{}]}}\npolicies: {team: $}",
        "callers: {ci: {policy: team, clientCertificates: [{subject: CN=a, dnsName: a.b}]}}\n"
            + "policies: {team: $}",
        "callers: {ci: {policy: team}, ci: {policy: team}}\npolicies: {team: $}",
        "policies: {team: $}",
        "- callers",
        "",
        "callers: [",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [\"*.a\"], products: [], sources: []}}\n"
            + "callers: {}",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [], products: [], sources:"
            + " [selfsigned]}}\n"
            + "callers: {}",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [], products: [], sources: [],"
            + " keyAlgorithms: [RSA_1024]}}\n"
            + "callers: {}",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [], products: [], sources: [],"
            + " maxValidityDays: 0}}\n"
            + "callers: {}",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [], products: [], sources: [],"
            + " returnCaKey: maybe}}\n"
            + "callers: {}",
        "policies: {t: {hostSuffixes: [a.b], namespaces: [], products: [], sources: [],"
            + " requestsPerMinute: 0}}\n"
            + "callers: {}"
      })
  void aPolicyThatIsNotOneStopsTheStart(String yaml) throws IOException {
    policy(yaml.replace("$", RULES));
    assertThat(refusal()).contains("policy.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "http://issuer.example/keys, false",
    "http://127.0.0.1.evil.example/keys, false",
    "http://localhost@evil.example/keys, false",
    "https://user:word@issuer.example/keys, false",
    "file:/etc/passwd, false",
    "https:///keys, false",
    "https://issuer.example/keys, true",
    "https://issuer.example:8443/a?b=c, true",
    "http://127.0.0.1:9000/keys, true",
    "http://[::1]:9000/keys, true",
    "http://localhost/keys, true"
  })
  void keysComeOverHttpsOrFromLoopback(String uri, boolean fine) throws IOException {
    policy(
        "issuers: {a: {issuer: a, jwksUri: \"%s\", audience: tlsmith}}\n".formatted(uri) + SOUND);
    if (fine) {
      Examples.startAndEnd(properties);
    } else {
      assertThat(refusal()).contains("/issuers/a/jwksUri").contains("use an https URL");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a-token-in-clear-text-0123456789",
        "sha256:0A0A",
        "sha256:a-token-in-clear-text-0123456789",
        "md5:d41d8cd98f00b204e9800998ecf8427e"
      })
  void aTokenThatStandsInTheFileInsteadOfItsDigestIsNotRepeated(String entry) throws IOException {
    tokens("ci: [\"%s\"]".formatted(entry));
    assertThat(refusal())
        .contains("tokens.yaml /ci/0")
        .contains("sha256sum")
        .doesNotContain(entry)
        .doesNotContain("clear-text");
  }

  @Test
  void oneTokenIsNotTwoCallers() throws IOException {
    policy(
        "callers: {a: {policy: team}, b: {policy: team}}\npolicies: {team: %s}".formatted(RULES));
    tokens("a: [\"%s\"]\nb: [\"%s\"]".formatted(DIGEST, DIGEST));
    assertThat(refusal()).contains("in the file already");
  }

  @Test
  void tokensWithoutAPolicyStopTheStart() throws IOException {
    tokens("ci: [\"%s\"]".formatted(DIGEST));
    properties.remove("tlsmith.access.policy");
    assertThat(refusal()).contains("tlsmith.access.tokens=").contains("tlsmith.access.policy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere/policy.yaml", "", "/"})
  void aPolicyThatCannotBeReadStopsTheStart(String path) {
    properties.put("tlsmith.access.policy", path);
    assertThat(refusal()).contains("tlsmith.access.policy=" + path).contains("cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "'{subject: not a name}', RFC 2253",
    "'{dnsName: \"*.example.com\"}', one whole DNS name",
    "'{dnsName: 192.0.2.1}', one whole DNS name"
  })
  void aClientCertificateIsToldByAWholeName(String entry, String rule) throws IOException {
    policy(
        "callers: {ci: {policy: team, clientCertificates: [%s]}}\npolicies: {team: %s}"
            .formatted(entry, RULES));
    assertThat(refusal()).contains("/callers/ci/clientCertificates/0").contains(rule);
  }

  @ParameterizedTest
  @CsvSource({"want, false, true", "want, true, false", "'', true, true"})
  void clientCertificatesNeedAServerThatAsksForThemAndATrustStoreOfItsOwn(
      String asks, boolean trusts, boolean tls) throws IOException {
    properties.put("micronaut.server.ssl.enabled", tls);
    properties.put("micronaut.server.ssl.build-self-signed", tls);
    if (!asks.isEmpty()) {
      properties.put("micronaut.server.ssl.client-authentication", asks);
    }
    if (trusts) {
      properties.put("micronaut.server.ssl.trust-store.path", "file:/nowhere");
    }
    policy(
        "callers: {ci: {policy: team, clientCertificates: [{subject: CN=ci}]}}\npolicies: {team: %s}"
            .formatted(RULES));
    assertThat(refusal()).contains("nothing verifies client certificates");
  }
}
