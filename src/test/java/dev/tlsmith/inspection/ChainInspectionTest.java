package dev.tlsmith.inspection;

import static dev.tlsmith.inspection.Inspected.HOST;
import static dev.tlsmith.inspection.Inspected.key;
import static dev.tlsmith.inspection.Inspected.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.inspection.Inspected.Chain;
import dev.tlsmith.report.Finding;
import dev.tlsmith.support.OddCertificate;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class ChainInspectionTest {

  private static final Instant NOW = Instant.now();

  @Test
  void aSoundChainWithItsKeyAndItsRootHasNothingToFind() throws Exception {
    Chain chain = Chain.sound();
    Inspection inspection =
        nothing()
            .file("tls.crt", chain.leaf(), chain.intermediate())
            .file("tls.key", Pem.privateKey(chain.leafKey().getPrivate()))
            .file("ca.crt", chain.root())
            .host(HOST)
            .inspect();
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.files())
        .extracting(file -> file.kind() + file.privateKeys() + file.certificates().size())
        .containsExactly("pem02", "pem10", "pem01");
    assertThat(inspection.files().getFirst().certificates().getFirst().certificate().subject())
        .isEqualTo("CN=" + HOST);
  }

  @Test
  void whatHasExpiredComesBeforeWhatSoonWill() throws Exception {
    KeyPair leafKey = key();
    OddCertificate leaf =
        OddCertificate.server(HOST, leafKey)
            .valid(NOW.minus(Duration.ofDays(80)), NOW.plus(Duration.ofDays(10)));
    Chain chain = Chain.of(leaf, leafKey);
    X509Certificate old =
        OddCertificate.authority("CN=Old CA", key())
            .valid(NOW.minus(Duration.ofDays(80)), NOW.minus(Duration.ofDays(1)))
            .selfSigned();
    X509Certificate young =
        OddCertificate.server("b.example.org", key())
            .valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(80)))
            .signedBy(chain.intermediate(), chain.intermediateKey());
    assertThat(
            nothing()
                .file("tls.crt", chain.leaf(), chain.intermediate())
                .file("young.crt", young, chain.intermediate())
                .file("ca.crt", chain.root(), old)
                .troubles())
        .containsExactly(
            "error young.crt certificate-not-yet-valid",
            "error ca.crt certificate-expired",
            "warning tls.crt expires-soon");
  }

  @Test
  void aNameThatIsNotCoveredIsToldWithTheReason() throws Exception {
    KeyPair leafKey = key();
    OddCertificate leaf =
        OddCertificate.server(HOST, leafKey).without(Extension.subjectAlternativeName);
    Chain chain = Chain.of(leaf, leafKey);
    Inspected inspected =
        nothing().file("tls.crt", chain.leaf(), chain.intermediate(), chain.root()).host(HOST);
    assertThat(inspected.troubles())
        .containsExactly(
            "error tls.crt host-not-covered", "error tls.crt no-subject-alternative-names");
    assertThat(inspected.inspect().findings().getFirst().message())
        .contains("'app.example.org' is its common name alone");
  }

  @Test
  void eachHostHasToBeCoveredByOneOfSeveralCertificates() throws Exception {
    Chain chain = Chain.sound();
    X509Certificate other =
        OddCertificate.server("*.b.example.org", key())
            .signedBy(chain.intermediate(), chain.intermediateKey());
    Inspected inspected =
        nothing()
            .file("a.crt", chain.leaf(), chain.intermediate())
            .file("b.crt", other, chain.intermediate())
            .file("ca.crt", chain.root())
            .host(HOST)
            .host("x.b.example.org");
    assertThat(inspected.troubles()).isEmpty();
    assertThat(inspected.host("x.y.b.example.org").troubles())
        .containsExactly("error a.crt host-not-covered");
  }

  @Test
  void aServersFileBeginsWithItsCertificateAndHoldsItsChainAndNothingElse() throws Exception {
    Chain chain = Chain.sound();
    X509Certificate foreign = OddCertificate.authority("CN=Foreign", key()).selfSigned();
    assertThat(nothing().file("tls.crt", chain.intermediate(), chain.leaf()).troubles())
        .contains("error tls.crt leaf-not-first");
    assertThat(
            nothing()
                .file("tls.crt", chain.leaf(), chain.root(), chain.intermediate(), foreign)
                .codes())
        .containsExactly(
            "warning tls.crt chain-out-of-order",
            "warning tls.crt foreign-certificate",
            "note tls.crt root-in-chain",
            "note tls.crt key-not-checked");
    assertThat(
            nothing()
                .file("tls.crt", chain.leaf(), chain.intermediate(), chain.intermediate())
                .file("ca.crt", chain.root())
                .troubles())
        .containsExactly("warning tls.crt duplicate-certificate");
  }

  @Test
  void aChainThatEndsTooEarlyIsToldAndWhereTheRestStands() throws Exception {
    Chain chain = Chain.sound();
    assertThat(nothing().file("tls.crt", chain.leaf()).troubles())
        .containsExactly("error tls.crt chain-broken");
    assertThat(nothing().file("tls.crt", chain.leaf(), chain.intermediate()).troubles())
        .containsExactly("warning tls.crt incomplete-chain");
    Inspected apart =
        nothing().file("tls.crt", chain.leaf()).file("ca.crt", chain.intermediate(), chain.root());
    assertThat(apart.troubles()).contains("error tls.crt intermediate-in-another-file");
    assertThat(apart.inspect().findings())
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("stands in ca.crt"));
  }

  @Test
  void keysThatBelongToNoCertificateAreFound() throws Exception {
    Chain chain = Chain.sound();
    assertThat(
            nothing()
                .file("tls.crt", chain.leaf(), chain.intermediate(), chain.root())
                .file("tls.key", Pem.privateKey(key().getPrivate()))
                .troubles())
        .containsExactly("error tls.key key-mismatch");
  }

  @Test
  void weakKeysAndSignaturesArePutBesideWhatElseIsWrong() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair weak = rsa.generateKeyPair();
    Chain chain = Chain.of(OddCertificate.server(HOST, weak), weak);
    assertThat(
            nothing()
                .file("tls.crt", chain.leaf(), chain.intermediate(), chain.root())
                .host("other.example.org")
                .troubles())
        .containsExactly("error tls.crt key-too-weak", "error tls.crt host-not-covered");
    KeyPair leafKey = key();
    OddCertificate sha1 = OddCertificate.server(HOST, leafKey).signedWith("SHA1withECDSA");
    Chain old = Chain.of(sha1, leafKey);
    assertThat(nothing().file("tls.crt", old.leaf(), old.intermediate(), old.root()).troubles())
        .containsExactly("error tls.crt signature-too-weak");
  }

  @Test
  void aCertificateForOtherPurposesIsNoServers() throws Exception {
    KeyPair leafKey = key();
    OddCertificate leaf =
        OddCertificate.server(HOST, leafKey)
            .with(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    Chain chain = Chain.of(leaf, leafKey);
    assertThat(
            nothing().file("tls.crt", chain.leaf(), chain.intermediate(), chain.root()).troubles())
        .containsExactly("error tls.crt not-a-server-certificate");
    OddCertificate client = leaf.without(Extension.subjectAlternativeName);
    Chain ofClient = Chain.of(client, leafKey);
    assertThat(
            nothing()
                .file("client.crt", ofClient.leaf(), ofClient.intermediate(), ofClient.root())
                .codes())
        .containsExactly("note client.crt client-certificate", "note client.crt root-in-chain");
  }

  @Test
  void aCaThatIsServedIsTold() throws Exception {
    KeyPair key = key();
    X509Certificate both =
        OddCertificate.authority("CN=" + HOST, key)
            .names(
                new org.bouncycastle.asn1.x509.GeneralName(
                    org.bouncycastle.asn1.x509.GeneralName.dNSName, HOST))
            .selfSigned();
    assertThat(nothing().file("tls.crt", both).host(HOST).troubles())
        .contains("warning tls.crt ca-as-server-certificate");
    X509Certificate named = OddCertificate.authority("CN=" + HOST, key).selfSigned();
    assertThat(nothing().file("tls.crt", named).host(HOST).troubles())
        .contains("error tls.crt host-not-covered");
  }

  @Test
  void whereNoServersCertificateIsPostedNothingCoversTheHosts() throws Exception {
    X509Certificate authority = OddCertificate.authority("CN=A CA", key()).selfSigned();
    assertThat(nothing().file("ca.crt", authority).host(HOST).troubles())
        .containsExactly("error ca.crt no-server-certificate");
  }

  @Test
  void aCertificateThatAppleRefusesForItsLifeIsTold() throws Exception {
    KeyPair leafKey = key();
    OddCertificate leaf =
        OddCertificate.server(HOST, leafKey)
            .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(900)));
    Chain chain = Chain.of(leaf, leafKey);
    assertThat(
            nothing().file("tls.crt", chain.leaf(), chain.intermediate(), chain.root()).troubles())
        .containsExactly("warning tls.crt valid-too-long");
  }
}
