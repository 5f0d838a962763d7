package dev.tlsmith.product.compose;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in a compose file, as far as the file alone says what they become: <a
 * href="https://docs.docker.com/reference/compose-file/interpolation/">its interpolation</a>.
 */
final class Interpolation {

  /** Longer texts hold no port and no image. */
  private static final int LONGEST = 1000;

  /** An innermost {@code ${NAME}}, {@code ${NAME:-default}} or the like, or {@code $NAME}. */
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\$(?:\\{[A-Za-z_][A-Za-z0-9_]*+(?:(:?[-?+])([^${}]*+))?+\\}|[A-Za-z_][A-Za-z0-9_]*+)");

  private static final int DEEPEST = 20;
  private static final String DOLLAR = "\u0000";

  private Interpolation() {}

  /**
   * The text where no variable is set: its defaults, and nothing for a variable without one.
   *
   * @param text as it stands in the file; {@code $$} is a dollar sign
   */
  static String withDefaults(String text) {
    if (text.length() > LONGEST || text.indexOf('$') < 0) {
      return text;
    }
    String result = text.replace("$$", DOLLAR);
    for (int i = 0; i < DEEPEST; i++) {
      Matcher matcher = VARIABLE.matcher(result);
      String next = matcher.replaceAll(found -> Matcher.quoteReplacement(value(found)));
      if (next.equals(result)) {
        break;
      }
      result = next;
    }
    return result.replace(DOLLAR, "$");
  }

  private static String value(MatchResult variable) {
    String operator = variable.group(1);
    boolean defaulted = ":-".equals(operator) || "-".equals(operator);
    return defaulted ? variable.group(2) : "";
  }
}
