package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.OddCertificate;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuppliedRefusalsTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());
  private static final SubjectAlternativeName HOST =
      SubjectAlternativeName.parse("app.example.org");
  private static final String PASSPHRASE = "correct horse battery staple";

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P256);
  private final KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
  private final X509Certificate root;

  SuppliedRefusalsTest() throws Exception {
    root = OddCertificate.authority("CN=root", rootKeys).selfSigned();
  }

  @Test
  void aGoodOneIsNotRefused() throws Exception {
    assertThat(read(pem(leaf(), root), keys.getPrivate(), List.of()).warnings()).isEmpty();
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    refused(
        "key-mismatch", "/certificate/privateKey", pem(leaf(), root), rsaKey(2048).getPrivate());
    refused(
        "key-mismatch",
        "/certificate/privateKey",
        pem(leaf(), root),
        KEYS.generate(KeyAlgorithm.EC_P256).getPrivate());
  }

  @Test
  void anExpiredLeafIsRefused() throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    var leaf = server().valid(end.minus(Duration.ofDays(9)), end).signedBy(root, rootKeys);
    refused("certificate-expired", "/certificate/certificates", pem(leaf, root), keys.getPrivate());
  }

  @Test
  void aLeafOfTheFutureIsRefused() throws Exception {
    Instant from = Instant.now().plus(Duration.ofDays(1));
    var leaf = server().valid(from, from.plus(Duration.ofDays(9))).signedBy(root, rootKeys);
    refused(
        "certificate-not-yet-valid",
        "/certificate/certificates",
        pem(leaf, root),
        keys.getPrivate());
  }

  @Test
  void aLeafThatExpiresInAMonthIsAWarning() throws Exception {
    Instant now = Instant.now();
    var leaf = server().valid(now, now.plus(Duration.ofDays(29))).signedBy(root, rootKeys);
    assertThat(read(pem(leaf, root), keys.getPrivate(), List.of()).warnings())
        .extracting(Warning::code)
        .containsExactly("expires-soon");
  }

  @Test
  void hostsThatAreNotCoveredAreNamedAndTheCommonNameDoesNotCount() throws Exception {
    var leaf =
        server().names(new GeneralName(GeneralName.dNSName, "other")).signedBy(root, rootKeys);
    InvalidSpecException refusal =
        refused(
            "host-not-covered", "/certificate/certificates", pem(leaf, root), keys.getPrivate());
    assertThat(refusal.faults().getFirst().detail())
        .contains("'app.example.org'", "'other'", "RFC 9525");
  }

  @Test
  void aClientsCertificateIsRefused() throws Exception {
    var leaf =
        server()
            .with(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
            .signedBy(root, rootKeys);
    refused(
        "not-a-server-certificate",
        "/certificate/certificates",
        pem(leaf, root),
        keys.getPrivate());
  }

  @Test
  void aLeafThatMayNotSignHandshakesIsRefused() throws Exception {
    var leaf =
        server()
            .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))
            .signedBy(root, rootKeys);
    refused("key-usage", "/certificate/certificates", pem(leaf, root), keys.getPrivate());
  }

  @Test
  void anIntermediateThatIsNoCaIsRefused() throws Exception {
    KeyPair middleKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var middle =
        OddCertificate.authority("CN=middle", middleKeys)
            .without(Extension.basicConstraints)
            .signedBy(root, rootKeys);
    var leaf = server().signedBy(middle, middleKeys);
    refused("not-a-ca", "/certificate/certificates", pem(leaf, middle, root), keys.getPrivate());
  }

  @Test
  void aChainWithAHoleIsRefused() throws Exception {
    KeyPair middleKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var middle = OddCertificate.authority("CN=middle", middleKeys).signedBy(root, rootKeys);
    var leaf = server().signedBy(middle, middleKeys);
    InvalidSpecException refusal =
        refused("chain-broken", "/certificate/certificates", pem(leaf, root), keys.getPrivate());
    assertThat(refusal.faults().getFirst().detail()).contains("CN=middle");
  }

  @Test
  void anIssuerOfTheRightNameThatDidNotSignIsRefused() throws Exception {
    KeyPair otherKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var impostor = OddCertificate.authority("CN=root", otherKeys).selfSigned();
    refused("chain-broken", "/certificate/certificates", pem(leaf(), impostor), keys.getPrivate());
  }

  @Test
  void aLeafWithoutItsIssuerIsRefused() throws Exception {
    refused("chain-broken", "/certificate/certificates", pem(leaf()), keys.getPrivate());
  }

  @Test
  void aPublicRootCompletesTheChain() throws Exception {
    TlsIdentity identity = read(pem(leaf()), keys.getPrivate(), List.of(root)).value();
    assertThat(identity.trustAnchors()).containsExactly(root);
  }

  @Test
  void aCrossSignedIntermediateIsReplacedByThePublicRootOfTheSameKey() throws Exception {
    KeyPair oldKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var old = OddCertificate.authority("CN=old root", oldKeys).selfSigned();
    var cross = OddCertificate.authority("CN=root", rootKeys).signedBy(old, oldKeys);
    var read = read(pem(leaf(), cross), keys.getPrivate(), List.of(root));
    assertThat(read.value().trustAnchors()).containsExactly(root);
    assertThat(read.value().chain()).hasSize(2).last().isEqualTo(cross);
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void withoutAnyRootTheTopmostIntermediateIsTrustedWithAWarning() throws Exception {
    KeyPair middleKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var middle = OddCertificate.authority("CN=middle", middleKeys).signedBy(root, rootKeys);
    var read =
        read(pem(server().signedBy(middle, middleKeys), middle), keys.getPrivate(), List.of());
    assertThat(read.value().trustAnchors()).containsExactly(middle);
    assertThat(read.value().chain()).contains(middle);
    assertThat(read.warnings()).extracting(Warning::code).containsExactly("incomplete-chain");
  }

  @Test
  void aSelfSignedLeafTrustsItself() throws Exception {
    var alone = server().selfSigned();
    TlsIdentity identity = read(pem(alone), keys.getPrivate(), List.of()).value();
    assertThat(identity.chain()).containsExactly(alone);
    assertThat(identity.trustAnchors()).containsExactly(alone);
  }

  @Test
  void certificatesOfAnotherChainAreLeftOutWithAWarning() throws Exception {
    var other =
        OddCertificate.authority("CN=other", KEYS.generate(KeyAlgorithm.EC_P256)).selfSigned();
    var read = read(pem(other, leaf(), root), keys.getPrivate(), List.of());
    assertThat(read.value().chain()).hasSize(1);
    assertThat(read.warnings()).extracting(Warning::code).containsExactly("unused-certificates");
  }

  @Test
  void aChainThatStrictVerifiersRefuseIsAWarningThatSaysWhatIsMissing() throws Exception {
    var lax =
        OddCertificate.bare("CN=lax", rootKeys)
            .with(Extension.basicConstraints, false, new BasicConstraints(true))
            .withoutKeyIdentifiers()
            .selfSigned();
    var leaf = server().withoutKeyIdentifiers().signedBy(lax, rootKeys);
    var warnings = read(pem(leaf, lax), keys.getPrivate(), List.of()).warnings();
    assertThat(warnings).extracting(Warning::code).containsExactly("chain-not-strict");
    assertThat(warnings.getFirst().message())
        .contains("no keyUsage", "no subjectKeyIdentifier", "no authorityKeyIdentifier")
        .contains("basicConstraints not critical");
  }

  @Test
  void aSha1SignatureIsRefused() throws Exception {
    var leaf = server().signedWith("SHA1withECDSA").signedBy(root, rootKeys);
    refused("signature-too-weak", "/certificate/certificates", pem(leaf, root), keys.getPrivate());
  }

  @Test
  void anRsaKeyOf1024BitsIsRefused() throws Exception {
    KeyPair weak = rsaKey(1024);
    var leaf = OddCertificate.server("app.example.org", weak).signedBy(root, rootKeys);
    InvalidSpecException refusal =
        refusal(pem(leaf, root), Pem.privateKey(weak.getPrivate()), null);
    assertThat(refusal.faults())
        .extracting(Fault::pointer, Fault::code)
        .contains(
            tuple("/certificate/certificates", "key-too-weak"),
            tuple("/certificate/privateKey", "key-too-weak"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256k1", "brainpoolP256r1"})
  void aCurveThatTlsClientsDoNotKnowIsRefused(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BouncyCastle.PROVIDER);
    generator.initialize(new ECGenParameterSpec(curve));
    PrivateKey odd = generator.generateKeyPair().getPrivate();
    refused("curve-unsupported", "/certificate/privateKey", pem(leaf(), root), odd);
  }

  @Test
  void aDsaKeyIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(2048);
    refused(
        "key-unsupported",
        "/certificate/privateKey",
        pem(leaf(), root),
        generator.generateKeyPair().getPrivate());
  }

  @ParameterizedTest
  @CsvSource({
    "'', pem-missing",
    "'not a key', pem-missing",
    "'-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----', pem-malformed",
    "'-----BEGIN PRIVATE KEY-----\nAAAA', pem-malformed",
    "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', key-unreadable",
    "'-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----', key-unreadable",
    "'-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + "AAAA\n"
        + "-----END OPENSSH PRIVATE KEY-----', key-unsupported",
    "'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', key-count",
  })
  void whatIsNoPrivateKeyIsRefused(String key, String code) throws Exception {
    assertThat(refusal(pem(leaf(), root), key, null).faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo("/certificate/privateKey");
              assertThat(fault.code()).isEqualTo(code);
            });
  }

  @Test
  void twoPrivateKeysAreRefused() throws Exception {
    String two = Pem.privateKey(keys.getPrivate()) + Pem.privateKey(rootKeys.getPrivate());
    assertThat(refusal(pem(leaf(), root), two, null).faults())
        .extracting(Fault::code)
        .containsExactly("key-count");
  }

  @ParameterizedTest
  @CsvSource({
    "TRUSTED CERTIFICATE, not-a-certificate",
    "CERTIFICATE REQUEST, not-a-certificate",
    "PKCS7, not-a-certificate",
    "PRIVATE KEY, private-key-among-certificates",
    "CERTIFICATE, certificate-unreadable",
    "DH PARAMETERS, certificate-missing",
  })
  void whatIsNoPlainCertificateIsRefused(String label, String code) {
    String block = "-----BEGIN %1$s-----\nMAMCAQE=\n-----END %1$s-----\n".formatted(label);
    assertThat(refusal(block, Pem.privateKey(keys.getPrivate()), null).faults())
        .singleElement()
        .extracting(Fault::code)
        .isEqualTo(code);
  }

  @Test
  void moreThanAHundredCertificatesAreRefused() throws Exception {
    X509Certificate[] many =
        IntStream.range(0, 101).mapToObj(i -> made("CN=" + i)).toArray(X509Certificate[]::new);
    refused("too-many-certificates", "/certificate/certificates", pem(many), keys.getPrivate());
  }

  @Test
  void theMissingAndTheWrongPassphraseAreToldApart() throws Exception {
    String key = Pem.encryptedPrivateKey(keys.getPrivate(), PASSPHRASE.toCharArray());
    for (String given : new String[] {null, "wrong passphrase"}) {
      InvalidSpecException refusal = refusal(pem(leaf(), root), key, given);
      assertThat(refusal.faults())
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.pointer()).isEqualTo("/certificate/passphrase");
                assertThat(fault.code())
                    .isEqualTo(given == null ? "passphrase-missing" : "passphrase-wrong");
                assertThat(fault.detail()).doesNotContain("wrong passphrase");
              });
    }
  }

  @Test
  void everyFaultIsReportedAtOnce() throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    var leaf =
        OddCertificate.server("other.example.org", keys)
            .valid(end.minus(Duration.ofDays(9)), end)
            .signedWith("SHA1withECDSA")
            .signedBy(root, rootKeys);
    String key = Pem.encryptedPrivateKey(keys.getPrivate(), PASSPHRASE.toCharArray());
    assertThat(refusal(pem(leaf, root), key, null).faults())
        .extracting(Fault::code)
        .containsExactlyInAnyOrder(
            "passphrase-missing", "host-not-covered", "certificate-expired", "signature-too-weak");
  }

  @Test
  void noFaultRepeatsAKeyOrAPassphrase() throws Exception {
    String key = Pem.privateKey(rootKeys.getPrivate());
    String body = key.lines().skip(1).findFirst().orElseThrow();
    for (String odd : List.of(key, key.replace("PRIVATE KEY", "RSA PRIVATE KEY"), body)) {
      InvalidSpecException refusal = refusal(pem(leaf(), root), odd, PASSPHRASE);
      assertThat(refusal.faults().toString() + refusal)
          .doesNotContain(body)
          .doesNotContain(body.substring(0, 20))
          .doesNotContain(PASSPHRASE);
    }
  }

  @Test
  void aCasKeyThatBelongsToNoneOfItsCertificatesIsRefused() {
    var source =
        new SuppliedAuthority(pem(root), Secret.of(Pem.privateKey(keys.getPrivate())), null);
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> supplied.readAuthority(source, "/certificate"));
    assertThat(refusal.faults())
        .extracting(Fault::pointer, Fault::code)
        .containsExactly(tuple("/certificate/caPrivateKey", "key-mismatch"));
  }

  @Test
  void anExpiredTrustedCertificateIsAWarning() throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    var old =
        OddCertificate.authority("CN=old", rootKeys)
            .valid(end.minus(Duration.ofDays(9)), end)
            .selfSigned();
    var read = supplied.readCertificates(pem(old, root, old), "/trust/additional", List.of());
    assertThat(read.value()).containsExactly(old, root);
    assertThat(read.warnings())
        .extracting(Warning::code)
        .containsExactly("trusted-certificate-expired");
  }

  @Test
  void aPkcs12FileThatIsNoneIsRefused() {
    assertThat(pkcs12Refusal("????", "x").code()).isEqualTo("pkcs12-not-base64");
    assertThat(pkcs12Refusal("AAAA", "x").code()).isEqualTo("pkcs12-unreadable");
    String nested = Base64.getEncoder().encodeToString(new byte[] {0x30, (byte) 0x80}).repeat(9);
    assertThat(pkcs12Refusal(nested.replace("=", ""), "x").pointer())
        .isEqualTo("/certificate/pkcs12");
  }

  private Fault pkcs12Refusal(String base64, String passphrase) {
    var source =
        new SuppliedCertificate(null, null, Secret.of(base64), Secret.of(passphrase), null);
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> supplied.readIdentity(source, List.of(HOST), "/certificate", List.of()));
    return refusal.faults().getFirst();
  }

  private OddCertificate server() {
    return OddCertificate.server("app.example.org", keys);
  }

  private X509Certificate leaf() throws Exception {
    return server().signedBy(root, rootKeys);
  }

  private X509Certificate made(String subject) {
    try {
      return OddCertificate.authority(subject, rootKeys).selfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair rsaKey(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    assertThat(((RSAPublicKey) pair.getPublic()).getModulus().bitLength()).isEqualTo(bits);
    return pair;
  }

  private static String pem(X509Certificate... certificates) {
    return Pem.certificates(List.of(certificates));
  }

  private WithWarnings<TlsIdentity> read(
      String certificates, PrivateKey key, Collection<X509Certificate> publicRoots) {
    var source =
        new SuppliedCertificate(certificates, Secret.of(Pem.privateKey(key)), null, null, null);
    return supplied.readIdentity(source, List.of(HOST), "/certificate", publicRoots);
  }

  private InvalidSpecException refused(
      String code, String pointer, String certificates, PrivateKey key) {
    InvalidSpecException refusal = refusal(certificates, Pem.privateKey(key), null);
    assertThat(refusal.faults()).extracting(Fault::code).containsExactly(code);
    assertThat(refusal.faults()).extracting(Fault::pointer).containsExactly(pointer);
    return refusal;
  }

  private InvalidSpecException refusal(
      String certificates, String key, @Nullable String passphrase) {
    var source =
        new SuppliedCertificate(
            certificates,
            Secret.of(key),
            null,
            passphrase == null ? null : Secret.of(passphrase),
            null);
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> supplied.readIdentity(source, List.of(HOST), "/certificate", List.of()));
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
    return refusal;
  }
}
