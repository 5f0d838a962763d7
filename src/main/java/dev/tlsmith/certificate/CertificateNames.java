package dev.tlsmith.certificate;

import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/** The names in a certificate, and which of them a TLS client would accept (RFC 9525 §6). */
public final class CertificateNames {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int LONGEST_TEXT = 120;

  private CertificateNames() {}

  /** The subject for people: RFC 2253 text, at most 120 characters. */
  public static String subject(X509Certificate certificate) {
    return text(certificate.getSubjectX500Principal());
  }

  /** The issuer for people: RFC 2253 text, at most 120 characters. */
  public static String issuer(X509Certificate certificate) {
    return text(certificate.getIssuerX500Principal());
  }

  /**
   * Whether a client that asked for this name would accept the certificate. The common name does
   * not count.
   *
   * @param name a wildcard is covered only by the same wildcard
   */
  public static boolean covers(X509Certificate certificate, SubjectAlternativeName name) {
    return switch (name) {
      case DnsName dns ->
          values(certificate, DNS_NAME).stream().anyMatch(pattern -> matches(pattern, dns));
      case IpAddress ip -> values(certificate, IP_ADDRESS).contains(ip.value());
    };
  }

  /** Whether a certificate with these names would be accepted under the other one. */
  public static boolean covers(
      Collection<? extends SubjectAlternativeName> names, SubjectAlternativeName other) {
    return switch (other) {
      case DnsName dns -> names.stream().anyMatch(name -> matches(name.value(), dns));
      case IpAddress ip -> names.contains(ip);
    };
  }

  /** Those of the names that the certificate does not cover, in their order. */
  public static List<SubjectAlternativeName> uncovered(
      X509Certificate certificate, Collection<? extends SubjectAlternativeName> names) {
    return names.stream()
        .filter(name -> !covers(certificate, name))
        .<SubjectAlternativeName>map(name -> name)
        .distinct()
        .toList();
  }

  /**
   * The DNS names and IP addresses of the subject alternative name extension, in its order, IP
   * addresses in canonical text; other kinds of name are left out. May be empty.
   */
  public static List<String> subjectAlternativeNames(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> name : extension(certificate)) {
      if (name.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS)) {
        names.add(canonical(kind, String.valueOf(name.get(1))));
      }
    }
    return List.copyOf(names);
  }

  /** The DNS names alone, as {@link #subjectAlternativeNames} has them. */
  public static List<String> dnsNames(X509Certificate certificate) {
    return values(certificate, DNS_NAME);
  }

  private static List<String> values(X509Certificate certificate, int kind) {
    return extension(certificate).stream()
        .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
        .map(name -> canonical(kind, String.valueOf(name.get(1))))
        .toList();
  }

  private static boolean matches(String pattern, DnsName name) {
    if (pattern.equals(name.value())) {
      return true;
    }
    int dot = name.value().indexOf('.');
    return !name.isWildcard()
        && dot > 0
        && pattern.startsWith("*.")
        && pattern.substring(1).equals(name.value().substring(dot));
  }

  private static String canonical(int kind, String value) {
    if (kind == DNS_NAME) {
      return value.toLowerCase(Locale.ROOT);
    }
    try {
      return new IpAddress(value).value();
    } catch (IllegalArgumentException e) {
      return value; // a range with its mask, as name constraints have: matches nothing
    }
  }

  private static Collection<List<?>> extension(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of(); // no client could read it either
    }
  }

  /** A name for people: RFC 2253 text, printable, at most 120 characters. */
  public static String text(X500Principal principal) {
    String text = principal.getName(X500Principal.RFC2253);
    if (text.isEmpty()) {
      return "(empty)";
    }
    return printable(text);
  }

  /** Text of a certificate for people: printable, at most 120 characters. */
  public static String printable(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= LONGEST_TEXT
        ? printable
        : printable.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
