package dev.tlsmith.problem;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a field or variable is named like one that holds a secret, in any spelling and also
 * misspelt: its value is then never repeated, whoever knows the field.
 */
public final class SecretName {

  /** In a name without what divides its words. */
  private static final Pattern SECRET =
      Pattern.compile("pas+o?w|psw|pwd|pas+phrase|secret|token|credential|privat\\w*key|apikey");

  /** As the last of its words: {@code caKey}, {@code DB_PASS}. */
  private static final Pattern LAST_WORD = Pattern.compile("keys?|pass|pw|auth");

  /** What such a last word says of a secret is none: {@code secretName}. */
  private static final Pattern HARMLESS = Pattern.compile("names?|algorithm|type");

  private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  private SecretName() {}

  /**
   * Whether a name is that of a secret.
   *
   * @param name in camel or kebab case, capitals or with dots
   */
  public static boolean is(String name) {
    List<String> words = List.of(WORDS.split(name.strip()));
    String last = words.isEmpty() ? "" : words.getLast().toLowerCase(Locale.ROOT);
    String relaxed = String.join("", words).toLowerCase(Locale.ROOT);
    return !HARMLESS.matcher(last).matches()
        && (LAST_WORD.matcher(last).matches() || SECRET.matcher(relaxed).find());
  }

  /** Whether any segment of a JSON Pointer is. */
  public static boolean isIn(String pointer) {
    return List.of(pointer.split("/", -1)).stream().anyMatch(SecretName::is);
  }
}
