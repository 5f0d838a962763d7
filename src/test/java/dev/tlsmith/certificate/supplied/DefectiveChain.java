package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.certificate.supplied.ChainMatrixTest.Verdict;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.OddCertificate;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.NetscapeCertType;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A chain of three with one defect at one place of it; made anew each time it is asked for. */
final class DefectiveChain {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());
  private static final String HOST = "app.example.org";
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");

  enum Position {
    LEAF,
    INTERMEDIATE,
    ROOT
  }

  private final String defect;
  private final Position position;
  private final Verdict expected;
  private final Verdict signing;
  private final UnaryOperator<OddCertificate> change;
  private final Supplier<KeyPair> odd;
  private final Map<Position, KeyPair> keys = new EnumMap<>(Position.class);
  private String leaf = "";
  private String intermediate = "";
  private String root = "";

  private DefectiveChain(
      String defect,
      Position position,
      Verdict expected,
      Verdict signing,
      UnaryOperator<OddCertificate> change,
      Supplier<KeyPair> odd) {
    this.odd = odd;
    this.signing = signing;
    this.defect = defect;
    this.position = position;
    this.expected = expected;
    this.change = change;
  }

  /**
   * One row of the matrix.
   *
   * @param expected at leaf, intermediate and root, {@code -} for none; and, where that differs, of
   *     an intermediate that signs here
   */
  private static Stream<DefectiveChain> row(
      String defect, String expected, UnaryOperator<OddCertificate> change) {
    return row(defect, expected, change, DefectiveChain::key);
  }

  private static Stream<DefectiveChain> row(
      String defect, String expected, UnaryOperator<OddCertificate> change, Supplier<KeyPair> odd) {
    List<DefectiveChain> row = new ArrayList<>();
    for (Position position : Position.values()) {
      char verdict = expected.charAt(position.ordinal());
      boolean signsHere = position == Position.INTERMEDIATE && expected.length() > 3;
      char signing = signsHere ? expected.charAt(3) : verdict;
      if (verdict != '-') {
        row.add(
            new DefectiveChain(defect, position, verdict(verdict), verdict(signing), change, odd));
      }
    }
    return row.stream();
  }

  private static Verdict verdict(char letter) {
    return switch (letter) {
      case 'A' -> Verdict.ACCEPTED;
      case 'W' -> Verdict.WARNED;
      case 'R' -> Verdict.REFUSED;
      default -> throw new IllegalArgumentException("no verdict: " + letter);
    };
  }

  static Stream<DefectiveChain> all() {
    return Stream.of(purposes(), flags(), extensions(), identifiers(), names(), others(), keys())
        .flatMap(rows -> rows);
  }

  private static Stream<DefectiveChain> purposes() {
    return Stream.of(
            row("nothing", "AAA", one -> one),
            row("extendedKeyUsage serverAuth", "AAA", purpose(KeyPurposeId.id_kp_serverAuth)),
            row("extendedKeyUsage clientAuth", "RRR", purpose(KeyPurposeId.id_kp_clientAuth)),
            row("extendedKeyUsage any", "RRR", purpose(KeyPurposeId.anyExtendedKeyUsage)),
            row(
                "extendedKeyUsage of Netscape's step-up",
                "RRR",
                purpose(KeyPurposeId.getInstance(MiscObjectIdentifiers.netscape.branch("4.1")))),
            row(
                "critical extendedKeyUsage codeSigning",
                "RRR",
                one ->
                    one.with(
                        Extension.extendedKeyUsage,
                        true,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))),
            row(
                "Netscape type sslClient",
                "RAA",
                one ->
                    one.with(
                        MiscObjectIdentifiers.netscapeCertType,
                        false,
                        new NetscapeCertType(NetscapeCertType.sslClient))))
        .flatMap(rows -> rows);
  }

  private static UnaryOperator<OddCertificate> purpose(KeyPurposeId purpose) {
    return one -> one.with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
  }

  private static Stream<DefectiveChain> flags() {
    return Stream.of(
            row("version 1", "RRR", OddCertificate::versionOne),
            row("no basicConstraints", "ARR", one -> one.without(Extension.basicConstraints)),
            row("CA:FALSE", "ARR", constraints(true, new BasicConstraints(false))),
            row("not critical", "-WW", constraints(false, new BasicConstraints(true))),
            row("pathlen 0", "-AR", constraints(true, new BasicConstraints(0))),
            row("pathlen 1", "-AA", constraints(true, new BasicConstraints(1))),
            row(
                "pathlen without CA",
                "WRR",
                constraints(true, new DERSequence(new ASN1Integer(3)))),
            row("no keyUsage", "AWW", one -> one.without(Extension.keyUsage)),
            row("keyUsage cRLSign", "RRR", usage(KeyUsage.cRLSign)),
            row("keyUsage digitalSignature", "ARR", usage(KeyUsage.digitalSignature)),
            row("keyUsage keyEncipherment", "RRR", usage(KeyUsage.keyEncipherment)),
            row(
                "keyUsage with keyCertSign",
                "WAA",
                usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)))
        .flatMap(rows -> rows);
  }

  private static UnaryOperator<OddCertificate> constraints(boolean critical, ASN1Encodable value) {
    return one -> one.with(Extension.basicConstraints, critical, value);
  }

  private static UnaryOperator<OddCertificate> usage(int usage) {
    return one -> one.with(Extension.keyUsage, true, new KeyUsage(usage));
  }

  private static Stream<DefectiveChain> extensions() {
    var policies = new CertificatePolicies(new PolicyInformation(UNKNOWN));
    return Stream.of(
            row("unknown", "AAA", one -> one.with(UNKNOWN, false, DERNull.INSTANCE)),
            row("unknown critical", "RRR", one -> one.with(UNKNOWN, true, DERNull.INSTANCE)),
            row(
                "policies critical",
                "AAA",
                one -> one.with(Extension.certificatePolicies, true, policies)),
            row(
                "policyConstraints critical",
                "RRR",
                one ->
                    one.with(
                        Extension.policyConstraints,
                        true,
                        new PolicyConstraints(BigInteger.ZERO, BigInteger.ZERO))),
            row(
                "inhibitAnyPolicy critical",
                "RRR",
                one -> one.with(Extension.inhibitAnyPolicy, true, new ASN1Integer(0))),
            row(
                "policyMappings critical",
                "RRR",
                one ->
                    one.with(
                        Extension.policyMappings,
                        true,
                        new DERSequence(new DERSequence(new ASN1Encodable[] {UNKNOWN, UNKNOWN})))),
            row(
                "CRL distribution points critical",
                "RRR",
                one ->
                    one.with(
                        Extension.cRLDistributionPoints,
                        true,
                        new CRLDistPoint(
                            new DistributionPoint[] {
                              new DistributionPoint(
                                  new DistributionPointName(
                                      new GeneralNames(
                                          new GeneralName(
                                              GeneralName.uniformResourceIdentifier,
                                              "http://crl.example.org/x.crl"))),
                                  null,
                                  null)
                            }))),
            row(
                "authorityKeyIdentifier critical",
                "RRR",
                one ->
                    one.with(
                        Extension.authorityKeyIdentifier,
                        true,
                        new AuthorityKeyIdentifier(new byte[] {1}))),
            row(
                "keyUsage twice",
                "RRR",
                one ->
                    one.and(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature))),
            row("keyUsage undecodable", "RRR", broken(Extension.keyUsage)),
            row("basicConstraints undecodable", "RRR", broken(Extension.basicConstraints)),
            row("extendedKeyUsage undecodable", "RRR", broken(Extension.extendedKeyUsage)),
            row("subjectAltName undecodable", "RRR", broken(Extension.subjectAlternativeName)),
            row("nameConstraints undecodable", "RRR", broken(Extension.nameConstraints)),
            row("policies undecodable", "RRR", broken(Extension.certificatePolicies)))
        .flatMap(rows -> rows);
  }

  private static UnaryOperator<OddCertificate> broken(ASN1ObjectIdentifier oid) {
    return one -> one.with(oid, false, new DERUTF8String("?"));
  }

  private static Stream<DefectiveChain> identifiers() {
    return Stream.of(
            row("no key identifiers", "WWW", OddCertificate::withoutKeyIdentifiers),
            row(
                "authorityKeyIdentifier of another key",
                "RRR",
                one ->
                    one.with(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(new byte[] {1, 2, 3}))),
            row(
                "authorityKeyIdentifier with another serial number",
                "RRR",
                one ->
                    one.with(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(
                            new GeneralNames(new GeneralName(new X500Name("CN=elsewhere"))),
                            BigInteger.TEN))),
            row(
                "subjectKeyIdentifier of another key",
                "ARRA",
                one ->
                    one.with(
                        Extension.subjectKeyIdentifier,
                        false,
                        new SubjectKeyIdentifier(new byte[] {1, 2, 3}))))
        .flatMap(rows -> rows);
  }

  private static Stream<DefectiveChain> names() {
    GeneralName other = new GeneralName(GeneralName.dNSName, "example.com");
    GeneralName own = new GeneralName(GeneralName.dNSName, "example.org");
    return Stream.of(
            row("permits the host's domain", "-AA", permitted(own)),
            row(
                "permits the host's domain with a dot",
                "-AA",
                permitted(new GeneralName(GeneralName.dNSName, ".example.org"))),
            row("permits another domain", "-RR", permitted(other)),
            row("excludes another domain", "-AA", excluded(other)),
            row("excludes the host's domain", "-RR", excluded(own)),
            row(
                "excludes all DNS names",
                "-RR",
                excluded(new GeneralName(GeneralName.dNSName, ""))),
            row(
                "permits all DNS names",
                "-AA",
                permitted(new GeneralName(GeneralName.dNSName, ""))),
            row(
                "excludes all addresses",
                "-AA",
                excluded(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[8])))),
            row(
                "excludes a malformed subnet",
                "-RR",
                excluded(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[4])))),
            row(
                "permits another organization",
                "-RR",
                permitted(new GeneralName(new X500Name("O=elsewhere")))),
            row(
                "excludes the leaf's subject",
                "-RR",
                excluded(new GeneralName(new X500Name("CN=" + HOST)))))
        .flatMap(rows -> rows);
  }

  private static UnaryOperator<OddCertificate> permitted(GeneralName base) {
    return one ->
        one.with(
            Extension.nameConstraints,
            true,
            new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(base)}, null));
  }

  private static UnaryOperator<OddCertificate> excluded(GeneralName base) {
    return one ->
        one.with(
            Extension.nameConstraints,
            true,
            new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(base)}));
  }

  private static Stream<DefectiveChain> others() {
    Instant now = Instant.now();
    return Stream.of(
            row(
                "expired",
                "RRR",
                one -> one.valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))),
            row(
                "of the future",
                "RRR",
                one -> one.valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))),
            row("signed with SHA-1", "RRA", one -> one.signedWith("SHA1withECDSA")),
            row("signed with SHA-224", "RRA", one -> one.signedWith("SHA224withECDSA")),
            row("an empty subject", "RRR", one -> one.subject("")),
            row(
                "an empty subject and critical names",
                "A--",
                one ->
                    one.subject("")
                        .with(
                            Extension.subjectAlternativeName,
                            true,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)))),
            row(
                "the host as an address",
                "R--",
                one -> one.names(new GeneralName(GeneralName.iPAddress, "10.0.0.1"))),
            row(
                "the host's wildcard",
                "A--",
                one -> one.names(new GeneralName(GeneralName.dNSName, "*.example.org"))),
            row(
                "a wildcard of two labels",
                "R--",
                one -> one.names(new GeneralName(GeneralName.dNSName, "*.*.org"))),
            row(
                "a wildcard within a label",
                "R--",
                one -> one.names(new GeneralName(GeneralName.dNSName, "a*.example.org"))))
        .flatMap(rows -> rows);
  }

  private static Stream<DefectiveChain> keys() {
    return Stream.of(
            key("RSA", "2048", "AAA"),
            key("RSA", "1024", "RRR"),
            key("RSASSA-PSS", "2048", "RRR"),
            key("EC", "secp521r1", "AAA"),
            key("EC", "secp256k1", "RRR"),
            key("Ed25519", "", "WWW"),
            key("Ed448", "", "RRR"))
        .flatMap(rows -> rows);
  }

  private static Stream<DefectiveChain> key(String algorithm, String size, String expected) {
    return row(
        "a key of type %s %s".formatted(algorithm, size),
        expected,
        one -> one,
        () -> key(algorithm, size));
  }

  private static KeyPair key(String algorithm, String size) {
    try {
      KeyPairGenerator generator =
          algorithm.equals("RSASSA-PSS")
              ? KeyPairGenerator.getInstance(algorithm)
              : KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider());
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(size));
      } else if (!size.isEmpty()) {
        generator.initialize(Integer.parseInt(size));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair key() {
    return KEYS.generate(KeyAlgorithm.EC_P256);
  }

  Position position() {
    return position;
  }

  Verdict expected() {
    return expected;
  }

  /** The same where the intermediate signs a leaf here. */
  Verdict expectedOfSigner() {
    return signing;
  }

  /** The leaf's. */
  KeyPair leafKeys() throws Exception {
    make();
    return keys.get(Position.LEAF);
  }

  /** The intermediate's. */
  KeyPair authorityKeys() throws Exception {
    make();
    return keys.get(Position.INTERMEDIATE);
  }

  /** Leaf, intermediate and root. */
  String pem() throws Exception {
    make();
    return leaf + authorities();
  }

  /** Intermediate and root. */
  String authorities() throws Exception {
    make();
    return intermediate + root;
  }

  void write(Path folder) throws Exception {
    make();
    Files.writeString(folder.resolve("leaf.pem"), leaf);
    Files.writeString(folder.resolve("chain.pem"), leaf + intermediate);
    Files.writeString(folder.resolve("root.pem"), root);
  }

  private void make() throws Exception {
    if (!leaf.isEmpty()) {
      return;
    }
    for (Position here : Position.values()) {
      keys.put(here, here == position ? odd.get() : key());
    }
    KeyPair rootKeys = keys.get(Position.ROOT);
    KeyPair middleKeys = keys.get(Position.INTERMEDIATE);
    OddCertificate top = at(Position.ROOT, OddCertificate.authority("CN=root", rootKeys));
    OddCertificate middle =
        at(Position.INTERMEDIATE, OddCertificate.authority("CN=middle", middleKeys));
    OddCertificate server = at(Position.LEAF, OddCertificate.server(HOST, keys.get(Position.LEAF)));
    root = pem(top, top.subject(), rootKeys);
    intermediate = pem(middle, top.subject(), rootKeys);
    leaf = pem(server, middle.subject(), middleKeys);
  }

  private OddCertificate at(Position here, OddCertificate certificate) {
    return here == position ? change.apply(certificate) : certificate;
  }

  private static String pem(OddCertificate certificate, String issuer, KeyPair issuerKeys)
      throws Exception {
    byte[] der = certificate.signedBy(issuer, issuerKeys);
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
  }

  @Override
  public String toString() {
    return "%s: %s".formatted(position, defect);
  }
}
