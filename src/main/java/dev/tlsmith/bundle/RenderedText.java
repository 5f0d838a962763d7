package dev.tlsmith.bundle;

import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.rendering.Syntax;
import java.util.OptionalInt;

/** Parses what a template made once more; what does not parse is a fault of the pack. */
final class RenderedText {

  private RenderedText() {}

  /**
   * Checks a rendered file by the syntax that its name says it has.
   *
   * @throws IllegalStateException if it does not parse; the message holds no text of it
   */
  static void check(RenderedFile file) {
    Syntax syntax = file.syntax();
    OptionalInt line = syntax.fault(file.text());
    if (line.isPresent()) {
      String detail =
          "the pack's template for '%s' made text that does not parse as %s, at line %d of it";
      throw new IllegalStateException(detail.formatted(file.path(), syntax, line.getAsInt()));
    }
  }
}
