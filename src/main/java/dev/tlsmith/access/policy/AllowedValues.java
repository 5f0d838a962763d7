package dev.tlsmith.access.policy;

import java.util.List;
import java.util.Set;

/**
 * The values of one field that a policy allows.
 *
 * @param values to the letter; {@code "*"} among them: any
 */
public record AllowedValues(Set<String> values) {

  /** Any value at all. */
  public static final AllowedValues ANY = new AllowedValues(Set.of("*"));

  static AllowedValues of(List<String> values) {
    return new AllowedValues(Set.copyOf(values));
  }

  /** Whether a value is allowed. */
  public boolean contains(String value) {
    return values.contains("*") || values.contains(value);
  }

  /** For a message: what a caller can use instead. */
  String inWords() {
    return values.isEmpty() ? "none" : String.join(", ", values.stream().sorted().toList());
  }
}
