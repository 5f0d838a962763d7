package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.path.CertificationPath;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands in a file that a server sends as it is: the leaf first, each certificate followed by
 * its issuer, nothing else (RFC 8446 §4.4.2).
 */
final class ChainOrderRules {

  private static final int MOST_LISTED = 5;

  private final Location location;
  private final FindingCollector collector;

  ChainOrderRules(Location location, FindingCollector collector) {
    this.location = location;
    this.collector = collector;
  }

  void check(List<X509Certificate> certificates, CertificationPath path) {
    List<X509Certificate> chain = path.certificates();
    List<X509Certificate> present = certificates.stream().distinct().toList();
    List<X509Certificate> ordered = present.stream().filter(chain::contains).toList();
    if (!present.getFirst().equals(path.first())) {
      collector.error(
          location,
          "leaf-not-first",
          ("%s begins with '%s' and not with the server's '%s'; programs take the first certificate"
               + " for the server's and refuse its key (RFC 8446 §4.4.2); put the server's first,"
               + " then each issuer")
              .formatted(
                  location,
                  CertificateNames.subject(present.getFirst()),
                  CertificateNames.subject(path.first())));
    } else if (!ordered.equals(chain)) {
      collector.warn(
          location,
          "chain-out-of-order",
          "the certificates in %s are not in order, which older clients refuse; write them as: %s"
              .formatted(location, listed(chain)));
    }
    checkSurplus(certificates, path, chain);
  }

  private void checkSurplus(
      List<X509Certificate> certificates, CertificationPath path, List<X509Certificate> chain) {
    List<X509Certificate> foreign =
        certificates.stream()
            .distinct()
            .filter(one -> !chain.contains(one) && !Material.isLeaf(one))
            .toList();
    if (!foreign.isEmpty()) {
      collector.warn(
          location,
          "foreign-certificate",
          "%d of the certificates in %s do not belong to the chain of '%s' and are sent for nothing: %s;"
                  .formatted(
                      foreign.size(),
                      location,
                      CertificateNames.subject(path.first()),
                      listed(foreign))
              + " take them out");
    }
    X509Certificate top = chain.getLast();
    if (chain.size() > 1 && CertificationPath.isSelfSigned(top)) {
      collector.note(
          location,
          "root-in-chain",
          "%s ends with the root '%s', which a server need not send: a client has it or does not trust"
                  .formatted(location, CertificateNames.subject(top))
              + " it; it can be left out");
    }
    Set<X509Certificate> seen = new HashSet<>();
    List<X509Certificate> twice = certificates.stream().filter(one -> !seen.add(one)).toList();
    if (!twice.isEmpty()) {
      collector.warn(
          location,
          "duplicate-certificate",
          "%s has certificates more than once: %s; leave one of each"
              .formatted(location, listed(twice)));
    }
  }

  private static String listed(List<X509Certificate> certificates) {
    String first =
        certificates.stream()
            .limit(MOST_LISTED)
            .map(one -> "'%s'".formatted(CertificateNames.subject(one)))
            .collect(Collectors.joining(", "));
    int more = certificates.size() - MOST_LISTED;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }
}
