package dev.tlsmith.access.caller;

/** A caller asks for more than its rate (429). */
public final class RateExceededException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long retryAfterSeconds;

  RateExceededException(String message, long retryAfterSeconds) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** When it is worth trying again, in seconds. */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
