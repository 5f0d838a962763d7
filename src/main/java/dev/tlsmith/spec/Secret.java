package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/** A password, passphrase or private key text: compared by value, never printed. */
public final class Secret {

  private final char[] characters;

  private Secret(char[] characters) {
    this.characters = characters;
  }

  /** Wraps a text that the caller gave. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Secret of(String text) {
    return new Secret(text.toCharArray());
  }

  /** A copy of the characters; the caller may wipe it. */
  public char[] characters() {
    return characters.clone();
  }

  /** The plain text: only for what is handed out to the caller. */
  public String reveal() {
    return new String(characters);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && Arrays.equals(characters, secret.characters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(characters);
  }

  /** Always {@code ***}. */
  @Override
  public String toString() {
    return "***";
  }
}
