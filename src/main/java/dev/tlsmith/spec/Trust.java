package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * Whom the program trusts besides its own CA.
 *
 * @param additional PEM certificates that both trust stores hold as well
 * @param clientCertificates PEM certificates of the CAs whose clients are accepted
 */
public record Trust(@Nullable String additional, @Nullable String clientCertificates) {

  /** Nothing besides. */
  public static final Trust NONE = new Trust(null, null);
}
