package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether certificates are valid: RFC 5280 §4.1.2.5.
 *
 * @param now what is judged by
 * @param soon how long before its end a certificate is worth a warning; whole days
 */
public record DateRules(Instant now, Duration soon) {

  private static final Duration SOON = Duration.ofDays(30);

  /** Those that warn in a certificate's last 30 days. */
  public static DateRules at(Instant now) {
    return new DateRules(now, SOON);
  }

  /** The dates of one certificate: a fault outside of them, a warning where it ends soon. */
  public void check(X509Certificate certificate, String pointer, Findings findings) {
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
    } else if (notAfter.isBefore(now.plus(soon))) {
      findings.warn(
          "expires-soon",
          "'%s' expires at %s, in less than %d days; renew it soon"
              .formatted(subject, notAfter, soon.toDays()));
    }
  }
}
