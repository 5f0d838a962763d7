package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * What {@code openssl verify -x509_strict} (3.0) asks of a chain beyond what every client does: the
 * rules that RFC 5280 §4.2 lays on conforming CAs. Python 3.13 verifies like this by default.
 */
public final class StrictProfile {

  private static final int KEY_CERT_SIGN = 5;

  private StrictProfile() {}

  /**
   * What is missing, one phrase each; empty for a strict chain.
   *
   * @param chain leaf first, root last; a self-signed leaf alone is exempt (RFC 6818 §2), and a
   *     root alone is not, since it will have a leaf
   */
  public static List<String> missing(List<X509Certificate> chain) {
    List<String> missing = new ArrayList<>();
    X509Certificate first = chain.getFirst();
    boolean authority = first.getBasicConstraints() >= 0;
    if (chain.size() == 1 && !authority && CertificationPath.isSelfSigned(first)) {
      return missing;
    }
    for (X509Certificate certificate : chain) {
      boolean root = CertificationPath.isSelfSigned(certificate);
      for (String rule : violations(certificate, root)) {
        missing.add("%s (%s)".formatted(rule, CertificateNames.subject(certificate)));
      }
    }
    return missing;
  }

  private static List<String> violations(X509Certificate certificate, boolean root) {
    List<String> rules = new ArrayList<>();
    boolean authority = certificate.getBasicConstraints() >= 0;
    boolean[] usage = certificate.getKeyUsage();
    boolean signs = usage != null && usage[KEY_CERT_SIGN];
    if (authority && !isCritical(certificate, Extension.basicConstraints.getId())) {
      rules.add("basicConstraints not critical");
    }
    if (authority && usage == null) {
      rules.add("no keyUsage");
    }
    if (!authority && hasPathLength(certificate)) {
      rules.add("pathLenConstraint without CA:TRUE");
    }
    if (!authority && signs) {
      rules.add("keyCertSign without CA:TRUE");
    }
    if (authority
        && certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) == null) {
      rules.add("no subjectKeyIdentifier");
    }
    if (!root && certificate.getVersion() >= 3 && !hasAuthorityKeyIdentifier(certificate)) {
      rules.add("no authorityKeyIdentifier");
    }
    if (isCritical(certificate, Extension.authorityKeyIdentifier.getId())) {
      rules.add("authorityKeyIdentifier critical");
    }
    if (isCritical(certificate, Extension.subjectKeyIdentifier.getId())) {
      rules.add("subjectKeyIdentifier critical");
    }
    boolean unnamed = certificate.getSubjectX500Principal().getName().isEmpty();
    if (unnamed && !isCritical(certificate, Extension.subjectAlternativeName.getId())) {
      rules.add("empty subject without a critical subjectAltName");
    }
    return rules;
  }

  private static boolean hasAuthorityKeyIdentifier(X509Certificate certificate) {
    return KeyIdentifiers.authorityKeyIdentifier(certificate)
        .map(AuthorityKeyIdentifier::getKeyIdentifierOctets)
        .isPresent();
  }

  private static boolean hasPathLength(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.basicConstraints.getId());
    try {
      return value != null
          && BasicConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))
                  .getPathLenConstraint()
              != null;
    } catch (IOException | RuntimeException e) {
      return false; // a fault of its own, see ExtensionRules
    }
  }

  private static boolean isCritical(X509Certificate certificate, String oid) {
    var critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(oid);
  }
}
