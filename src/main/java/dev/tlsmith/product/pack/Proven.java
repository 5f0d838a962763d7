package dev.tlsmith.product.pack;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tlsmith.spec.Target;
import java.util.List;
import java.util.Locale;

/**
 * What the tests of the pack show, besides the handshakes of every bundle: nobody has to believe
 * more than this.
 *
 * @param targets whose files were used
 * @param by what they were used with
 * @param versions of it, or of the chart, e.g. {@code "7.0"}
 */
public record Proven(List<Target> targets, By by, List<String> versions) {

  public Proven {
    targets = List.copyOf(targets);
    versions = List.copyOf(versions);
  }

  /** What files were used with. */
  public enum By {
    /** The real program ran with them, and was asked over its own protocol. */
    @JsonProperty("program")
    PROGRAM,
    /** A program of ours ran with them, on the framework or runtime that the product is made of. */
    @JsonProperty("runtime")
    RUNTIME,
    /** The product's real chart was rendered with them. */
    @JsonProperty("rendered")
    RENDERED;

    /** As packs and answers call it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
