package dev.tlsmith.problem;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller's text as a message repeats it: in quotes and shortened, so that the rule and the fix
 * behind it stay whole; and never a text that can be a key, wherever the caller put it.
 */
public final class Quoted {

  private static final String PEM = "-----BEGIN";
  private static final String PEM_END = "-----END";
  private static final int LONGEST = 100;

  /** Base64 of the shortest private key in use, and longer than any word that a spec has. */
  private static final int LONGEST_WORD = 64;

  /** A name with a value behind it. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z][A-Za-z0-9_.-]{0,60}+)[\"']?+[\\s:=]++[^\\s/]");

  private Quoted() {}

  /**
   * A text in quotes.
   *
   * @return at most 100 of its characters, {@code "'…'"}; or what kind of text it is, where it may
   *     be a key
   */
  public static String of(String text) {
    if (text.contains(PEM)) {
      return "the PEM text";
    }
    if (holdsBase64(text)) {
      return "the base64 text";
    }
    if (namesSecret(text)) {
      return "the text of %d characters".formatted(text.codePointCount(0, text.length()));
    }
    return "'%s'".formatted(shortened(withoutUser(text)));
  }

  /** The user of a URL may come with a password. */
  private static String withoutUser(String text) {
    int scheme = text.indexOf("://");
    int user = text.lastIndexOf('@');
    return scheme >= 0 && user > scheme
        ? text.substring(0, scheme + 3) + "…" + text.substring(user)
        : text;
  }

  /** {@code password: hunter2} within a text, as in YAML that was sent as something else. */
  private static boolean namesSecret(String text) {
    Matcher assignment = ASSIGNMENT.matcher(shortened(text));
    while (assignment.find()) {
      if (SecretName.is(assignment.group(1))) {
        return true;
      }
    }
    return false;
  }

  /** The text, or its beginning and an ellipsis. */
  private static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }

  /** Whether there is a word as long as an encoded key, of the characters of base64 and mixed. */
  private static boolean holdsBase64(String text) {
    int run = 0;
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      boolean number = c >= '0' && c <= '9';
      if (letter || number || "+/=-_".indexOf(c) >= 0) {
        run++;
        upper |= c >= 'A' && c <= 'Z';
        lower |= c >= 'a' && c <= 'z';
        digit |= number;
        if (run >= LONGEST_WORD && upper && lower && digit) {
          return true;
        }
      } else if (c != '\n' && c != '\r') {
        run = 0;
        upper = false;
        lower = false;
        digit = false;
      }
    }
    return false;
  }

  /** A sentence without any PEM text that got into it. */
  static String withoutPem(String sentence) {
    int begin = sentence.indexOf(PEM);
    if (begin < 0) {
      return sentence;
    }
    StringBuilder kept = new StringBuilder();
    int from = 0;
    while (begin >= 0) {
      kept.append(sentence, from, begin).append("(PEM)");
      from = end(sentence, begin + PEM.length());
      begin = sentence.indexOf(PEM, from);
    }
    return kept.append(sentence, from, sentence.length()).toString();
  }

  /** Behind the text's last line, or where the quotes close around a part of it. */
  private static int end(String sentence, int from) {
    int last = sentence.indexOf(PEM_END, from);
    if (last >= 0) {
      int dashes = sentence.indexOf("-----", last + PEM_END.length());
      return dashes < 0 ? sentence.length() : dashes + "-----".length();
    }
    int quote = sentence.indexOf('\'', from);
    return quote < 0 ? sentence.length() : quote;
  }

  /** A JSON Pointer up to a field whose name can be a key or is longer than any name. */
  public static String pointer(String pointer) {
    int from = 0;
    while (from < pointer.length()) {
      int end = pointer.indexOf('/', from + 1);
      String segment = pointer.substring(from, end < 0 ? pointer.length() : end);
      if (segment.contains(PEM) || segment.length() > LONGEST + 1 || holdsBase64(segment)) {
        return pointer.substring(0, from);
      }
      from = end < 0 ? pointer.length() : end;
    }
    return pointer;
  }
}
