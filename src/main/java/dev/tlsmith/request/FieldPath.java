package dev.tlsmith.request;

import java.util.ArrayList;
import java.util.List;

/**
 * The name of a form's field as a path into a spec: {@code deployments[0].hosts}.
 *
 * @param steps a name for a field, a number for the entry of a list; empty if there is a fault
 * @param fault what is wrong with the name, the rule and the fix; {@code ""} if nothing is
 */
record FieldPath(List<Object> steps, String fault) {

  private static final int LONGEST_NAME = 200;
  private static final int MOST_STEPS = 21;
  private static final int MOST_ENTRIES = 100;
  private static final int MOST_DIGITS = 9;

  private static final FieldPath TOO_LONG =
      refused("names no field; the longest name has %d characters".formatted(LONGEST_NAME));
  private static final FieldPath MALFORMED =
      refused("names no field; write e.g. 'certificate.source' or 'deployments[0].product'");
  private static final FieldPath BEYOND =
      refused("is beyond the longest list, which has %d entries".formatted(MOST_ENTRIES));

  private static FieldPath refused(String fault) {
    return new FieldPath(List.of(), fault);
  }

  /** Reads a name; looks at each of its characters once. */
  static FieldPath of(String name) {
    if (name.length() > LONGEST_NAME) {
      return TOO_LONG;
    }
    List<Object> steps = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = endOfWord(name, at);
      if (end == at || steps.size() > MOST_STEPS) {
        return MALFORMED;
      }
      steps.add(name.substring(at, end));
      at = end;
      while (at < name.length() && name.charAt(at) == '[') {
        int close = endOfDigits(name, at + 1);
        int digits = close - at - 1;
        if (steps.size() > MOST_STEPS
            || digits < 1
            || digits > MOST_DIGITS
            || close == name.length()
            || name.charAt(close) != ']') {
          return MALFORMED;
        }
        int entry = Integer.parseInt(name, at + 1, close, 10);
        if (entry >= MOST_ENTRIES) {
          return BEYOND;
        }
        steps.add(entry);
        at = close + 1;
      }
      if (at == name.length()) {
        return steps.size() > MOST_STEPS ? MALFORMED : new FieldPath(steps, "");
      }
      if (name.charAt(at) != '.') {
        return MALFORMED;
      }
      at++;
    }
  }

  private static int endOfWord(String name, int from) {
    int at = from;
    while (at < name.length() && isWord(name.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  private static int endOfDigits(String name, int from) {
    int at = from;
    while (at < name.length() && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
