package dev.tlsmith.product.setting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.Optional;

/** What a setting of a program is, and so when two ways to write it are the same. */
enum SettingForm {
  /** Any text. */
  @JsonProperty("text")
  TEXT {
    @Override
    boolean isLiteral(String text) {
      return true;
    }

    @Override
    Optional<String> canonical(String text) {
      return Optional.of(text);
    }
  },

  /**
   * The path below which a server answers: empty for the whole host, else segments of RFC 3986 §3.3
   * with a slash before each and none at the end. Servers take one slash at either end or leave it
   * out.
   */
  @JsonProperty("path")
  PATH {
    @Override
    boolean isLiteral(String text) {
      return text.indexOf('$') < 0 && !text.contains("{{");
    }

    @Override
    Optional<String> canonical(String text) {
      String from = text.startsWith("/") ? text.substring(1) : text;
      String path = from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
      if (path.isEmpty()) {
        return text.length() < 2 ? Optional.of("") : Optional.empty();
      }
      boolean usable = Arrays.stream(path.split("/", -1)).allMatch(SettingForm::isSegment);
      return usable ? Optional.of("/" + path) : Optional.empty();
    }
  };

  /** pchar of RFC 3986 §3.3, but for {@code $}, which stands for a variable. */
  private static final Pattern SEGMENT =
      Pattern.compile("([A-Za-z0-9._~!&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+");

  /** Whether a value is what it says, and no variable of a program takes its place. */
  abstract boolean isLiteral(String text);

  /** The one way to write a value; empty if it cannot be one. */
  abstract Optional<String> canonical(String text);

  /** Clients take {@code .} and {@code ..} out of a path before they ask for it. */
  private static boolean isSegment(String segment) {
    return SEGMENT.matches(segment) && !segment.equals(".") && !segment.equals("..");
  }
}
