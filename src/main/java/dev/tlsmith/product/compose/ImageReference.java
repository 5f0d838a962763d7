package dev.tlsmith.product.compose;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which image a container runs, e.g. {@code registry.example.com:5000/acme/app:v1.3.15-full}: <a
 * href="https://github.com/distribution/reference/blob/v0.6.0/reference.go">the grammar</a>.
 *
 * @param name its last part, without registry and folder: {@code "app"}
 * @param tag {@code "v1.3.15-full"}; {@code ""} without one
 */
public record ImageReference(String name, String tag) {

  private static final int LONGEST_TAG = 128;

  /** A version, and what a tag says besides: which edition, base or build it is. */
  private static final Pattern VERSION =
      Pattern.compile(
          "v?+([0-9]++(?:\\.[0-9]++){1,3}+(?:-(?:alpha|beta|rc|SNAPSHOT)[0-9A-Za-z.]*+)?+)"
              + "(?:[-_+].*+)?+");

  /**
   * Reads a reference.
   *
   * @param text with its variables replaced; a digest is ignored
   */
  static ImageReference parse(String text) {
    int digest = text.indexOf('@');
    String named = digest < 0 ? text : text.substring(0, digest);
    String last = named.substring(named.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    return colon < 0
        ? new ImageReference(last, "")
        : new ImageReference(last.substring(0, colon), last.substring(colon + 1));
  }

  /** The version that its tag names; empty for {@code latest} and the like. */
  public Optional<String> version() {
    return versionOf(tag);
  }

  /**
   * The version that a tag names, e.g. {@code "1.3.15"} for {@code v1.3.15-full}; empty if none.
   *
   * @param tag any text
   */
  public static Optional<String> versionOf(String tag) {
    if (tag.length() > LONGEST_TAG) {
      return Optional.empty();
    }
    Matcher matcher = VERSION.matcher(tag);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
