package dev.tlsmith.keystore;

import dev.tlsmith.spec.Secret;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Makes the passwords of key stores, where the caller gives none. */
@Singleton
public final class StorePasswords {

  private static final int LENGTH = 32; // 190 bits
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final SecureRandom random;

  /** Draws from the given source. */
  StorePasswords(SecureRandom random) {
    this.random = random;
  }

  /** 32 characters of {@code [A-Za-z0-9]}, each equally likely: safe in every file and shell. */
  public StorePassword generate() {
    StringBuilder password = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return StorePassword.random(Secret.of(password.toString()));
  }
}
