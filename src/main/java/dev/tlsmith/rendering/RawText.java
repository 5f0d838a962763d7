package dev.tlsmith.rendering;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between {@code {% raw %}} and {@code {% endraw %}}: text for another template engine,
 * such as Helm's, which is written as it is.
 */
final class RawText {

  private static final Pattern RAW =
      Pattern.compile("(?s)(\\{%-?\\s*raw\\s*-?%})(.*?)(\\{%-?\\s*endraw\\s*-?%})");

  private RawText() {}

  /** A template with blanks in place of raw text; every line keeps its number and length. */
  static String blanked(String template) {
    return RAW.matcher(template)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + found.group(2).replaceAll("[^\n]", " ") + found.group(3)));
  }

  /** A template in which all but raw text is changed. */
  static String around(String template, UnaryOperator<String> change) {
    Matcher raw = RAW.matcher(template);
    StringBuilder changed = new StringBuilder();
    int at = 0;
    while (raw.find()) {
      changed.append(change.apply(template.substring(at, raw.end(1))));
      changed.append(template, raw.end(1), raw.start(3));
      at = raw.start(3);
    }
    return changed.append(change.apply(template.substring(at))).toString();
  }
}
