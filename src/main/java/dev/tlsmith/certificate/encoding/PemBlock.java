package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.UnusableMaterialException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One encapsulated block of RFC 7468, read leniently: text around it, CRLF, indented lines, byte
 * order marks, other spaces and even lost line ends ({@code curl -d @file}) do no harm.
 *
 * @param label e.g. {@code "CERTIFICATE"}
 * @param headers of RFC 1421, e.g. {@code Proc-Type}; usually empty
 * @param der the decoded body
 */
public record PemBlock(String label, Map<String, String> headers, byte[] der) {

  private static final int LONGEST_TEXT = 1_000_000;
  private static final Pattern LABEL = Pattern.compile("[A-Z0-9 .#-]{1,40}");
  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  /** Byte order marks and what else editors and chats leave between letters, without a width. */
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\uFEFF\\u200B-\\u200F\\u2060\\u00AD]");

  /** Spaces other than that of ASCII, e.g. the non-breaking one. */
  private static final Pattern SPACES = Pattern.compile("\\p{Zs}");

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /**
   * Every block of the text, in its order.
   *
   * @throws UnusableMaterialException if there is none, or one is cut off or is not base64
   */
  public static List<PemBlock> parse(String given) throws UnusableMaterialException {
    if (given.length() > LONGEST_TEXT) {
      throw new UnusableMaterialException(
          "pem-too-large",
          "the text has %d characters; at most %d are read"
              .formatted(given.length(), LONGEST_TEXT));
    }
    String text = visible(given);
    List<PemBlock> blocks = new ArrayList<>();
    int at = 0;
    for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, at)) {
      int start = begin + BEGIN.length();
      int labelEnd = text.indexOf(DASHES, start);
      String label = labelEnd < 0 ? "" : text.substring(start, labelEnd);
      if (!LABEL.matcher(label).matches()) {
        throw malformed("a line '-----BEGIN …' is malformed");
      }
      String endLine = "-----END " + label + DASHES;
      int end = text.indexOf(endLine, labelEnd);
      if (end < 0) {
        throw malformed("the block '-----BEGIN %s-----' lacks its END line".formatted(label));
      }
      blocks.add(block(label, text.substring(labelEnd + DASHES.length(), end)));
      at = end + endLine.length();
    }
    if (blocks.isEmpty()) {
      throw new UnusableMaterialException(
          "pem-missing",
          "the text holds no PEM block: %s"
              .formatted(
                  ForeignFormat.ofText(text)
                      .orElse("it must contain lines such as '-----BEGIN CERTIFICATE-----'")));
    }
    return blocks;
  }

  /** The text without what has no width, and with ordinary spaces. */
  static String visible(String text) {
    return SPACES.matcher(INVISIBLE.matcher(text).replaceAll("")).replaceAll(" ");
  }

  private static PemBlock block(String label, String body) throws UnusableMaterialException {
    Map<String, String> headers = new HashMap<>();
    StringBuilder base64 = new StringBuilder(body.length());
    for (String line : body.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else {
        base64.append(WHITESPACE.matcher(line).replaceAll(""));
      }
    }
    try {
      return new PemBlock(
          label, Map.copyOf(headers), Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      throw malformed("the block '%s' is not valid base64".formatted(label));
    }
  }

  private static UnusableMaterialException malformed(String what) {
    return new UnusableMaterialException(
        "pem-malformed",
        what
            + "; send the file as it is: in JSON with \\n for its line ends, in a form with '+'"
            + " encoded (curl --data-urlencode or -F)");
  }

  /** Whether its label is a certificate's, in either form that is in use (RFC 7468 §5.1). */
  public boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  /** Whether it is a private key, in whatever form and encryption. */
  public boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /** Names the block, never what is in it. */
  @Override
  public String toString() {
    return "PemBlock[%s]".formatted(label);
  }
}
