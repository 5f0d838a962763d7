package dev.tlsmith.proof;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a text holds in base64, with either alphabet of RFC 4648: each run of letters by itself, and
 * lines of one length together with the shorter one that ends them, as encoders wrap them.
 */
final class Base64Runs {

  /** No key or password that is looked for is shorter. */
  private static final int SHORTEST = 16;

  /** Encoders wrap at 64 or 76. */
  private static final int SHORTEST_LINE = 40;

  /** Of both alphabets; every character of every file is looked up. */
  private static final boolean[] LETTERS = new boolean[128];

  static {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
        .chars()
        .forEach(letter -> LETTERS[letter] = true);
  }

  private final List<byte[]> decoded = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private int width;

  private Base64Runs() {}

  /** Decoded, in the order of the text. */
  static List<byte[]> of(String text) {
    Base64Runs runs = new Base64Runs();
    int start = -1;
    boolean apart = true;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isLetter(text.charAt(i));
      if (inside && start < 0) {
        // In a JSON text a line end is '\n', and its letter is none of the next line.
        boolean escape = i > 0 && text.charAt(i - 1) == '\\';
        start = escape ? i + 1 : i;
      } else if (!inside && start >= 0) {
        if (i > start) {
          runs.add(text.substring(start, i), apart);
          apart = false;
        }
        start = -1;
      }
      if (!inside && i < text.length() && !isBetweenLines(text.charAt(i))) {
        apart = true;
      }
    }
    runs.endOfLines();
    return runs.decoded;
  }

  private static boolean isLetter(char c) {
    return c < LETTERS.length && LETTERS[c];
  }

  private static boolean isBetweenLines(char c) {
    return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '\\';
  }

  /**
   * The next run.
   *
   * @param apart whether more than the end of a line stands before it
   */
  private void add(String run, boolean apart) {
    if (run.length() >= SHORTEST) {
      decode(run);
    }
    if (apart || run.length() > width || width == 0) {
      endOfLines();
      begin(run);
    } else {
      lines.append(run);
      if (run.length() < width) {
        endOfLines();
      }
    }
  }

  private void begin(String run) {
    if (run.length() >= SHORTEST_LINE) {
      width = run.length();
      lines.append(run);
    }
  }

  private void endOfLines() {
    if (lines.length() > width) {
      decode(lines.toString());
    }
    lines.setLength(0);
    width = 0;
  }

  private void decode(String run) {
    String standard = run.replace('-', '+').replace('_', '/');
    int whole = standard.length() % 4 == 1 ? standard.length() - 1 : standard.length();
    decoded.add(Base64.getDecoder().decode(standard.substring(0, whole)));
  }
}
