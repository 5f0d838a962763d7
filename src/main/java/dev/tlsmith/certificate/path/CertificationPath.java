package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.Signatures;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Supplied certificates put in order: RFC 5280 §6.1.
 *
 * @param certificates the first certificate, each followed by its issuer, as far as they were
 *     supplied; never empty
 * @param publicRoot the public root that completes or replaces the top
 * @param unused the supplied certificates that are not part of it
 */
public record CertificationPath(
    List<X509Certificate> certificates,
    Optional<X509Certificate> publicRoot,
    List<X509Certificate> unused) {

  public CertificationPath {
    certificates = List.copyOf(certificates);
    unused = List.copyOf(unused);
  }

  /** The certificate that the path leads up from. */
  public X509Certificate first() {
    return certificates.getFirst();
  }

  /** Whether the topmost supplied certificate is a root. */
  boolean endsInRoot() {
    return isSelfSigned(certificates.getLast());
  }

  /** Whether there is a root at its end, supplied or public. */
  boolean isComplete() {
    return publicRoot.isPresent() || endsInRoot();
  }

  /** As sent in a handshake: without the root, unless it is the only certificate. */
  public List<X509Certificate> withoutRoot() {
    return endsInRoot() && certificates.size() > 1
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  /** The root, or the topmost certificate there is. */
  public X509Certificate anchor() {
    return publicRoot.orElseGet(certificates::getLast);
  }

  /**
   * What a client that trusts the anchor goes through: up to the anchor, without what stands above
   * the cross-signed twin of a public root.
   */
  public List<X509Certificate> validated() {
    if (publicRoot.isEmpty()) {
      return certificates;
    }
    X509Certificate root = publicRoot.get();
    return Stream.concat(
            certificates.stream().takeWhile(certificate -> !isSameAuthority(root, certificate)),
            Stream.of(root))
        .toList();
  }

  /** Whether the key that it certifies also signed it. */
  public static boolean isSelfSigned(X509Certificate certificate) {
    return isSelfIssued(certificate)
        && Signatures.isSignedBy(certificate, certificate.getPublicKey());
  }

  /** Whether subject and issuer are one (RFC 5280 §6.1): such a CA counts for no path length. */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Whether one is the cross-signed twin of the other: same name, same key. */
  static boolean isSameAuthority(X509Certificate one, X509Certificate other) {
    return one.getSubjectX500Principal().equals(other.getSubjectX500Principal())
        && Arrays.equals(one.getPublicKey().getEncoded(), other.getPublicKey().getEncoded());
  }
}
