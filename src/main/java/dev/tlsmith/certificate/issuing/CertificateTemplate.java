package dev.tlsmith.certificate.issuing;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.DistinguishedNames;
import dev.tlsmith.certificate.LeafProfile;
import dev.tlsmith.certificate.Signatures;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** The two shapes of certificate made here, extension by extension: RFC 5280 §4.2. */
final class CertificateTemplate {

  private static final int SERIAL_BITS = 128;

  private final SecureRandom random;

  CertificateTemplate(SecureRandom random) {
    this.random = random;
  }

  /** A self-signed CA that signs leaves only. */
  X509Certificate root(X500Name name, KeyPair keys, Instant from, Instant until) {
    try {
      var utils = new JcaX509ExtensionUtils();
      SubjectKeyIdentifier keyId = utils.createSubjectKeyIdentifier(keys.getPublic());
      X509v3CertificateBuilder builder =
          builder(name, name, keys.getPublic(), from, until)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(Extension.subjectKeyIdentifier, false, keyId)
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new AuthorityKeyIdentifier(keyId.getKeyIdentifier()));
      return sign(builder, keys.getPrivate());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot build a CA certificate", e);
    }
  }

  /** An end-entity certificate. */
  X509Certificate leaf(
      CertificateAuthority authority,
      LeafProfile profile,
      PublicKey key,
      Instant from,
      Instant until) {
    int usage =
        key instanceof RSAPublicKey
            ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
            : KeyUsage.digitalSignature;
    try {
      var utils = new JcaX509ExtensionUtils();
      X500Name issuer = DistinguishedNames.of(authority.certificate());
      X509v3CertificateBuilder builder =
          builder(issuer, profile.subject(), key, from, until)
              .addExtension(Extension.basicConstraints, false, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
              .addExtension(
                  Extension.extendedKeyUsage, false, new ExtendedKeyUsage(profile.purpose()))
              .addExtension(
                  Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(key))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new AuthorityKeyIdentifier(keyId(authority.certificate())));
      if (!profile.names().isEmpty()) {
        boolean critical = profile.subject().getRDNs().length == 0; // RFC 5280 §4.2.1.6
        GeneralName[] names = profile.names().toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, critical, new GeneralNames(names));
      }
      return sign(builder, authority.privateKey());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot build a leaf certificate", e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer, serialNumber(), Date.from(from), Date.from(until), subject, key);
  }

  /** Positive and never zero (RFC 5280 §4.1.2.2); at most 17 octets. */
  private BigInteger serialNumber() {
    BigInteger serial = new BigInteger(SERIAL_BITS, random);
    return serial.signum() > 0 ? serial : serialNumber();
  }

  /** The issuer's own subject key identifier, however it was calculated. */
  private static byte[] keyId(X509Certificate issuer) throws IOException, NoSuchAlgorithmException {
    byte[] extension = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    SubjectKeyIdentifier keyId =
        extension == null
            ? new JcaX509ExtensionUtils().createSubjectKeyIdentifier(issuer.getPublicKey())
            : SubjectKeyIdentifier.getInstance(
                JcaX509ExtensionUtils.parseExtensionValue(extension));
    return keyId.getKeyIdentifier();
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(Signatures.signer(key)));
    } catch (CertificateException e) {
      throw new IllegalStateException("cannot read back a certificate just made", e);
    }
  }
}
