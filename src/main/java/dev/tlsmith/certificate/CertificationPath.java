package dev.tlsmith.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Supplied certificates put in order: RFC 5280 §6.1, found by names and confirmed by signatures.
 *
 * @param certificates the first certificate, each followed by its issuer, as far as they were
 *     supplied; never empty
 * @param publicRoot the public root that completes or replaces the top
 * @param unused the supplied certificates that are not part of it
 */
record CertificationPath(
    List<X509Certificate> certificates,
    Optional<X509Certificate> publicRoot,
    List<X509Certificate> unused) {

  private static final int LONGEST = 10;

  /**
   * Builds upwards from a certificate.
   *
   * @param pool may contain {@code first}; any order
   * @param now of two possible issuers the one valid now is taken
   */
  static CertificationPath from(
      X509Certificate first,
      Collection<X509Certificate> pool,
      Collection<X509Certificate> publicRoots,
      Instant now) {
    List<X509Certificate> path = new ArrayList<>(List.of(first));
    List<X509Certificate> left = new ArrayList<>(pool);
    left.remove(first);
    while (!isSelfSigned(path.getLast()) && path.size() < LONGEST) {
      Optional<X509Certificate> issuer = issuer(path.getLast(), left, now);
      if (issuer.isEmpty()) {
        break;
      }
      path.add(issuer.get());
      left.remove(issuer.get());
    }
    Optional<X509Certificate> publicRoot =
        isSelfSigned(path.getLast())
            ? Optional.empty()
            : issuer(path.getLast(), publicRoots, now)
                .or(() -> crossSigned(path.reversed(), publicRoots));
    return new CertificationPath(List.copyOf(path), publicRoot, List.copyOf(left));
  }

  /** Whether the topmost supplied certificate is a root. */
  boolean endsInRoot() {
    return isSelfSigned(certificates.getLast());
  }

  /** As sent in a handshake: without the root, unless it is the only certificate. */
  List<X509Certificate> withoutRoot() {
    return endsInRoot() && certificates.size() > 1
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  /** The root, or the topmost certificate there is. */
  X509Certificate anchor() {
    return publicRoot.orElseGet(certificates::getLast);
  }

  /** Whether the key that it certifies also signed it. */
  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && Signatures.isSignedBy(certificate, certificate.getPublicKey());
  }

  private static Optional<X509Certificate> issuer(
      X509Certificate certificate, Collection<X509Certificate> candidates, Instant now) {
    return candidates.stream()
        .filter(
            candidate ->
                candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .sorted(Comparator.comparing(candidate -> !isValid(candidate, now)))
        .filter(candidate -> Signatures.isSignedBy(certificate, candidate.getPublicKey()))
        .findFirst();
  }

  /** A root that a supplied intermediate is the cross-signed twin of: same name, same key. */
  private static Optional<X509Certificate> crossSigned(
      List<X509Certificate> topFirst, Collection<X509Certificate> publicRoots) {
    return topFirst.stream()
        .flatMap(
            certificate -> publicRoots.stream().filter(root -> isSameAuthority(root, certificate)))
        .findFirst();
  }

  private static boolean isSameAuthority(X509Certificate one, X509Certificate other) {
    return one.getSubjectX500Principal().equals(other.getSubjectX500Principal())
        && Arrays.equals(one.getPublicKey().getEncoded(), other.getPublicKey().getEncoded());
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }
}
