package dev.tlsmith.problem;

import org.jspecify.annotations.Nullable;

/**
 * Something the caller should know about an answer that was given all the same.
 *
 * @param severity {@link Severity#WARNING} or {@link Severity#NOTE}
 * @param code stable and machine-readable, in kebab case, e.g. {@code "leaf-clamped"}
 * @param message value, rule and fix, in one or two sentences; never a key or a password
 * @param documentation URL of the page that says more, where there is one
 */
public record Warning(
    Severity severity, String code, String message, @Nullable String documentation) {

  /** Repeats no key that stands in a wrong field. */
  public Warning {
    message = Quoted.withoutPem(message);
  }

  /** What may surprise. */
  public static Warning of(String code, String message, @Nullable String documentation) {
    return new Warning(Severity.WARNING, code, message, documentation);
  }

  /** What was done with what the caller gave, and no harm in it. */
  public static Warning note(String code, String message, @Nullable String documentation) {
    return new Warning(Severity.NOTE, code, message, documentation);
  }
}
