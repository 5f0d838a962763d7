package dev.tlsmith.certificate;

import dev.tlsmith.spec.SpecPointer;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate authority that can sign.
 *
 * @param chain the signing CA first, each followed by its issuer, the root last; never empty. Where
 *     the caller did not supply the root, the last is the topmost intermediate
 * @param privateKey of the signing CA
 * @param pointer where in a spec it is named, and so where its faults are reported
 */
public record CertificateAuthority(
    List<X509Certificate> chain, PrivateKey privateKey, String pointer) {

  /** The CA is one for the whole spec, so its place in it is fixed. */
  public CertificateAuthority {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a certificate authority has at least one certificate");
    }
  }

  /** A CA whose certificates are in the spec. */
  public CertificateAuthority(List<X509Certificate> chain, PrivateKey privateKey) {
    this(chain, privateKey, SpecPointer.CA_CERTIFICATES);
  }

  /** The signing CA's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The topmost certificate: what clients are to trust. */
  public X509Certificate root() {
    return chain.getLast();
  }

  /** Names the CA, never the key. */
  @Override
  public String toString() {
    return "CertificateAuthority[%s, privateKey=***]"
        .formatted(CertificateNames.subject(certificate()));
  }
}
