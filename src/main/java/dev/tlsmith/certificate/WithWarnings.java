package dev.tlsmith.certificate;

import dev.tlsmith.problem.Warning;
import java.util.List;

/**
 * A result that was given although something about it should be known.
 *
 * @param value the result
 * @param warnings in the order they were found; may be empty
 */
public record WithWarnings<T>(T value, List<Warning> warnings) {

  public WithWarnings {
    warnings = List.copyOf(warnings);
  }

  /** The result; its warnings go to the others. */
  public T into(List<? super Warning> others) {
    others.addAll(warnings);
    return value;
  }
}
