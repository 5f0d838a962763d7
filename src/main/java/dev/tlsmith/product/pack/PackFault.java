package dev.tlsmith.product.pack;

/**
 * One thing that is wrong with a pack.
 *
 * @param pack id of the pack, or the shared folder
 * @param file below the pack's folder, e.g. {@code "product.yaml"}; {@code ""} for the folder
 * @param line counted from 1; 0 if it is about the whole file
 * @param detail value, rule and fix, for the pack's author
 */
public record PackFault(String pack, String file, int line, String detail) {

  /** As compilers write it: {@code acme/product.yaml:12: detail}. */
  @Override
  public String toString() {
    String at = file.isEmpty() ? pack : pack + "/" + file;
    return (line > 0 ? at + ":" + line : at) + ": " + detail;
  }
}
