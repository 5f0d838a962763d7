package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whether the server asks its clients for a certificate (RFC 8446 §4.3.2). */
public enum ClientAuthentication {
  /** Not asked for. */
  @JsonProperty("none")
  NONE,
  /** Asked for; a client without one gets in. */
  @JsonProperty("want")
  WANT,
  /** Required. */
  @JsonProperty("need")
  NEED;

  /** As on the wire, e.g. {@code "need"}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
