package dev.tlsmith.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the certificate that a private key belongs to, in whatever order they came. */
final class KeyOwner {

  private KeyOwner() {}

  /** The certificate that the key belongs to, or a guess, so that more faults can be found. */
  static X509Certificate find(
      @Nullable PrivateKey key,
      List<X509Certificate> certificates,
      String pointer,
      Findings findings) {
    X509Certificate guess =
        certificates.stream()
            .filter(certificate -> certificates.stream().noneMatch(c -> isIssuedBy(c, certificate)))
            .findFirst()
            .orElse(certificates.getFirst());
    if (key == null) {
      return guess;
    }
    Optional<X509Certificate> owner = Optional.empty();
    try {
      byte[] challenge = Signatures.challenge(key);
      owner =
          certificates.stream()
              .filter(certificate -> Signatures.matches(certificate, key, challenge))
              .max(Comparator.comparing(X509Certificate::getNotAfter)); // the renewed one
    } catch (GeneralSecurityException e) {
      // falls through: such a key matches nothing
    }
    if (owner.isEmpty()) {
      findings.fault(
          pointer,
          "key-mismatch",
          ("the private key (%s) belongs to none of the certificates (%d, among them '%s'); "
                  + "supply the key that the certificate was requested with")
              .formatted(key.getAlgorithm(), certificates.size(), CertificateNames.subject(guess)));
    }
    return owner.orElse(guess);
  }

  static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    return !certificate.equals(issuer)
        && certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
  }
}
