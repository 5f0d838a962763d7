package dev.tlsmith.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.proof.Handshake.ClientCertificate;
import dev.tlsmith.proof.Handshake.Outcome;
import dev.tlsmith.proof.ProofMaterial.ClientMaterial;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.TrustStoreForm;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeProofTest {

  private static final char[] PASSWORD = "a-password-of-mine".toCharArray();
  private static final StorePassword STORE_PASSWORD =
      StorePassword.given(Secret.of(new String(PASSWORD)));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();
  private static final List<SubjectAlternativeName> NAMES =
      names("app.example.org", "*.example.net", "localhost", "10.0.0.1", "::1", "2001:db8::7");

  private final CertificateIssuer issuer =
      new CertificateIssuer(new KeyPairs(RANDOM), CLOCK, RANDOM);
  private final KeyStores stores = new KeyStores(new PublicRoots(null), RANDOM);
  private final HandshakeProof proof = new HandshakeProof(stores, issuer, CLOCK);
  private final CertificateAuthority authority =
      issuer.newAuthority("app", KeyAlgorithm.EC_P256, 900);
  private final TlsIdentity server = server(authority, NAMES, KeyAlgorithm.EC_P256);

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void everyNameIsReachedWithEveryAlgorithmAndNoOtherName(KeyAlgorithm algorithm) {
    TlsIdentity identity = server(authority, NAMES, algorithm);
    ProofReport report = proof.prove(material(identity, NAMES));
    assertThat(report.passed()).isTrue();
    assertThat(accepted(report, "TLSv1.3"))
        .containsExactly(
            "app.example.org",
            "tlsmith-proof.example.net",
            "localhost",
            "10.0.0.1",
            "::1",
            "2001:db8::7");
    assertThat(accepted(report, "TLSv1.2")).containsExactly("app.example.org");
    assertThat(report.handshakes())
        .filteredOn(handshake -> handshake.outcome() == Outcome.REFUSED)
        .singleElement()
        .satisfies(
            handshake -> {
              assertThat(handshake.name()).isEqualTo("not-in-the-certificate.invalid");
              assertThat(handshake.detail()).contains("client:", "No subject alternative DNS name");
            });
  }

  @ParameterizedTest
  @EnumSource(KeyStoreType.class)
  void storesOfEitherTypeAreReadBack(KeyStoreType type) {
    assertThat(proof.prove(material(server, type, NAMES, ClientAuthentication.NONE, null)))
        .satisfies(report -> assertThat(report.keyStoreType()).isEqualTo(type))
        .matches(ProofReport::passed);
  }

  @Test
  void aNameThatTheCertificateLacksFailsTheProof() {
    List<SubjectAlternativeName> more = new ArrayList<>(NAMES);
    more.add(SubjectAlternativeName.parse("other.example.org"));
    assertThatThrownBy(() -> proof.prove(material(server, more)))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining("other.example.org");
  }

  @Test
  void suppliedMaterialThatFailsIsTheCallersToMend() {
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> proof.prove(supplied(material(server, names("other.example.org")))));
    assertThat(refusal.faults())
        .extracting(Fault::pointer, Fault::code)
        .containsOnly(tuple("/certificate", "proof-failed"));
    assertThat(refusal.faults().getFirst().detail()).contains("'other.example.org'");
  }

  @Test
  void aTrustStoreWithoutTheRightCaFailsTheProof() {
    CertificateAuthority other = issuer.newAuthority("other", KeyAlgorithm.EC_P256, 900);
    var mixed = new TlsIdentity(server.privateKey(), server.chain(), List.of(other.root()));
    assertThatThrownBy(() -> proof.prove(material(mixed, NAMES)))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining("PKIX path");
  }

  @Test
  void aPasswordThatDoesNotOpenTheStoreFailsTheProof() {
    ProofMaterial good = material(server, NAMES);
    var bad =
        new ProofMaterial(
            good.keyStore(),
            good.type(),
            "another".toCharArray(),
            good.alias(),
            good.trustStore(),
            good.anchors(),
            good.names(),
            good.clientAuthentication(),
            null,
            false,
            good.pointer());
    assertThatThrownBy(() -> proof.prove(bad)).isInstanceOf(ProofFailedException.class);
  }

  @Test
  void anAliasThatIsNotThereFailsTheProof() {
    ProofMaterial good = material(server, NAMES);
    var bad =
        new ProofMaterial(
            good.keyStore(),
            good.type(),
            good.password(),
            "other",
            good.trustStore(),
            good.anchors(),
            good.names(),
            good.clientAuthentication(),
            null,
            false,
            good.pointer());
    assertThatThrownBy(() -> proof.prove(bad)).isInstanceOf(ProofFailedException.class);
  }

  @Test
  void theDateIsThatOfTheClock() {
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(500)), ZoneOffset.UTC);
    CertificateIssuer then = new CertificateIssuer(new KeyPairs(RANDOM), later, RANDOM);
    assertThatThrownBy(() -> new HandshakeProof(stores, then, later).prove(material(server, NAMES)))
        .isInstanceOf(ProofFailedException.class);
  }

  @Test
  void withNeedOnlyTheBundlesOwnClientGetsIn() {
    ProofReport report = proof.prove(withClient(ClientAuthentication.NEED));
    assertThat(outcome(report, ClientCertificate.OWN)).containsOnly(Outcome.ACCEPTED);
    assertThat(outcome(report, ClientCertificate.STRANGER)).containsOnly(Outcome.REFUSED);
    assertThat(report.handshakes())
        .filteredOn(handshake -> handshake.name().equals("app.example.org"))
        .filteredOn(handshake -> handshake.clientCertificate() == ClientCertificate.NONE)
        .filteredOn(handshake -> handshake.expected() == Outcome.REFUSED)
        .hasSize(2)
        .allMatch(handshake -> handshake.outcome() == Outcome.REFUSED);
  }

  @Test
  void withWantAClientWithoutACertificateGetsInButAStrangerDoesNot() {
    ProofReport report = proof.prove(withClient(ClientAuthentication.WANT));
    assertThat(outcome(report, ClientCertificate.OWN)).containsOnly(Outcome.ACCEPTED);
    assertThat(outcome(report, ClientCertificate.STRANGER)).containsOnly(Outcome.REFUSED);
    assertThat(report.handshakes())
        .filteredOn(handshake -> handshake.name().equals("app.example.org"))
        .filteredOn(handshake -> handshake.clientCertificate() == ClientCertificate.NONE)
        .allMatch(handshake -> handshake.outcome() == Outcome.ACCEPTED);
  }

  @Test
  void aClientOfAnotherCaFailsTheProof() {
    CertificateAuthority other = issuer.newAuthority("other", KeyAlgorithm.EC_P256, 900);
    assertThatThrownBy(
            () ->
                proof.prove(
                    material(
                        server,
                        KeyStoreType.PKCS12,
                        NAMES,
                        ClientAuthentication.NEED,
                        client(other))))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining("client certificate: own");
  }

  @Test
  void aPrivateStrangerStaysOutEvenWherePublicRootsAreTrusted() {
    List<X509Certificate> everything =
        Stream.concat(server.trustAnchors().stream(), new PublicRoots(null).certificates().stream())
            .toList();
    ProofReport report =
        proof.prove(
            new ProofMaterial(
                stores.keyStore(server, KeyStoreType.PKCS12, "tls", STORE_PASSWORD),
                KeyStoreType.PKCS12,
                PASSWORD,
                "tls",
                stores.trustStore(everything, KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED),
                List.of(),
                NAMES,
                ClientAuthentication.NEED,
                client(authority),
                false,
                "/certificate"));
    assertThat(outcome(report, ClientCertificate.STRANGER)).containsOnly(Outcome.REFUSED);
  }

  @Test
  void aWildcardOverAPublicSuffixWorksUnderAPrivateCa() {
    List<SubjectAlternativeName> wide = names("*.co.uk");
    ProofReport report = proof.prove(material(server(authority, wide, KeyAlgorithm.EC_P256), wide));
    assertThat(report.passed()).isTrue();
  }

  @Test
  void aWildcardThatClientsRefuseIsTheCallersToMendWhoeverMadeTheCertificate() {
    var handshake =
        new Handshake(
            "tlsmith-proof.co.uk",
            "TLSv1.3",
            ClientCertificate.NONE,
            null,
            Outcome.ACCEPTED,
            Outcome.REFUSED,
            "client: no");
    var wildcard = SubjectAlternativeName.parse("*.co.uk");
    var refused = new ProofRun.Result(wildcard, handshake, true, true);
    assertThat(HandshakeProof.refusal(material(server, NAMES), List.of(refused)))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal ->
                assertThat(refusal.faults())
                    .extracting(Fault::code)
                    .containsExactly("wildcard-public-suffix"));
    var missing = new ProofRun.Result(wildcard, handshake, true, false);
    assertThat(HandshakeProof.refusal(material(server, NAMES), List.of(missing)))
        .isInstanceOf(ProofFailedException.class);
  }

  @Test
  void noHandshakeResumesAnEarlierOne() {
    List<SubjectAlternativeName> twice = names("app.example.org", "app.example.org");
    ProofMaterial material = material(server, twice);
    assertThat(accepted(proof.prove(material), "TLSv1.3"))
        .containsExactly("app.example.org", "app.example.org");
    CertificateAuthority other = issuer.newAuthority("other", KeyAlgorithm.EC_P256, 900);
    var mixed = new TlsIdentity(server.privateKey(), server.chain(), List.of(other.root()));
    assertThatThrownBy(() -> proof.prove(material(mixed, twice)))
        .isInstanceOf(ProofFailedException.class);
  }

  @Test
  void theReportIsPlainJson() throws Exception {
    var json = new ObjectMapper().valueToTree(proof.prove(material(server, NAMES)));
    assertThat(json.get("performed").asBoolean()).isTrue();
    assertThat(json.get("passed").asBoolean()).isTrue();
    assertThat(json.has("reason")).isFalse();
    assertThat(json.at("/handshakes/0/outcome").asText()).isEqualTo("accepted");
    assertThat(json.at("/handshakes/0/clientCertificate").asText()).isEqualTo("none");
    assertThat(new ObjectMapper().writeValueAsString(ProofReport.notPerformed("no key")))
        .isEqualTo(
            "{\"performed\":false,\"reason\":\"no key\",\"handshakes\":[],\"passed\":false}");
  }

  @Test
  void passwordsAreNeverPrinted() {
    assertThat(withClient(ClientAuthentication.NEED).toString())
        .contains("***")
        .doesNotContain(new String(PASSWORD));
    assertThat(String.valueOf(client(authority))).isEqualTo("ClientMaterial[PKCS12, ***]");
  }

  private ProofMaterial withClient(ClientAuthentication asked) {
    return material(server, KeyStoreType.PKCS12, NAMES, asked, client(authority));
  }

  @Test
  void aServerUnderAPublicRootIsProvenWithoutThatRootJudgingClients() {
    CertificateAuthority publicCa = issuer.newAuthority("Public", KeyAlgorithm.EC_P256, 30);
    CertificateAuthority clients = issuer.newAuthority("Clients", KeyAlgorithm.EC_P256, 30);
    TlsIdentity server =
        issuer.issueServer(publicCa, Subject.EMPTY, NAMES, KeyAlgorithm.EC_P256, 10).value();
    ProofReport report =
        proof.prove(
            new ProofMaterial(
                stores.keyStore(server, KeyStoreType.PKCS12, "tls", STORE_PASSWORD),
                KeyStoreType.PKCS12,
                PASSWORD,
                "tls",
                stores.trustStore(
                    List.of(clients.certificate()),
                    KeyStoreType.PKCS12,
                    TrustStoreForm.AUTHENTICATED),
                server.trustAnchors(),
                NAMES,
                ClientAuthentication.NEED,
                client(clients),
                true,
                "/certificate"));
    assertThat(report.passed()).isTrue();
  }

  private ProofMaterial material(TlsIdentity identity, List<SubjectAlternativeName> names) {
    return material(identity, KeyStoreType.PKCS12, names, ClientAuthentication.NONE, null);
  }

  private ProofMaterial material(
      TlsIdentity identity,
      KeyStoreType type,
      List<SubjectAlternativeName> names,
      ClientAuthentication asked,
      @Nullable ClientMaterial client) {
    return new ProofMaterial(
        stores.keyStore(identity, type, "tls", STORE_PASSWORD),
        type,
        PASSWORD,
        "tls",
        stores.trustStore(identity.trustAnchors(), type, TrustStoreForm.AUTHENTICATED),
        List.of(),
        names,
        asked,
        client,
        false,
        "/certificate");
  }

  private static ProofMaterial supplied(ProofMaterial material) {
    return new ProofMaterial(
        material.keyStore(),
        material.type(),
        material.password(),
        material.alias(),
        material.trustStore(),
        material.anchors(),
        material.names(),
        material.clientAuthentication(),
        material.client(),
        true,
        material.pointer());
  }

  private ClientMaterial client(CertificateAuthority ca) {
    TlsIdentity client = issuer.issueClient(ca, "a client", KeyAlgorithm.EC_P256, 30).value();
    return new ClientMaterial(
        stores.keyStore(client, KeyStoreType.PKCS12, "tls", STORE_PASSWORD),
        KeyStoreType.PKCS12,
        PASSWORD);
  }

  private TlsIdentity server(
      CertificateAuthority ca, List<SubjectAlternativeName> names, KeyAlgorithm algorithm) {
    return issuer.issueServer(ca, Subject.EMPTY, names, algorithm, 397).value();
  }

  private static List<String> accepted(ProofReport report, String protocol) {
    return report.handshakes().stream()
        .filter(h -> h.protocol().equals(protocol) && h.outcome() == Outcome.ACCEPTED)
        .map(Handshake::name)
        .toList();
  }

  private static List<Outcome> outcome(ProofReport report, ClientCertificate shown) {
    return report.handshakes().stream()
        .filter(handshake -> handshake.clientCertificate() == shown)
        .map(Handshake::outcome)
        .toList();
  }

  private static List<SubjectAlternativeName> names(String... names) {
    return Stream.of(names).map(SubjectAlternativeName::parse).toList();
  }
}
