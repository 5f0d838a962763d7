package dev.tlsmith.inspection;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A file to look at.
 *
 * @param name as its owner calls it, made printable; that of an archive is followed by the path
 *     inside, after {@code "!/"}
 * @param content in any format
 * @param mode its permissions (POSIX), where an archive says
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GivenFile(String name, byte[] content, OptionalInt mode) {

  private static final int LONGEST_NAME = 200;

  /** What a report, a terminal and a URI carry unharmed. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{L}\\p{N}._/@+()! -]");

  private static final Pattern START = Pattern.compile("^[/ ]+");

  public GivenFile {
    String plain = START.matcher(UNPRINTABLE.matcher(name).replaceAll("_")).replaceAll("");
    int excess = Math.max(0, plain.length() - LONGEST_NAME);
    name = plain.isEmpty() ? "file" : plain.substring(excess);
  }

  /** A file of its own. */
  public static GivenFile of(String name, byte[] content) {
    return new GivenFile(name, content, OptionalInt.empty());
  }

  /** Its name alone; the content may be secret. */
  @Override
  public String toString() {
    return "GivenFile[%s]".formatted(name);
  }
}
