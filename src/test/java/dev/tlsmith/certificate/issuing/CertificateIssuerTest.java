package dev.tlsmith.certificate.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.path.StrictProfile;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateIssuerTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.now();
  private static final KeyPairs KEYS = new KeyPairs(RANDOM);
  private static final List<SubjectAlternativeName> NAMES =
      names("app.example.org", "*.apps.example.org", "localhost", "127.0.0.1", "::1");

  private final CertificateIssuer issuer =
      new CertificateIssuer(KEYS, Clock.fixed(NOW, ZoneOffset.UTC), RANDOM);
  private final CertificateAuthority authority =
      issuer.newAuthority("app.example.org", KeyAlgorithm.EC_P256, 3650);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void everyKeyAlgorithmMakesAChainThatStrictVerifiersAccept(KeyAlgorithm algorithm)
      throws Exception {
    CertificateAuthority ca = issuer.newAuthority("app.example.org", algorithm, 3650);
    TlsIdentity server = issuer.issueServer(ca, Subject.EMPTY, NAMES, algorithm, 397).value();
    TlsIdentity client = issuer.issueClient(ca, "a client", algorithm, 397).value();

    assertThat(verify(server, "sslserver")).endsWith("OK\n");
    assertThat(verify(client, "sslclient")).endsWith("OK\n");
    validate(server);
    assertThat(KeyStrength.name(server.leaf().getPublicKey())).isEqualTo(algorithm.name());
    assertThat(StrictProfile.missing(List.of(server.leaf(), ca.root()))).isEmpty();
  }

  @Test
  void aLeafUnderAnIntermediateCarriesItButNotTheRoot() throws Exception {
    CertificateAuthority intermediate = intermediate(new BasicConstraints(0));
    TlsIdentity identity = issue(intermediate);

    assertThat(identity.chain()).hasSize(2).doesNotContain(intermediate.root());
    assertThat(identity.trustAnchors()).containsExactly(intermediate.root());
    assertThat(verify(identity, "sslserver")).endsWith("OK\n");
    validate(identity);
  }

  @Test
  void whereTheRootIsUnknownTheTopmostIntermediateIsSentAndTrusted() throws Exception {
    CertificateAuthority known = intermediate(new BasicConstraints(0));
    var partial = new CertificateAuthority(List.of(known.certificate()), known.privateKey());
    TlsIdentity identity = issue(partial);

    assertThat(identity.chain()).containsExactly(identity.leaf(), known.certificate());
    assertThat(identity.trustAnchors()).containsExactly(known.certificate());
  }

  @Test
  void theAuthorityMaySignLeavesAndRevocationListsOnly() {
    X509Certificate ca = authority.certificate();
    assertThat(ca.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(Extension.basicConstraints.getId(), Extension.keyUsage.getId());
    assertThat(ca.getBasicConstraints()).isZero();
    assertThat(setBits(ca.getKeyUsage())).containsExactly(5, 6);
  }

  @Test
  void theLeafHasWhatRfc5280AndRfc9525AskFor() throws Exception {
    X509Certificate leaf = issue(authority).leaf();
    assertThat(leaf.getCriticalExtensionOIDs()).containsExactly(Extension.keyUsage.getId());
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getExtensionValue(Extension.basicConstraints.getId())).isNotNull();
    assertThat(setBits(leaf.getKeyUsage())).containsExactly(0);
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getExtensionValue(Extension.subjectKeyIdentifier.getId())).isNotNull();
    assertThat(CertificateNames.subjectAlternativeNames(leaf))
        .containsExactly("app.example.org", "*.apps.example.org", "localhost", "127.0.0.1", "::1");
  }

  @Test
  void anRsaLeafMayEncipherKeysAsWell() {
    X509Certificate leaf =
        issuer
            .issueServer(authority, Subject.EMPTY, NAMES, KeyAlgorithm.RSA_2048, 397)
            .value()
            .leaf();
    assertThat(setBits(leaf.getKeyUsage())).containsExactly(0, 2);
  }

  @Test
  void aClientIsNoServer() throws Exception {
    X509Certificate leaf =
        issuer.issueClient(authority, "a client", KeyAlgorithm.EC_P256, 397).value().leaf();
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=a client");
    assertThat(CertificateNames.subjectAlternativeNames(leaf)).isEmpty();
  }

  @Test
  void serialNumbersArePositiveAndNeverTheSameTwice() {
    var serials =
        IntStream.range(0, 50).mapToObj(i -> issue(authority).leaf().getSerialNumber()).toList();
    assertThat(serials)
        .doesNotHaveDuplicates()
        .allMatch(serial -> serial.signum() == 1 && serial.toByteArray().length <= 20)
        .anyMatch(serial -> serial.bitLength() > 120);
  }

  @Test
  void validityBeginsFiveMinutesAgoAndLastsTheDaysAskedFor() {
    X509Certificate leaf = issue(authority).leaf();
    Instant from = leaf.getNotBefore().toInstant();
    assertThat(from).isEqualTo(Instant.ofEpochSecond(NOW.getEpochSecond()).minusSeconds(300));
    assertThat(Duration.between(from, leaf.getNotAfter().toInstant()).plusSeconds(1))
        .isEqualTo(Duration.ofDays(397));
  }

  @Test
  void aLeafNeverOutlivesItsCaAndAWarningSaysSo() {
    CertificateAuthority brief = issuer.newAuthority("brief", KeyAlgorithm.EC_P256, 10);
    var issued = issuer.issueServer(brief, Subject.EMPTY, NAMES, KeyAlgorithm.EC_P256, 397);
    assertThat(issued.value().leaf().getNotAfter()).isEqualTo(brief.root().getNotAfter());
    assertThat(issued.warnings()).extracting(Warning::code).containsExactly("leaf-clamped");
  }

  @Test
  void aLeafThatFitsHasNoWarning() {
    assertThat(
            issuer
                .issueServer(authority, Subject.EMPTY, NAMES, KeyAlgorithm.EC_P256, 397)
                .warnings())
        .isEmpty();
  }

  @Test
  void aLeafDoesNotStartBeforeItsCa() throws Exception {
    Instant start = Instant.ofEpochSecond(NOW.getEpochSecond()).minusSeconds(60);
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    X509Certificate young =
        OddCertificate.authority("CN=young", keys)
            .valid(start, NOW.plus(Duration.ofDays(900)))
            .selfSigned();
    TlsIdentity identity = issue(new CertificateAuthority(List.of(young), keys.getPrivate()));
    assertThat(identity.leaf().getNotBefore().toInstant()).isEqualTo(start);
  }

  @Test
  void theFirstHostIsTheCommonName() {
    assertThat(issue(authority).leaf().getSubjectX500Principal().getName())
        .isEqualTo("CN=app.example.org");
  }

  @Test
  void everyAttributeOfTheSubjectArrives() {
    Subject subject = new Subject("app", "Acme, Inc.", "Ops", "Köln", "NRW", "DE");
    X509Certificate leaf =
        issuer.issueServer(authority, subject, NAMES, KeyAlgorithm.EC_P256, 397).value().leaf();
    assertThat(leaf.getSubjectX500Principal().getName())
        .isEqualTo("CN=app,OU=Ops,O=Acme\\, Inc.,L=Köln,ST=NRW,C=DE");
  }

  @Test
  void aHostTooLongForACommonNameLeavesTheSubjectEmptyAndTheNamesCritical() throws Exception {
    TlsIdentity identity =
        issuer
            .issueServer(
                authority,
                Subject.EMPTY,
                names("a".repeat(60) + ".example.org"),
                KeyAlgorithm.EC_P256,
                397)
            .value();
    assertThat(identity.leaf().getSubjectX500Principal().getName()).isEmpty();
    assertThat(identity.leaf().getCriticalExtensionOIDs())
        .contains(Extension.subjectAlternativeName.getId());
    assertThat(verify(identity, "sslserver")).endsWith("OK\n");
  }

  @Test
  void twoAuthoritiesOfOneNameHaveDifferentSubjects() {
    CertificateAuthority other = issuer.newAuthority("app.example.org", KeyAlgorithm.EC_P256, 3650);
    assertThat(other.certificate().getSubjectX500Principal())
        .isNotEqualTo(authority.certificate().getSubjectX500Principal());
  }

  @Test
  void anAuthoritysNameIsCutToFitACommonName() {
    CertificateAuthority ca = issuer.newAuthority("ä".repeat(200), KeyAlgorithm.EC_P256, 10);
    assertThat(ca.certificate().getSubjectX500Principal().getName()).hasSize("CN=".length() + 64);
  }

  @Test
  void aSubjectThatIsTheCasOwnIsRefused() {
    String name = authority.certificate().getSubjectX500Principal().getName().substring(3);
    Subject subject = new Subject(name, null, null, null, null, null);
    assertRefused(
        "subject-equals-issuer",
        () -> issuer.issueServer(authority, subject, NAMES, KeyAlgorithm.EC_P256, 397));
  }

  @Test
  void anAttributeLongerThanRfc5280AllowsIsRefused() {
    Subject subject = new Subject(null, "x".repeat(65), null, null, null, null);
    assertRefused(
        "subject-too-long",
        () -> issuer.issueServer(authority, subject, NAMES, KeyAlgorithm.EC_P256, 397));
  }

  @Test
  void anExpiredCaIsRefused() throws Exception {
    assertRefused(
        "certificate-expired",
        ca -> ca.valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
  }

  @Test
  void aCaOfTheFutureIsRefused() throws Exception {
    assertRefused(
        "certificate-not-yet-valid",
        ca -> ca.valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9))));
  }

  @Test
  void aCertificateThatIsNoCaIsRefused() throws Exception {
    assertRefused("not-a-ca", ca -> ca.without(Extension.basicConstraints));
  }

  @Test
  void aCaThatMayNotSignCertificatesIsRefused() throws Exception {
    assertRefused(
        "key-usage", ca -> ca.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign)));
  }

  @Test
  void nameConstraintsThatForbidAHostAreNamed() throws Exception {
    var permitted = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.net"));
    InvalidSpecException refusal =
        assertRefused(
            "name-constraints",
            ca ->
                ca.with(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(new GeneralSubtree[] {permitted}, null)));
    assertThat(refusal.faults())
        .extracting(Fault::detail)
        .anyMatch(detail -> detail.contains("'app.example.org'"))
        .anyMatch(detail -> detail.contains("'localhost'"))
        .noneMatch(detail -> detail.contains("'127.0.0.1'")); // no constraint on addresses
  }

  @Test
  void nameConstraintsThatExcludeAnAddressAreNamed() throws Exception {
    var excluded = new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "127.0.0.0/8"));
    InvalidSpecException refusal =
        assertRefused(
            "name-constraints",
            ca ->
                ca.with(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(null, new GeneralSubtree[] {excluded})));
    assertThat(refusal.faults())
        .singleElement()
        .extracting(Fault::detail)
        .asString()
        .contains("'127.0.0.1'");
  }

  @Test
  void aRootThatAllowsNoCaBelowItIsRefusedForAnIntermediate() throws Exception {
    KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    X509Certificate root =
        OddCertificate.authority("CN=root", rootKeys)
            .with(Extension.basicConstraints, true, new BasicConstraints(0))
            .selfSigned();
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    X509Certificate below = OddCertificate.authority("CN=below", keys).signedBy(root, rootKeys);
    var ca = new CertificateAuthority(List.of(below, root), keys.getPrivate());
    assertRefused("path-length", () -> issue(ca));
  }

  @Test
  void neitherKeyIsEverPrinted() {
    assertThat(authority.toString() + issue(authority))
        .contains("***")
        .doesNotContain("PrivateKey[");
  }

  private TlsIdentity issue(CertificateAuthority ca) {
    return issuer.issueServer(ca, Subject.EMPTY, NAMES, KeyAlgorithm.EC_P256, 397).value();
  }

  private static CertificateAuthority intermediate(BasicConstraints constraints) throws Exception {
    KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P384);
    X509Certificate root =
        OddCertificate.authority("CN=root", rootKeys).signedWith("SHA384withECDSA").selfSigned();
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    X509Certificate below =
        OddCertificate.authority("CN=below", keys)
            .with(Extension.basicConstraints, true, constraints)
            .signedBy(root, rootKeys);
    return new CertificateAuthority(List.of(below, root), keys.getPrivate());
  }

  private interface Change {
    OddCertificate apply(OddCertificate authority);
  }

  private InvalidSpecException assertRefused(String code, Change change) throws Exception {
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    OddCertificate made = change.apply(OddCertificate.authority("CN=odd", keys));
    var odd = new CertificateAuthority(List.of(made.selfSigned()), keys.getPrivate());
    return assertRefused(code, () -> issue(odd));
  }

  private static InvalidSpecException assertRefused(String code, ThrowingCallable call) {
    var refusal = catchThrowableOfType(InvalidSpecException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
    assertThat(refusal.faults()).extracting(Fault::code).containsOnly(code);
    return refusal;
  }

  private String verify(TlsIdentity identity, String purpose) throws Exception {
    Files.writeString(folder.resolve("ca.crt"), Pem.certificates(identity.trustAnchors()));
    Files.writeString(folder.resolve("leaf.crt"), Pem.certificates(List.of(identity.leaf())));
    Files.writeString(folder.resolve("chain.crt"), Pem.certificates(identity.chain()));
    return CommandLine.openssl(
            folder,
            "verify",
            "-x509_strict",
            "-purpose",
            purpose,
            "-CAfile",
            "ca.crt",
            "-untrusted",
            "chain.crt",
            "leaf.crt")
        .text();
  }

  private static void validate(TlsIdentity identity) throws Exception {
    var anchors = Set.of(new TrustAnchor(identity.trustAnchors().getFirst(), null));
    var parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(identity.chain()), parameters);
  }

  private static List<SubjectAlternativeName> names(String... names) {
    return List.of(names).stream().map(SubjectAlternativeName::parse).toList();
  }

  private static List<Integer> setBits(boolean[] bits) {
    return IntStream.range(0, bits.length).filter(i -> bits[i]).boxed().toList();
  }
}
