package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.path.Purposes;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a supplied leaf needs to serve TLS under the wanted names. */
final class LeafRules {

  private static final int DIGITAL_SIGNATURE = 0;
  private static final int MOST_LISTED = 10;

  private LeafRules() {}

  static void check(
      X509Certificate leaf,
      Collection<? extends SubjectAlternativeName> mustCover,
      String pointer,
      Findings findings) {
    checkUsage(leaf, pointer, findings);
    List<SubjectAlternativeName> uncovered = CertificateNames.uncovered(leaf, mustCover);
    if (!uncovered.isEmpty()) {
      String reasons =
          uncovered.stream()
              .flatMap(name -> NearMiss.explain(leaf, name).stream())
              .distinct()
              .limit(MOST_LISTED)
              .map("; "::concat)
              .collect(Collectors.joining());
      findings.fault(
          pointer,
          "host-not-covered",
          ("'%s' does not cover %s; its subject alternative names are %s (a common name does not "
                  + "count, RFC 9525)%s; have it reissued with the missing names")
              .formatted(
                  CertificateNames.subject(leaf),
                  listed(uncovered.stream().map("'%s'"::formatted).toList()),
                  listed(kinds(leaf)),
                  reasons));
    }
  }

  /** As {@code openssl x509 -text} tells an address from a DNS name that looks like one. */
  private static List<String> kinds(X509Certificate leaf) {
    List<String> dns = CertificateNames.dnsNames(leaf);
    List<String> all = new ArrayList<>(CertificateNames.subjectAlternativeNames(leaf));
    dns.forEach(all::remove);
    return Stream.concat(
            dns.stream().map("DNS '%s'"::formatted), all.stream().map("IP '%s'"::formatted))
        .toList();
  }

  private static void checkUsage(X509Certificate leaf, String pointer, Findings findings) {
    String subject = CertificateNames.subject(leaf);
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      findings.fault(
          pointer,
          "key-usage",
          "'%s' cannot serve TLS 1.3: its keyUsage lacks digitalSignature; have it reissued with it"
              .formatted(subject));
    }
    if (!Purposes.allowServer(leaf)) {
      findings.fault(
          pointer,
          "not-a-server-certificate",
          ("'%s' may not serve TLS: its extendedKeyUsage lacks serverAuth; have it reissued "
                  + "with it")
              .formatted(subject));
    }
    if (!Purposes.allowNetscapeServer(leaf)) {
      findings.fault(
          pointer,
          "not-a-server-certificate",
          ("'%s' may not serve TLS: its Netscape certificate type lacks sslServer; have it"
                  + " reissued without that extension")
              .formatted(subject));
    }
  }

  private static String listed(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String first = names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    return names.size() <= MOST_LISTED
        ? first
        : "%s and %d more".formatted(first, names.size() - MOST_LISTED);
  }
}
