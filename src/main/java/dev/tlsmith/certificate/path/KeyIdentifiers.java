package dev.tlsmith.certificate.path;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** What a certificate says of the key that signed it: RFC 5280 §4.2.1.1 and §4.2.1.2. */
final class KeyIdentifiers {

  private KeyIdentifiers() {}

  /**
   * Whether a certificate's authorityKeyIdentifier leaves the other one as its issuer. What either
   * does not say contradicts nothing; OpenSSL and GnuTLS look for another issuer where this is
   * false, whatever the signature.
   */
  static boolean allow(X509Certificate certificate, X509Certificate issuer) {
    Optional<AuthorityKeyIdentifier> authority = authorityKeyIdentifier(certificate);
    if (authority.isEmpty()) {
      return true;
    }
    byte[] wanted = authority.get().getKeyIdentifierOctets();
    Optional<byte[]> actual = subjectKeyIdentifier(issuer);
    if (wanted != null && actual.isPresent() && !Arrays.equals(wanted, actual.get())) {
      return false;
    }
    BigInteger serial = authority.get().getAuthorityCertSerialNumber();
    GeneralNames names = authority.get().getAuthorityCertIssuer();
    return (serial == null || serial.equals(issuer.getSerialNumber()))
        && (names == null || names(names, issuer.getIssuerX500Principal()));
  }

  /** The authorityKeyIdentifier; empty where there is none that can be read. */
  static Optional<AuthorityKeyIdentifier> authorityKeyIdentifier(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
    try {
      return value == null
          ? Optional.empty()
          : Optional.of(
              AuthorityKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> subjectKeyIdentifier(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    try {
      return value == null
          ? Optional.empty()
          : Optional.of(
              SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))
                  .getKeyIdentifier());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean names(GeneralNames names, X500Principal issuer) {
    return Stream.of(names.getNames())
        .filter(name -> name.getTagNo() == GeneralName.directoryName)
        .map(KeyIdentifiers::principal)
        .allMatch(issuer::equals);
  }

  private static X500Principal principal(GeneralName name) {
    try {
      return new X500Principal(name.getName().toASN1Primitive().getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a parsed name has its encoding", e);
    }
  }
}
