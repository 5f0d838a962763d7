package dev.tlsmith.rendering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Command-line flags in one text, divided by blanks, e.g. {@code "-Xmx2g -Dkey=value"}. */
final class FlagList {

  private FlagList() {}

  /**
   * The first flags, and those of the second that are not among them.
   *
   * @return empty if both set the same property to different values
   */
  static Optional<String> join(String first, String second) {
    List<String> flags = new ArrayList<>(split(first));
    for (String flag : split(second)) {
      if (flags.contains(flag)) {
        continue;
      }
      int equals = flag.indexOf('=');
      String property = equals < 0 ? flag : flag.substring(0, equals + 1);
      if (equals >= 0 && flags.stream().anyMatch(other -> other.startsWith(property))) {
        return Optional.empty();
      }
      flags.add(flag);
    }
    return Optional.of(String.join(" ", flags));
  }

  private static List<String> split(String flags) {
    return Arrays.stream(flags.strip().split("\\s+")).filter(flag -> !flag.isEmpty()).toList();
  }
}
