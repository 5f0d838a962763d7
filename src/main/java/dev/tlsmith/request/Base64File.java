package dev.tlsmith.request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * A file of a form for a field whose text is base64, so that {@code curl -F name=@file} sends it.
 */
final class Base64File {

  /** Those of the schema with {@code contentEncoding: base64}, by the last part of their names. */
  static final Set<String> FIELDS = Set.of("pkcs12", "helmChart");

  private Base64File() {}

  /** Whether a field of that name takes such a file. */
  static boolean isFor(String name) {
    return FIELDS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The file in base64; what is text has that form already and stays as it is. */
  static String text(byte[] file) {
    for (byte b : file) {
      if (b <= 0 || b < ' ' && !Character.isWhitespace(b)) {
        return Base64.getEncoder().encodeToString(file);
      }
    }
    return new String(file, StandardCharsets.US_ASCII);
  }
}
