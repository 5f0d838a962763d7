package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How a trust store in PKCS#12 holds its certificates. Either opens with the password {@code
 * changeit}, and not with another.
 */
public enum TrustStoreForm {
  /** In the clear, with a MAC: Java opens it without a password as well. The default. */
  @JsonProperty("authenticated")
  AUTHENTICATED,
  /** Encrypted under the public password too, for programs that expect it so. */
  @JsonProperty("encrypted")
  ENCRYPTED;

  /** As a spec has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
