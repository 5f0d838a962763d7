package dev.tlsmith.inspection;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a text is encoded, and what of that programs stumble over. */
final class TextForm {

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LOOKED_AT = 4_000;

  /** PEM as OpenSSL looks for it: at the start of a line (RFC 7468 §2). */
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s{0,3}-----BEGIN ");

  private final FindingCollector findings;

  TextForm(FindingCollector findings) {
    this.findings = findings;
  }

  /** The text of some content; empty if it is binary. */
  Optional<String> read(Location location, byte[] content) {
    Charset charset = charset(content);
    String text = new String(content, charset);
    if (text.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    boolean utf16 = !charset.equals(StandardCharsets.UTF_8);
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    if (utf16) {
      findings.error(
          location,
          "utf-16",
          "%s is UTF-16, as 'Out-File' of Windows PowerShell writes it, which no TLS program reads;"
                  .formatted(location)
              + " save it as UTF-8, e.g. with 'iconv -f UTF-16 -t UTF-8 FILE'");
    } else if (marked) {
      findings.error(
          location,
          "byte-order-mark",
          ("%s begins with a byte order mark, by which OpenSSL does not see the line behind it;"
               + " save it as UTF-8 without one, e.g. with 'sed -i \"1s/^\\xEF\\xBB\\xBF//\" FILE'")
              .formatted(location));
    }
    if (isPem(text) && text.indexOf('\r') >= 0) {
      findings.note(
          location,
          "crlf",
          ("%s has the line ends of Windows (CR LF); OpenSSL, Java and Go read them, scripts may"
                  + " not: 'dos2unix FILE' makes them plain")
              .formatted(location));
    }
    return Optional.of(marked ? text.substring(1) : text);
  }

  /** Whether a text is PEM, and not another format that holds some. */
  static boolean isPem(String text) {
    return BLOCK.matcher(text).find() && !text.stripLeading().startsWith("apiVersion:");
  }

  private static Charset charset(byte[] content) {
    if (content.length < 2) {
      return StandardCharsets.UTF_8;
    }
    if ((content[0] & 0xff) == 0xff && (content[1] & 0xff) == 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    if ((content[0] & 0xff) == 0xfe && (content[1] & 0xff) == 0xff) {
      return StandardCharsets.UTF_16BE;
    }
    int zeroes = 0;
    int length = Math.min(content.length, LOOKED_AT) / 2 * 2;
    for (int i = 1; i < length; i += 2) {
      zeroes += content[i] == 0 && content[i - 1] != 0 ? 1 : 0;
    }
    return length > 0 && zeroes == length / 2 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
  }
}
