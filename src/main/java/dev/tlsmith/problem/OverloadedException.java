package dev.tlsmith.problem;

/** More is asked for at once than there is room for (503); the same request can be sent again. */
public class OverloadedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int retryAfterSeconds;

  /**
   * A refusal.
   *
   * @param message what is at its bound
   * @param retryAfterSeconds when it is worth trying again
   */
  public OverloadedException(String message, int retryAfterSeconds) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** When it is worth trying again, in seconds. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
