package dev.tlsmith.rendering.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Command-line flags in one text, divided by blanks, e.g. {@code "-Xmx2g -Dkey=value"}. */
final class FlagList {

  private FlagList() {}

  /**
   * The first flags, and those of the second that are not among them; only where {@link #clash}
   * finds nothing.
   */
  static String join(String first, String second) {
    List<String> flags = new ArrayList<>(split(first));
    split(second).stream().filter(flag -> !flags.contains(flag)).forEach(flags::add);
    return String.join(" ", flags);
  }

  /** The first property that both set to different values, e.g. {@code "-Dkey"}. */
  static Optional<String> clash(String first, String second) {
    List<String> flags = split(first);
    return split(second).stream()
        .filter(flag -> flag.indexOf('=') >= 0 && !flags.contains(flag))
        .map(flag -> flag.substring(0, flag.indexOf('=')))
        .filter(property -> flags.stream().anyMatch(flag -> flag.startsWith(property + "=")))
        .findFirst();
  }

  private static List<String> split(String flags) {
    return Arrays.stream(flags.strip().split("\\s+")).filter(flag -> !flag.isEmpty()).toList();
  }
}
