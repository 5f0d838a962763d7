package dev.tlsmith.spec;

/** The key of a certificate: its algorithm and size, named as in the spec. */
public enum KeyAlgorithm {
  /** ECDSA over P-256 (FIPS 186-5), the default: small, fast, and every client knows it. */
  EC_P256,
  /** ECDSA over P-384. */
  EC_P384,
  /** RSA with a 2048-bit modulus. */
  RSA_2048,
  /** RSA with a 3072-bit modulus. */
  RSA_3072,
  /** RSA with a 4096-bit modulus; takes seconds to generate. */
  RSA_4096,
  /** EdDSA over Curve25519 (RFC 8410); browsers do not accept it for TLS servers. */
  ED25519
}
