package dev.tlsmith.inspection;

import dev.tlsmith.archive.Expansion;
import dev.tlsmith.certificate.encoding.BinaryForm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Base64 (RFC 4648 §4) where what it encodes is wanted. */
final class EncodedContent {

  private static final int SHORTEST_BASE64 = 40;
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]++={0,2}\\s*+");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private EncodedContent() {}

  /** What some text is base64 of, if that is something that is recognised. */
  static Optional<byte[]> in(String text) {
    if (text.length() < SHORTEST_BASE64 || !BASE64.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(SPACE.matcher(text).replaceAll(""));
      boolean known =
          Expansion.isArchive(decoded)
              || BinaryForm.recognise(decoded).isPresent()
              || new String(decoded, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")
              || base64Again(decoded);
      return known ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Base64 of PEM and of DER begins alike, whatever follows. */
  private static boolean base64Again(byte[] decoded) {
    String start = new String(decoded, 0, Math.min(decoded.length, 8), StandardCharsets.ISO_8859_1);
    return start.startsWith("LS0tLS1C") || start.startsWith("MII");
  }
}
