package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a bundle's files are applied with. */
public enum Target {
  /** A docker-compose overlay. */
  @JsonProperty("compose")
  COMPOSE,
  /** A values file for the product's own Helm chart. */
  @JsonProperty("helm")
  HELM,
  /** Manifests for {@code kubectl apply --server-side}, and kustomize patches. */
  @JsonProperty("kubernetes")
  KUBERNETES;

  /** As on the wire, e.g. {@code "compose"}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
