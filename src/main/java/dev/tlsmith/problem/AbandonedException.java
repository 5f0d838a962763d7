package dev.tlsmith.problem;

/**
 * Work was stopped before its end because nobody waits for it any longer, or it took too long.
 * Whoever stops it interrupts its thread; it ends at the next step, between two keys or two
 * handshakes.
 */
public final class AbandonedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The one who waited is gone: nobody reads this. */
  public AbandonedException() {
    super("nobody waits for this any longer");
  }

  /**
   * A step of long work: goes on unless the thread was interrupted.
   *
   * @throws AbandonedException if it was
   */
  public static void throwIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new AbandonedException();
    }
  }
}
