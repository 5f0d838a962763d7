package dev.tlsmith.problem;

import java.util.List;

/** A request that cannot be served as it is; carries every fault that was found. */
public final class InvalidSpecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Fault> faults;

  /** Which HTTP status the faults amount to. */
  public enum Kind {
    /** Not a spec at all: syntax, or something that the schema refuses (400). */
    MALFORMED,
    /** A well-formed spec that cannot be fulfilled (422). */
    UNPROCESSABLE,
    /** A spec that the caller's policy does not allow (403). */
    FORBIDDEN
  }

  /**
   * A refusal.
   *
   * @param kind of all faults
   * @param faults at least one
   */
  public InvalidSpecException(Kind kind, List<Fault> faults) {
    super("%s: %d fault(s)".formatted(kind, faults.size()));
    this.kind = kind;
    this.faults = List.copyOf(faults);
  }

  /** A 422 with a single fault. */
  public static InvalidSpecException unprocessable(String pointer, String code, String detail) {
    return new InvalidSpecException(Kind.UNPROCESSABLE, List.of(new Fault(pointer, code, detail)));
  }

  /**
   * A 400 for a parameter of the query.
   *
   * @param rule what may stand there, e.g. {@code "give a number of days from 0 to 9999"}
   */
  public static InvalidSpecException parameter(String name, String value, String rule) {
    String detail = "the parameter '%s' is %s; %s".formatted(name, Quoted.of(value), rule);
    return new InvalidSpecException(
        Kind.MALFORMED, List.of(new Fault("", "malformed-parameter", detail)));
  }

  /** Which HTTP status the faults amount to. */
  public Kind kind() {
    return kind;
  }

  /** Every fault, in the order they were found. */
  public List<Fault> faults() {
    return faults;
  }
}
