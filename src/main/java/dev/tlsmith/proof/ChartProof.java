package dev.tlsmith.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What was shown of a generated Helm chart before it was handed out.
 *
 * @param name of the chart
 * @param version of the chart
 * @param dependency name and version of the product's own chart
 * @param lockDigest as {@code helm dependency build} compares it
 * @param vendoredSha256 SHA-256 of the product's chart inside, in hex; absent where none is
 * @param schema whether the values satisfy the schema of the product's own chart
 * @param guards how many settings and lists the guard watches over, each found in the values
 * @param files how many were parsed, and found to hold neither a private key nor a password
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChartProof(
    String name,
    String version,
    String dependency,
    String lockDigest,
    @Nullable String vendoredSha256,
    Schema schema,
    int guards,
    int files) {

  /** What the product's own chart says of values. */
  public enum Schema {
    /** They satisfy it. */
    @JsonProperty("valid")
    VALID,
    /** It has no schema. */
    @JsonProperty("none")
    NONE,
    /** It has one that cannot be read here: of a kind, or with a pattern, that is not known. */
    @JsonProperty("unread")
    UNREAD,
    /** It is not inside, so nobody has looked. */
    @JsonProperty("not-vendored")
    NOT_VENDORED
  }
}
