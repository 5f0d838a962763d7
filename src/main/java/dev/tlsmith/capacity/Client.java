package dev.tlsmith.capacity;

/**
 * The client that a piece of work is done for: whose share of the threads it takes, and on which
 * connection the answer is awaited.
 *
 * @param name tells callers apart: each has an equal share
 * @param connection where the answer is waited for
 */
public record Client(String name, Connection connection) {

  /** A connection that can be closed from the other side. */
  public interface Connection {

    /**
     * Does something once when it is closed; at once if it is so already.
     *
     * @return ends the watch
     */
    Runnable whenClosed(Runnable action);
  }
}
