package dev.tlsmith.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate as the JSON answer describes it.
 *
 * @param subject RFC 2253 text; {@code "(empty)"} if only the alternative names say who it is
 * @param issuer RFC 2253 text
 * @param subjectAlternativeNames DNS names and IP addresses; may be empty
 * @param serialNumber hex pairs with colons
 * @param notBefore first second of the validity
 * @param notAfter last second of the validity
 * @param keyAlgorithm as in the spec, e.g. {@code "EC_P256"}
 * @param sha256Fingerprint hex pairs with colons
 * @param sha1Fingerprint hex pairs with colons
 */
public record CertificateSummary(
    String subject,
    String issuer,
    List<String> subjectAlternativeNames,
    String serialNumber,
    Instant notBefore,
    Instant notAfter,
    String keyAlgorithm,
    String sha256Fingerprint,
    String sha1Fingerprint) {

  /** Describes a certificate. */
  public static CertificateSummary of(X509Certificate certificate) {
    return new CertificateSummary(
        CertificateNames.subject(certificate),
        CertificateNames.issuer(certificate),
        CertificateNames.subjectAlternativeNames(certificate),
        Pem.serialNumber(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        KeyStrength.name(certificate.getPublicKey()),
        Pem.sha256Fingerprint(certificate),
        Pem.sha1Fingerprint(certificate));
  }
}
