package dev.tlsmith.report;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.problem.Warning;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found in what a caller gave.
 *
 * @param file where, as the caller names it, e.g. {@code "deploy/tls.yaml"}
 * @param place within it, e.g. a JSON Pointer; {@code ""} for the whole of it
 * @param code stable and machine-readable, in kebab case
 * @param message value, rule and fix; never a key or a password
 * @param documentation URL of the page that says more, where there is one
 */
public record Finding(
    Severity severity,
    String file,
    String place,
    String code,
    String message,
    @Nullable String documentation) {

  /** What refuses a spec. */
  public static Finding of(Fault fault, String file) {
    return new Finding(Severity.ERROR, file, fault.pointer(), fault.code(), fault.detail(), null);
  }

  /** What comes with an answer that was given all the same. */
  public static Finding of(Warning warning, String file) {
    return new Finding(
        warning.severity(), file, "", warning.code(), warning.message(), warning.documentation());
  }
}
