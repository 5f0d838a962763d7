package dev.tlsmith.spec;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/**
 * A {@code pattern} of a schema, searched for in linear time and without recursion, however long
 * the text is. As in ECMA-262, whose expressions JSON Schema has, {@code $} is the end of the whole
 * text: a line end before it is a character like any other.
 */
public final class LinearPattern implements RegularExpression {

  private final Pattern pattern;

  /**
   * Reads an expression.
   *
   * @param expression without look-around and back references, which no linear search has
   * @throws IllegalArgumentException if it is none
   */
  public LinearPattern(String expression) {
    try {
      this.pattern = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern '%s' cannot be read (%s); write one without look-around and back references"
              .formatted(expression, e.getDescription()),
          e);
    }
  }

  /** Whether the text holds it; without {@code ^} and {@code $} anywhere. */
  @Override
  public boolean matches(String text) {
    return pattern.matcher(text).find();
  }
}
