package dev.tlsmith.certificate;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the certificates that the issuer never would: intermediates, and those to be refused. */
final class OddCertificate {

  private record Entry(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

  private final X500Name subject;
  private final KeyPair keys;
  private final List<Entry> extensions = new ArrayList<>();
  private Instant notBefore = Instant.now().minus(Duration.ofDays(1));
  private Instant notAfter = Instant.now().plus(Duration.ofDays(365));
  private String signature = "SHA256withECDSA";
  private boolean keyIdentifiers = true;

  private OddCertificate(String subject, KeyPair keys) {
    this.subject = new X500Name(subject);
    this.keys = keys;
  }

  /** Without any extension yet. */
  static OddCertificate bare(String subject, KeyPair keys) {
    return new OddCertificate(subject, keys);
  }

  /** A CA as it should be. */
  static OddCertificate authority(String subject, KeyPair keys) {
    return bare(subject, keys)
        .with(Extension.basicConstraints, true, new BasicConstraints(true))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** A server's leaf as it should be. */
  static OddCertificate server(String host, KeyPair keys) {
    return bare("CN=" + host, keys)
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .names(new GeneralName(GeneralName.dNSName, host));
  }

  OddCertificate with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.removeIf(entry -> entry.oid().equals(oid));
    extensions.add(new Entry(oid, critical, value));
    return this;
  }

  OddCertificate without(ASN1ObjectIdentifier oid) {
    extensions.removeIf(entry -> entry.oid().equals(oid));
    return this;
  }

  OddCertificate names(GeneralName... names) {
    return with(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  OddCertificate valid(Instant from, Instant until) {
    this.notBefore = from;
    this.notAfter = until;
    return this;
  }

  OddCertificate signedWith(String algorithm) {
    this.signature = algorithm;
    return this;
  }

  OddCertificate withoutKeyIdentifiers() {
    this.keyIdentifiers = false;
    return this;
  }

  X509Certificate selfSigned() throws Exception {
    return sign(subject, keys);
  }

  X509Certificate signedBy(X509Certificate issuer, KeyPair issuerKeys) throws Exception {
    return sign(DistinguishedNames.of(issuer), issuerKeys);
  }

  private X509Certificate sign(X500Name issuer, KeyPair issuerKeys) throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(100, new SecureRandom()).add(BigInteger.ONE),
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            keys.getPublic());
    for (Entry entry : extensions) {
      builder.addExtension(entry.oid(), entry.critical(), entry.value());
    }
    if (keyIdentifiers) {
      var utils = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          utils.createSubjectKeyIdentifier(keys.getPublic()));
      AuthorityKeyIdentifier authority = utils.createAuthorityKeyIdentifier(issuerKeys.getPublic());
      builder.addExtension(Extension.authorityKeyIdentifier, false, authority);
    }
    var signer = new JcaContentSignerBuilder(signature).build(issuerKeys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
