package dev.tlsmith.material;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rendered text that needs a key which never left the caller. Templates see marks in place of what
 * is made of it, and the caller gets the text as a here-document of the shell that fills them in.
 * So a pack knows nothing of it, and every file that refers to such a text stays as it is.
 */
public final class CompletionText {

  /** Stands for the password of key stores and encrypted keys. */
  public static final String PASSWORD = "ThePasswordThatTheCallerMakes";

  /** Its length is a multiple of three, so that whatever follows, its base64 begins the same. */
  private static final String MADE = "made by the caller";

  private static final Pattern FILE =
      Pattern.compile(Pattern.quote(encoded(MADE)) + "[A-Za-z0-9+/]+=*");

  private static final Pattern SHELL = Pattern.compile("[\\\\$`]");
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---$");

  private CompletionText() {}

  /** Stands for the content of a file in base64. */
  static String fileMark(String path) {
    return encoded(MADE + ":" + path);
  }

  /** Whether something is left for the caller to fill in. */
  public static boolean is(String text) {
    return text.contains(PASSWORD) || text.contains(encoded(PASSWORD)) || FILE.matcher(text).find();
  }

  /** The documents of a YAML stream that are finished. */
  public static String finishedDocuments(String yaml) {
    return Arrays.stream(SEPARATOR.split(yaml))
        .filter(document -> !is(document))
        .collect(Collectors.joining("---"));
  }

  /**
   * The text as an unquoted here-document, line end last.
   *
   * @param present files of the bundle, which are read where the text has their content in base64
   * @param passwordFile that holds the password
   */
  public static String hereDocument(
      String text, Collection<BundleFile> present, String passwordFile) {
    String filled = SHELL.matcher(text).replaceAll(found -> quoted("\\" + found.group()));
    // A bundle of certificates may begin with a whole other file.
    for (BundleFile file : longestFirst(present)) {
      filled = filled.replace(encoded(file.content()), base64Of(file.path()));
    }
    filled =
        FILE.matcher(filled)
            .replaceAll(found -> quoted(base64Of(path(found.group()))))
            .replace(encoded(PASSWORD), base64Of(passwordFile))
            .replace(PASSWORD, "$(cat %s)".formatted(passwordFile));
    return filled.endsWith("\n") ? filled : filled + "\n";
  }

  private static List<BundleFile> longestFirst(Collection<BundleFile> files) {
    return files.stream()
        .filter(file -> file.content().length > 0)
        .sorted(Comparator.comparingInt((BundleFile file) -> file.content().length).reversed())
        .toList();
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  private static String base64Of(String file) {
    return "$(base64 < %s | tr -d '\\n')".formatted(file);
  }

  private static String path(String mark) {
    String decoded = new String(Base64.getDecoder().decode(mark), StandardCharsets.UTF_8);
    return decoded.substring(MADE.length() + 1);
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
