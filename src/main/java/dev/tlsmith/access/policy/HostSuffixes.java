package dev.tlsmith.access.policy;

import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The host names that a policy allows: each with all names below it, an IP address to the letter.
 *
 * @param any whether every name is allowed
 * @param names in A-labels and canonical text
 */
public record HostSuffixes(boolean any, Set<SubjectAlternativeName> names) {

  private static final String ANY = "*";

  /** Every host. */
  static final HostSuffixes EVERY = new HostSuffixes(true, Set.of());

  /**
   * Reads the entries of a policy.
   *
   * @throws IllegalArgumentException if one of them is neither {@code "*"} nor a host
   */
  static HostSuffixes of(List<String> texts) {
    return new HostSuffixes(
        texts.contains(ANY),
        texts.stream()
            .filter(text -> !text.equals(ANY))
            .map(HostSuffixes::parse)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Reads one suffix.
   *
   * @param text a domain or an IP address, e.g. {@code "example.org"}
   * @throws IllegalArgumentException if it is neither; the message names it and says what to write
   */
  public static SubjectAlternativeName parse(String text) {
    SubjectAlternativeName name = SubjectAlternativeName.parse(text);
    if (name instanceof DnsName dns && dns.isWildcard()) {
      throw new IllegalArgumentException(
          "'%s' is a wildcard, and a suffix allows all below it already; use '%s'"
              .formatted(text, text.substring(2)));
    }
    return name;
  }

  /** Whether the name is one of these or below one; a wildcard counts as the name it stands at. */
  boolean allows(SubjectAlternativeName name) {
    return any
        || switch (name) {
          case IpAddress address -> names.contains(address);
          case DnsName dns -> allows(dns.isWildcard() ? dns.value().substring(2) : dns.value());
        };
  }

  private boolean allows(String host) {
    for (SubjectAlternativeName suffix : names) {
      boolean below = suffix instanceof DnsName && host.endsWith("." + suffix.value());
      if (below || (suffix instanceof DnsName && host.equals(suffix.value()))) {
        return true;
      }
    }
    return false;
  }

  /** For a message: what a caller can use instead. */
  String inWords() {
    if (any) {
      return ANY;
    }
    String all =
        names.stream()
            .map(SubjectAlternativeName::value)
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : all + " and names below";
  }
}
