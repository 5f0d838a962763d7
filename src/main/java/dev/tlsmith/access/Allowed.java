package dev.tlsmith.access;

import java.util.List;
import java.util.Set;

/**
 * The values of one field that a policy allows.
 *
 * @param values to the letter; {@code "*"} among them: any
 */
record Allowed(Set<String> values) {

  /** Any value at all. */
  static final Allowed ANY = new Allowed(Set.of("*"));

  static Allowed of(List<String> values) {
    return new Allowed(Set.copyOf(values));
  }

  boolean contains(String value) {
    return values.contains("*") || values.contains(value);
  }

  /** For a message: what a caller can use instead. */
  String inWords() {
    return values.isEmpty() ? "none" : String.join(", ", values.stream().sorted().toList());
  }
}
