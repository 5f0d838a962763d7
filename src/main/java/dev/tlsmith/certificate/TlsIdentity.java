package dev.tlsmith.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a TLS connection presents, and what the other needs to believe it.
 *
 * @param privateKey of the leaf; null where it never left its owner
 * @param chain as sent in the handshake (RFC 8446 §4.4.2): the leaf first, then its intermediates,
 *     without the root; never empty. A self-signed leaf stands alone
 * @param trustAnchors what {@code ca.crt} holds: the root, or the topmost certificate known; never
 *     empty
 */
public record TlsIdentity(
    @Nullable PrivateKey privateKey,
    List<X509Certificate> chain,
    List<X509Certificate> trustAnchors) {

  public TlsIdentity {
    chain = List.copyOf(chain);
    trustAnchors = List.copyOf(trustAnchors);
    if (chain.isEmpty() || trustAnchors.isEmpty()) {
      throw new IllegalArgumentException("an identity has a leaf and at least one trust anchor");
    }
  }

  /** The end-entity certificate, the first of the chain. */
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /** Whether the key is here, and not with its owner alone. */
  public boolean holdsKey() {
    return privateKey != null;
  }

  /**
   * The leaf's key.
   *
   * @throws IllegalStateException if it never left its owner
   */
  public PrivateKey key() {
    if (privateKey == null) {
      throw new IllegalStateException("the key is with its owner: " + this);
    }
    return privateKey;
  }

  /** Names the leaf, never the key. */
  @Override
  public String toString() {
    return "TlsIdentity[%s, privateKey=***]".formatted(CertificateNames.subject(leaf()));
  }
}
