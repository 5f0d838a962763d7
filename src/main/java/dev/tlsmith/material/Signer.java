package dev.tlsmith.material;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import java.security.PublicKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The CA that signs the certificates of a bundle, and what they say besides their names.
 *
 * @param authority null where nothing is signed here
 * @param fresh whether it was made for this bundle
 * @param subject of the leaves
 * @param validityDays of the leaves
 * @param algorithm of every key that is made
 * @param key of all leaves; null where each gets a key of its own
 */
record Signer(
    @Nullable CertificateAuthority authority,
    boolean fresh,
    Subject subject,
    int validityDays,
    KeyAlgorithm algorithm,
    @Nullable PublicKey key) {

  CertificateAuthority signing() {
    return Objects.requireNonNull(authority);
  }
}
