package dev.tlsmith.problem;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer JSON Pointer (RFC 6901) into the request as the caller wrote it; {@code ""} for
 *     the whole of it
 * @param code stable and machine-readable, in kebab case, e.g. {@code "unknown-field"}
 * @param detail value, rule and fix, in one sentence; never a key or a password
 */
public record Fault(String pointer, String code, String detail) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /**
   * What the caller sent may be repeated, but not so that it moves a terminal, and no key that
   * stands in a wrong field.
   */
  public Fault {
    pointer = Quoted.pointer(pointer);
    detail = CONTROL.matcher(Quoted.withoutPem(detail)).replaceAll("\uFFFD");
  }

  /** The same fault of something that stands deeper in the request. */
  public Fault below(String parent) {
    return parent.isEmpty() ? this : new Fault(parent + pointer, code, detail);
  }
}
