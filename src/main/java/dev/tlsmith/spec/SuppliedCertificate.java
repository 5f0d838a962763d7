package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key as somebody sends them: PEM, or PKCS#12, never both.
 *
 * @param certificates PEM, the leaf and its chain in any order
 * @param privateKey PEM: PKCS#1, SEC1, PKCS#8 or encrypted PKCS#8
 * @param pkcs12 base64 of a PKCS#12 file
 * @param passphrase of {@code privateKey} or {@code pkcs12}
 * @param alias of the key in {@code pkcs12} (friendlyName, RFC 2985 §5.5.1); null where there is
 *     one alone
 */
public record SuppliedCertificate(
    @Nullable String certificates,
    @Nullable Secret privateKey,
    @Nullable Secret pkcs12,
    @Nullable Secret passphrase,
    @Nullable String alias) {

  /** A pair in PEM. */
  public static SuppliedCertificate pem(
      String certificates, Secret privateKey, @Nullable Secret passphrase) {
    return new SuppliedCertificate(certificates, privateKey, null, passphrase, null);
  }
}
