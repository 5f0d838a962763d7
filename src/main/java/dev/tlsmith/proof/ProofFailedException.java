package dev.tlsmith.proof;

/** Material of our own making did not work: a 500, and nothing is handed out. */
public final class ProofFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProofFailedException(String message) {
    super(message);
  }

  ProofFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
