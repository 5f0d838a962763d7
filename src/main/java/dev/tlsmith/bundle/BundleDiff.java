package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.problem.Warning;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a spec would give now, against a bundle that was made before.
 *
 * @param due whether a new bundle is due: something changed, or a certificate ends soon
 * @param tlsmith the two versions of tlsmith; absent where they are the same
 * @param spec what differs between the two, with every default written out
 * @param files what differs of the files that hold nothing issued; those that do are new each time
 * @param certificate when the first certificate ends; absent where the bundle has none
 * @param warnings of the spec of now
 * @param next the commands that apply a new bundle, in their order; none where none is due
 */
@Introspected
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BundleDiff(
    boolean due,
    @Nullable Versions tlsmith,
    List<SpecChange> spec,
    List<FileChange> files,
    @Nullable Validity certificate,
    List<Warning> warnings,
    List<String> next) {

  /**
   * Two versions of tlsmith.
   *
   * @param was null of a bundle that did not say
   */
  @Introspected
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Versions(@Nullable String was, String is) {}

  /**
   * A value of the spec.
   *
   * @param pointer JSON Pointer into the normalised spec
   * @param was null if it is new
   * @param is null if it is gone
   */
  @Introspected
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SpecChange(String pointer, @Nullable JsonNode was, @Nullable JsonNode is) {}

  /** What became of a file. */
  public enum Change {
    ADDED,
    CHANGED,
    REMOVED;

    /** In lower case, as it is written in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a file differs. */
  public enum Reason {
    /** The spec differs. */
    SPEC,
    /** Another version of tlsmith made it. */
    TLSMITH,
    /** Nothing that the bundle tells: a pack of the operator's, or files of the caller's own. */
    OTHER;

    /** In lower case, as it is written in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A file that differs.
   *
   * @param path in the bundle
   * @param reasons what may have led to it
   */
  @Introspected
  public record FileChange(String path, Change change, List<Reason> reasons) {}

  /**
   * How long the certificates hold.
   *
   * @param notAfter when the first of them ends
   * @param due whether that is soon, as the caller means it
   */
  @Introspected
  public record Validity(Instant notAfter, boolean due) {}
}
