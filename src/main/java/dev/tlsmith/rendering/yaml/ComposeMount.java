package dev.tlsmith.rendering.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A volume of a compose service.
 *
 * @param source {@code ""} for an anonymous one
 * @param target path in the container
 */
record ComposeMount(String source, String target) {

  /** What compose puts in the place of a variable may stand behind a colon in it. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*+}");

  /** Empty if it is none: a text with an empty part, or a mapping without a target. */
  static Optional<ComposeMount> of(@Nullable Object item) {
    if (item instanceof Map<?, ?> map) {
      return map.get("target") instanceof String target
          ? Optional.of(new ComposeMount(String.valueOf(map.get("source")), target))
          : Optional.empty();
    }
    if (!(item instanceof String text)) {
      return Optional.empty();
    }
    List<String> parts = List.of(VARIABLE.matcher(text).replaceAll("variable").split(":", -1));
    if (parts.contains("")) {
      return Optional.empty();
    }
    return Optional.of(
        parts.size() == 1
            ? new ComposeMount("", text)
            : new ComposeMount(parts.get(0), parts.get(1)));
  }
}
