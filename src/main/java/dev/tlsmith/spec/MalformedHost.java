package dev.tlsmith.spec;

import dev.tlsmith.problem.Quoted;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Says why a text is no name that a certificate vouches for, and what to write instead. */
final class MalformedHost {

  private static final String EXAMPLE = "use e.g. 'app.example.org'";

  private static final String QUOTES = "\"'`<";

  private final String text;

  private final UnaryOperator<String> canonical;

  private MalformedHost(String text, UnaryOperator<String> canonical) {
    this.text = text;
    this.canonical = canonical;
  }

  /**
   * Value, rule and fix.
   *
   * @param text what {@link SubjectAlternativeName#parse} refuses
   * @param reason what refused it said, a rule with its fix; empty if nothing of its own
   * @param canonical writes a name as a certificate has it, and throws {@link
   *     IllegalArgumentException} for what is none
   */
  static String describe(String text, String reason, UnaryOperator<String> canonical) {
    MalformedHost host = new MalformedHost(text, canonical);
    String rule = host.surroundings();
    if (rule.isEmpty()) {
      rule = text.indexOf('*') >= 0 ? host.wildcard() : host.address();
    }
    if (rule.isEmpty()) {
      rule = host.labels();
    }
    if (rule.isEmpty()) {
      rule = reason.isEmpty() ? "is neither a DNS name nor an IP address; " + EXAMPLE : reason;
    }
    return "%s %s".formatted(Quoted.of(text), rule);
  }

  /** What stands around a name in a URL, a mail address, a configuration file. */
  private String surroundings() {
    int scheme = text.indexOf("://");
    if (text.isEmpty()) {
      return "is empty; " + EXAMPLE;
    }
    if (scheme >= 0) {
      return "carries a scheme; " + instead(afterScheme());
    }
    if (!text.equals(text.strip())) {
      return "has a space at an end; " + instead(text.strip());
    }
    if (text.length() > 2 && QUOTES.indexOf(text.charAt(0)) >= 0) {
      return "stands in quotes of its own; "
          + instead(text.replaceAll("^[\"'`<]+|[\"'`>]+\\z", ""));
    }
    String before = text.replaceAll("[,;]++\\z", "");
    if (before.length() < text.length() && !before.matches(".*[,; ].*")) {
      return "ends in '%s'; %s".formatted(text.charAt(text.length() - 1), instead(before));
    }
    if (text.indexOf(',') >= 0 || text.indexOf(';') >= 0 || text.indexOf(' ') >= 0) {
      return "names several; give each as an entry of its own, in a form by repeating the field:"
          + " hosts=a.example.org&hosts=b.example.org";
    }
    if (text.indexOf('@') >= 0) {
      return "carries a user, as a mail address does; "
          + instead(text.substring(text.lastIndexOf('@') + 1));
    }
    if (text.indexOf('/') >= 0) {
      return path(text.substring(0, text.indexOf('/')));
    }
    if (text.indexOf('?') >= 0) {
      return "carries a query; " + instead(withoutPort(text.substring(0, text.indexOf('?'))));
    }
    if (text.indexOf('#') >= 0) {
      return "carries a fragment; " + instead(withoutPort(text.substring(0, text.indexOf('#'))));
    }
    return "";
  }

  private String afterScheme() {
    String rest = text.substring(text.indexOf("://") + 3);
    int path = rest.indexOf('/');
    String authority = path < 0 ? rest : rest.substring(0, path);
    return withoutPort(authority.substring(authority.lastIndexOf('@') + 1));
  }

  private String path(String before) {
    boolean range = NetUtil.isValidIpV4Address(before) || NetUtil.isValidIpV6Address(before);
    return range
        ? "is a range of addresses, which no certificate has; name each address"
        : "carries a path; " + instead(withoutPort(before));
  }

  /** {@code host:8443} and {@code [::1]:8443} without what does not belong to the name. */
  private static String withoutPort(String authority) {
    if (authority.startsWith("[") && authority.indexOf(']') > 0) {
      return authority.substring(1, authority.indexOf(']'));
    }
    int colon = authority.indexOf(':');
    return colon >= 0 && colon == authority.lastIndexOf(':')
        ? authority.substring(0, colon)
        : authority;
  }

  private String wildcard() {
    if (text.equals("*")) {
      return "would cover everything; use e.g. '*.example.org'";
    }
    String below = text.substring(text.lastIndexOf('*') + 1);
    if (text.startsWith("*.") && text.lastIndexOf('*') == 0 && below.indexOf('.', 1) < 0) {
      return "would cover a whole top-level domain; use e.g. '*.example.org'";
    }
    boolean leftmost = text.startsWith("*.") && text.lastIndexOf('*') == 0;
    return leftmost
        ? ""
        : "has '*' elsewhere than as its whole leftmost label (RFC 9525 §6.3); use e.g."
            + " '*.example.org'";
  }

  private String address() {
    if (text.startsWith("[")) {
      return "has an address in brackets, as URLs do; " + instead(withoutPort(text));
    }
    if (text.indexOf('%') >= 0 && text.indexOf(':') >= 0) {
      return "carries a zone, which is local to a machine; "
          + instead(text.substring(0, text.indexOf('%')));
    }
    int colon = text.indexOf(':');
    if (colon >= 0 && colon == text.lastIndexOf(':')) {
      return "carries a port; %s, and the port as 'publicPort'"
          .formatted(instead(text.substring(0, colon)));
    }
    if (colon >= 0) {
      return "is not an IPv6 address; use e.g. '2001:db8::1'";
    }
    boolean numbers = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return numbers && text.indexOf('.') > 0
        ? "is not an IPv4 address; give four numbers from 0 to 255 without leading zeros"
        : "";
  }

  private String labels() {
    if (text.endsWith(".")) {
      return "ends in a dot, which no certificate has; "
          + instead(text.substring(0, text.length() - 1));
    }
    if (text.startsWith(".")) {
      return "begins with a dot; "
          + instead(text.substring(1))
          + ", or '*"
          + text
          + "' for all names directly below it";
    }
    if (text.contains("..")) {
      return "has nothing between two dots; " + instead(text.replaceAll("\\.{2,}+", "."));
    }
    if (text.indexOf('_') >= 0) {
      return "holds '_', which no host name has (RFC 1123 §2.1); "
          + instead(text.replace('_', '-'));
    }
    String last = text.substring(text.lastIndexOf('.') + 1);
    return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9')
        ? "ends in a number, which no DNS name does; " + EXAMPLE
        : "";
  }

  /** The text that was probably meant, where it is a name; else an example. */
  private String instead(String meant) {
    try {
      String name = canonical.apply(meant.toLowerCase(Locale.ROOT));
      return "write '%s'".formatted(name);
    } catch (IllegalArgumentException e) {
      return EXAMPLE;
    }
  }
}
