package dev.tlsmith.keystore;

import dev.tlsmith.spec.Secret;

/**
 * The password of a key store, and how dear it is to try one: what a person chose can be guessed,
 * what {@link StorePasswords} drew cannot.
 *
 * @param secret ASCII
 * @param iterations of each key derivation; in PKCS#12 only
 */
public record StorePassword(Secret secret, int iterations) {

  /** As the JDK's {@code keystore.pkcs12.keyPbeIterationCount} has it. */
  private static final int FOR_A_GUESSABLE_PASSWORD = 10_000;

  /** As OpenSSL's {@code PKCS12_DEFAULT_ITER} has it; RFC 8018 §4.2 asks for 1,000 at least. */
  private static final int FOR_A_RANDOM_PASSWORD = 2_048;

  /** One that a caller chose. */
  public static StorePassword given(Secret secret) {
    return new StorePassword(secret, FOR_A_GUESSABLE_PASSWORD);
  }

  /** One of 190 random bits: no number of iterations makes it harder to find. */
  static StorePassword random(Secret secret) {
    return new StorePassword(secret, FOR_A_RANDOM_PASSWORD);
  }

  /** That of a store which is read back at once and never handed out. */
  public static StorePassword ofTheMoment(String password) {
    return new StorePassword(Secret.of(password), 1);
  }

  /** Its characters: a copy. */
  public char[] characters() {
    return secret.characters();
  }
}
