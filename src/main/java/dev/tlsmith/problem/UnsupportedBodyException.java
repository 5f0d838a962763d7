package dev.tlsmith.problem;

/** A body in a media type that is not read here (415). */
public final class UnsupportedBodyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message value, rule and fix
   */
  public UnsupportedBodyException(String message) {
    super(message);
  }
}
