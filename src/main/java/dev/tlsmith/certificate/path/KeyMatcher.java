package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.Signatures;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the certificates that a private key belongs to, in whatever order they came. */
public final class KeyMatcher {

  private KeyMatcher() {}

  /**
   * The certificates that the key belongs to: a renewed one and the one before, or the two of a
   * cross-signed CA. If there is none, that is a fault, and the one that signed none of the others
   * is taken for it, so that more faults can be found.
   *
   * @param key null if it could not be read, which is a fault already
   * @return empty if nothing tells which it could be
   */
  public static List<X509Certificate> find(
      @Nullable PrivateKey key,
      List<X509Certificate> certificates,
      String pointer,
      Findings findings) {
    List<X509Certificate> owners = key == null ? List.of() : owners(key, certificates);
    if (!owners.isEmpty()) {
      return owners;
    }
    List<X509Certificate> guesses =
        certificates.stream()
            .filter(certificate -> certificates.stream().noneMatch(c -> isIssuedBy(c, certificate)))
            .toList();
    if (key != null) {
      findings.fault(
          pointer,
          "key-mismatch",
          ("the private key (%s) belongs to none of the certificates (%d, among them '%s'); "
                  + "supply the key that the certificate was requested with")
              .formatted(
                  key.getAlgorithm(),
                  certificates.size(),
                  CertificateNames.subject(
                      guesses.isEmpty() ? certificates.getFirst() : guesses.getFirst())));
    }
    return guesses.size() == 1 ? guesses : List.of();
  }

  private static List<X509Certificate> owners(PrivateKey key, List<X509Certificate> certificates) {
    try {
      byte[] challenge = Signatures.challenge(key);
      return certificates.stream()
          .filter(certificate -> Signatures.matches(certificate, key, challenge))
          .toList();
    } catch (GeneralSecurityException e) {
      return List.of(); // such a key matches nothing
    }
  }

  static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    return !certificate.equals(issuer)
        && certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
  }
}
