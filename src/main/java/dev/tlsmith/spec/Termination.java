package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where TLS ends. */
public enum Termination {
  /** The program itself serves TLS. */
  @JsonProperty("application")
  APPLICATION,
  /** Only the edge (Ingress or Gateway) serves TLS; the backend is plain HTTP. */
  @JsonProperty("ingress")
  INGRESS,
  /** The edge serves the certificate of the source, the program one under a private CA. */
  @JsonProperty("both")
  BOTH,
  /** No server TLS; the program only trusts {@code trust.additional}. */
  @JsonProperty("none")
  NONE;

  /** Whether the program itself serves TLS. */
  public boolean atApplication() {
    return this == APPLICATION || this == BOTH;
  }

  /** Whether TLS is served anywhere. */
  public boolean servesTls() {
    return this != NONE;
  }

  /** Whether an Ingress or Gateway serves TLS. */
  public boolean atEdge() {
    return this == INGRESS || this == BOTH;
  }

  /** As on the wire, e.g. {@code "application"}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
