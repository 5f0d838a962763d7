package dev.tlsmith.certificate;

import java.time.Duration;

/** Every core makes keys already and the queue is full, or the wait in it was too long: a 503. */
public final class KeyGenerationBusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  KeyGenerationBusyException(Duration retryAfter) {
    super("key generation is at its bound; try again in %d s".formatted(retryAfter.toSeconds()));
    this.retryAfter = retryAfter;
  }

  /** When a new attempt makes sense, for {@code Retry-After}; whole seconds. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
