package dev.tlsmith.bundle;

import dev.tlsmith.spec.KeyAlgorithm;
import java.time.Duration;

/**
 * What the parts of a bundle cost: CPU time in the mean, rounded up, of one thread of a busy
 * two-core x86-64 server with JDK 25 and the Amazon Corretto Crypto Provider. Keys were measured
 * over 40 to 500 of each algorithm, handshakes over proofs of certificates with 1 to 300 names; the
 * handshake with RSA_4096, a store and the rest of a deployment are estimates on the dear side.
 */
final class UnitCosts {

  /** A key store or an encrypted key, written and read back. */
  static final Duration STORE = Duration.ofMillis(20);

  /** The trust stores, with the public roots, and the texts of a deployment. */
  static final Duration DEPLOYMENT = Duration.ofMillis(40);

  private static final Duration NAME_IN_HANDSHAKE = Duration.ofNanos(5_000);

  private UnitCosts() {}

  /** A key pair. */
  static Duration key(KeyAlgorithm algorithm) {
    return switch (algorithm) {
      case EC_P256, EC_P384, ED25519 -> Duration.ofMillis(1);
      case RSA_2048 -> Duration.ofMillis(70);
      case RSA_3072 -> Duration.ofMillis(250);
      case RSA_4096 -> Duration.ofMillis(600);
    };
  }

  /**
   * Both sides of a handshake.
   *
   * @param shown algorithm of the server's key
   * @param names that the certificate has
   */
  static Duration handshake(KeyAlgorithm shown, int names) {
    Duration bare =
        switch (shown) {
          case EC_P256, RSA_2048, ED25519 -> Duration.ofMillis(4);
          case EC_P384, RSA_3072 -> Duration.ofMillis(5);
          case RSA_4096 -> Duration.ofMillis(8);
        };
    return bare.plus(NAME_IN_HANDSHAKE.multipliedBy(names));
  }
}
