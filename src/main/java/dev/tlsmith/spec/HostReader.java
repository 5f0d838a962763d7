package dev.tlsmith.spec;

import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import io.netty.util.NetUtil;

/** Reads a name, and says no more of one that is none than which check it failed. */
final class HostReader {

  private HostReader() {}

  /**
   * Reads one name.
   *
   * @throws IllegalArgumentException if it is none; the message is a rule with its fix that follows
   *     the name in a sentence, or empty
   */
  static SubjectAlternativeName read(String text) {
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
