package dev.tlsmith.support;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.certificate.DistinguishedNames;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes the certificates that the issuer never would: intermediates, and those to be refused. */
public final class OddCertificate {

  private record Entry(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

  private X500Name subject;
  private final KeyPair keys;
  private final List<Entry> extensions = new ArrayList<>();
  private Instant notBefore = Instant.now().minus(Duration.ofDays(1));
  private Instant notAfter = Instant.now().plus(Duration.ofDays(365));
  private @Nullable String signature;
  private boolean keyIdentifiers = true;
  private boolean versionOne;
  private BigInteger serial = new BigInteger(100, new SecureRandom()).add(BigInteger.ONE);

  private OddCertificate(String subject, KeyPair keys) {
    this.subject = new X500Name(subject);
    this.keys = keys;
  }

  /** Without any extension yet. */
  public static OddCertificate bare(String subject, KeyPair keys) {
    return new OddCertificate(subject, keys);
  }

  /** A CA as it should be. */
  public static OddCertificate authority(String subject, KeyPair keys) {
    return bare(subject, keys)
        .with(Extension.basicConstraints, true, new BasicConstraints(true))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** A server's leaf as it should be. */
  public static OddCertificate server(String host, KeyPair keys) {
    return bare("CN=" + host, keys)
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .names(new GeneralName(GeneralName.dNSName, host));
  }

  public OddCertificate with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.removeIf(entry -> entry.oid().equals(oid));
    extensions.add(new Entry(oid, critical, value));
    return this;
  }

  public OddCertificate without(ASN1ObjectIdentifier oid) {
    extensions.removeIf(entry -> entry.oid().equals(oid));
    return this;
  }

  public OddCertificate names(GeneralName... names) {
    return with(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  public OddCertificate valid(Instant from, Instant until) {
    this.notBefore = from;
    this.notAfter = until;
    return this;
  }

  public OddCertificate signedWith(String algorithm) {
    this.signature = algorithm;
    return this;
  }

  public OddCertificate subject(String name) {
    this.subject = new X500Name(name);
    return this;
  }

  public String subject() {
    return subject.toString();
  }

  public OddCertificate serial(BigInteger number) {
    this.serial = number;
    return this;
  }

  /** X.509 version 1: without any extension. */
  public OddCertificate versionOne() {
    this.versionOne = true;
    return this;
  }

  /** With an extension more, whether it has one of that kind or not. */
  public OddCertificate and(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.add(new Entry(oid, critical, value));
    return this;
  }

  public OddCertificate withoutKeyIdentifiers() {
    this.keyIdentifiers = false;
    return this;
  }

  public X509Certificate selfSigned() throws Exception {
    return read(sign(subject, keys));
  }

  public X509Certificate signedBy(X509Certificate issuer, KeyPair issuerKeys) throws Exception {
    return read(sign(DistinguishedNames.of(issuer), issuerKeys));
  }

  /** The encoding alone, for what the JDK cannot read. */
  public byte[] signedBy(String issuer, KeyPair issuerKeys) throws Exception {
    return sign(new X500Name(issuer), issuerKeys);
  }

  private static X509Certificate read(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private byte[] sign(X500Name issuer, KeyPair issuerKeys) throws Exception {
    var signer =
        new JcaContentSignerBuilder(signature == null ? signature(issuerKeys) : signature)
            .setProvider(BouncyCastle.PROVIDER) // knows what the JDK does not
            .build(issuerKeys.getPrivate());
    var content = new ASN1EncodableVector();
    if (!versionOne) {
      content.add(new DERTaggedObject(true, 0, new ASN1Integer(2)));
    }
    content.add(new ASN1Integer(serial));
    content.add(signer.getAlgorithmIdentifier());
    content.add(issuer);
    content.add(new DERSequence(new ASN1Encodable[] {time(notBefore), time(notAfter)}));
    content.add(subject);
    content.add(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    if (!versionOne) {
      content.add(new DERTaggedObject(true, 3, extensions(issuerKeys)));
    }
    byte[] signed = new DERSequence(content).getEncoded();
    signer.getOutputStream().write(signed);
    var certificate =
        new DERSequence(
            new ASN1Encodable[] {
              ASN1Primitive.fromByteArray(signed),
              signer.getAlgorithmIdentifier(),
              new DERBitString(signer.getSignature())
            });
    return certificate.getEncoded();
  }

  private static String signature(KeyPair keys) {
    return switch (keys.getPrivate().getAlgorithm()) {
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
      case String edwards -> edwards;
    };
  }

  private static ASN1Encodable time(Instant instant) {
    return new Time(Date.from(instant));
  }

  private DERSequence extensions(KeyPair issuerKeys) throws Exception {
    List<Entry> all = new ArrayList<>(extensions);
    if (keyIdentifiers) {
      var utils = new JcaX509ExtensionUtils();
      add(all, Extension.subjectKeyIdentifier, utils.createSubjectKeyIdentifier(keys.getPublic()));
      add(
          all,
          Extension.authorityKeyIdentifier,
          utils.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
    }
    var sequence = new ASN1EncodableVector();
    for (Entry entry : all) {
      var octets = new DEROctetString(entry.value());
      sequence.add(new Extension(entry.oid(), entry.critical(), octets));
    }
    return new DERSequence(sequence);
  }

  private static void add(List<Entry> all, ASN1ObjectIdentifier oid, ASN1Encodable value) {
    if (all.stream().noneMatch(entry -> entry.oid().equals(oid))) {
      all.add(new Entry(oid, false, value));
    }
  }
}
