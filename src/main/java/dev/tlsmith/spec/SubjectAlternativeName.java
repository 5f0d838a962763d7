package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** A name the certificate vouches for: RFC 5280 §4.2.1.6, the two kinds TLS uses. */
public sealed interface SubjectAlternativeName {

  /** As on the wire: {@code "*.example.org"}, {@code "10.0.0.1"}, {@code "::1"}. */
  @JsonValue
  String value();

  /**
   * A lower-case host name in A-labels; only the leftmost label may be {@code *} (RFC 9525 §6.3).
   *
   * @param value at most 253 characters
   */
  record DnsName(String value) implements SubjectAlternativeName {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public DnsName {
      String name = value.startsWith("*.") ? value.substring(2) : value;
      String[] labels = name.split("\\.", -1);
      boolean valid = value.length() <= 253 && !labels[labels.length - 1].matches("[0-9]+");
      for (String label : labels) {
        valid &= LABEL.matcher(label).matches();
      }
      if (!valid) {
        throw new IllegalArgumentException(
            "'%s' is not a lower-case host name in A-labels".formatted(value));
      }
      if (value.startsWith("*.") && labels.length < 2) {
        throw new IllegalArgumentException(
            "'%s' would cover a whole top-level domain; use e.g. '*.example.org'".formatted(value));
      }
    }

    /** Whether the leftmost label is {@code *}. */
    public boolean isWildcard() {
      return value.startsWith("*.");
    }

    /** A host name that this name covers: a wildcard with a label in its place, else itself. */
    public String sample() {
      return isWildcard() ? "tlsmith-proof" + value.substring(1) : value;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * An IP address in its canonical text (RFC 5952); never resolved through DNS.
   *
   * @param value {@code "10.0.0.1"} or {@code "2001:db8::1"}
   */
  record IpAddress(String value) implements SubjectAlternativeName {

    /** Some readers take {@code 010} for eight. */
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|\\.)0[0-9]");

    public IpAddress {
      boolean literal =
          (NetUtil.isValidIpV4Address(value) && !LEADING_ZERO.matcher(value).find())
              || NetUtil.isValidIpV6Address(value);
      if (!literal || value.indexOf('%') >= 0 || value.indexOf('[') >= 0) {
        throw new IllegalArgumentException("'%s' is not an IP address".formatted(value));
      }
      value = NetUtil.toAddressString(InetAddress.ofLiteral(value));
    }

    /** The 4 or 16 octets, as RFC 5280 stores them. */
    public byte[] octets() {
      return InetAddress.ofLiteral(value).getAddress();
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * Reads one name; upper case is folded, and an internationalised name becomes A-labels as UTS 46
   * says, nontransitional.
   *
   * @param text host name, wildcard or IP literal; surrounding space is an error
   * @throws IllegalArgumentException if none of these; the message reaches the caller and says
   *     which rule it breaks and what to write instead
   */
  @JsonCreator
  static SubjectAlternativeName parse(String text) {
    try {
      return read(text);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          MalformedHost.describe(text, reason, name -> read(name).value()), e);
    }
  }

  /** The message of what is thrown is a rule with its fix that follows the name, or empty. */
  private static SubjectAlternativeName read(String text) {
    boolean address = NetUtil.isValidIpV4Address(text) || text.indexOf(':') >= 0;
    String wildcard = text.startsWith("*.") ? "*." : "";
    String ascii = address ? text : InternationalName.toAscii(text.substring(wildcard.length()));
    try {
      return address ? new IpAddress(text) : new DnsName(wildcard + ascii);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("", e);
    }
  }
}
