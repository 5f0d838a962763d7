package dev.tlsmith.material;

import java.util.Locale;

/**
 * A file that is missing from a bundle because its key never left the caller, and that the caller
 * makes of that key.
 *
 * @param path where it belongs in the bundle
 * @param kind what it is
 * @param certificate path of the certificate that it goes with
 */
public record CompletionFile(String path, Kind kind, String certificate) {

  /** What is made of a key. */
  public enum Kind {
    /** The key itself, as unencrypted PKCS#8. */
    KEY,
    /** The key as encrypted PKCS#8. */
    ENCRYPTED_KEY,
    /** The key as unencrypted PKCS#8, and its chain behind it. */
    COMBINED_PEM,
    /** A key store with the key and its chain. */
    KEY_STORE;

    /** Whether it is under the password, so that whoever may read it. */
    public boolean encrypted() {
      return switch (this) {
        case KEY, COMBINED_PEM -> false;
        case ENCRYPTED_KEY, KEY_STORE -> true;
      };
    }

    /** As templates read it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
