package dev.tlsmith.product;

/** A product pack that is wrong; the message is for its author and stops the start. */
public final class PackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PackException(String pack, String detail) {
    super("product pack '%s': %s".formatted(pack, detail));
  }

  PackException(String pack, String detail, Throwable cause) {
    super("product pack '%s': %s".formatted(pack, detail), cause);
  }
}
