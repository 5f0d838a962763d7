package dev.tlsmith.product.compose;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command that is one text, divided as docker compose does: by blanks, unless they
 * stand between quotes or behind a backslash. Variables stay as they are written.
 */
final class ShellWords {

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  /** The words, in their order; a quote that is not closed ends with the text. */
  static List<String> of(String text) {
    ShellWords words = new ShellWords(text);
    words.read();
    return words.words;
  }

  private void read() {
    while (at < text.length()) {
      char next = text.charAt(at++);
      switch (next) {
        case ' ', '\t', '\r', '\n' -> end();
        case '\'', '"' -> quoted(next);
        case '\\' -> escaped();
        default -> append(next);
      }
    }
    end();
  }

  private void quoted(char quote) {
    begun = true;
    while (at < text.length() && text.charAt(at) != quote) {
      char next = text.charAt(at++);
      boolean escapes = quote == '"' && next == '\\' && at < text.length();
      if (escapes && (text.charAt(at) == '"' || text.charAt(at) == '\\')) {
        append(text.charAt(at++));
      } else {
        append(next);
      }
    }
    at++;
  }

  private void escaped() {
    if (at < text.length()) {
      append(text.charAt(at++));
    }
  }

  private void append(char next) {
    word.append(next);
    begun = true;
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
    }
    word.setLength(0);
    begun = false;
  }
}
