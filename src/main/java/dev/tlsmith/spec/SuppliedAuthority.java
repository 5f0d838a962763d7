package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * A CA that signs, as its owner sends it.
 *
 * @param certificates PEM, the signing CA and its issuers up to the root, in any order
 * @param privateKey PEM: PKCS#1, SEC1, PKCS#8 or encrypted PKCS#8
 * @param passphrase of an encrypted {@code privateKey}
 */
public record SuppliedAuthority(
    String certificates, Secret privateKey, @Nullable Secret passphrase) {}
