package dev.tlsmith.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What holds for every certificate of a supplied chain: dates, hashes, CA flags, strictness. */
final class PathRules {

  private static final int KEY_CERT_SIGN = 5;
  private static final Duration SOON = Duration.ofDays(30);

  private final Instant now;
  private final String pointer;
  private final Findings findings;

  PathRules(Instant now, String pointer, Findings findings) {
    this.now = now;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** The dates of one certificate: a fault outside of them, a warning in its last 30 days. */
  void checkDates(X509Certificate certificate) {
    Instant notBefore = certificate.getNotBefore().toInstant();
    Instant notAfter = certificate.getNotAfter().toInstant();
    String subject = CertificateNames.subject(certificate);
    if (now.isBefore(notBefore)) {
      findings.fault(
          pointer,
          "certificate-not-yet-valid",
          "'%s' is valid only from %s, it is %s now; check the clock, or supply an older one"
              .formatted(subject, notBefore, now));
    }
    if (now.isAfter(notAfter)) {
      findings.fault(
          pointer,
          "certificate-expired",
          "'%s' expired at %s, it is %s now; renew it".formatted(subject, notAfter, now));
    } else if (notAfter.isBefore(now.plus(SOON))) {
      findings.warn(
          "expires-soon",
          "'%s' expires at %s, in less than 30 days; renew it soon".formatted(subject, notAfter));
    }
  }

  /** Whether a certificate may sign others (RFC 5280 §4.2.1.3, §4.2.1.9). */
  void checkAuthority(X509Certificate certificate) {
    String subject = CertificateNames.subject(certificate);
    if (certificate.getBasicConstraints() < 0) {
      findings.fault(
          pointer,
          "not-a-ca",
          "'%s' is not a CA: its basicConstraints lack CA:TRUE; supply the certificate of a CA"
              .formatted(subject));
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      findings.fault(
          pointer,
          "key-usage",
          ("'%s' may not sign certificates: its keyUsage lacks keyCertSign; supply the "
                  + "certificate of a CA")
              .formatted(subject));
    }
  }

  /** The hash under an issuer's signature; a root's own does not matter. */
  void checkSignature(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean weak =
        algorithm.contains("SHA1") || algorithm.contains("MD5") || algorithm.contains("MD2");
    if (weak && !CertificationPath.isSelfSigned(certificate)) {
      findings.fault(
          pointer,
          "signature-too-weak",
          "'%s' is signed with %s, which TLS clients refuse; have it reissued with SHA-256"
              .formatted(CertificateNames.subject(certificate), certificate.getSigAlgName()));
    }
  }

  /** A warning that names everything {@link StrictProfile} misses. */
  void checkStrictness(List<X509Certificate> chain) {
    List<String> missing = StrictProfile.missing(chain);
    if (!missing.isEmpty()) {
      findings.warn(
          "chain-not-strict",
          ("strict verifiers (openssl verify -x509_strict, Python 3.13) refuse the chain: %s; "
                  + "reissue it where they matter")
              .formatted(String.join(", ", missing)));
    }
  }
}
