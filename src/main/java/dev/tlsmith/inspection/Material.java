package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.Purposes;
import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that was posted, once it is recognised: what stands in one file is judged by what
 * stands in the others.
 *
 * @param recognised in the order of the files
 * @param hosts that the certificates have to cover; may be empty
 */
record Material(List<Recognised> recognised, List<SubjectAlternativeName> hosts) {

  private static final Pattern HOST_NAME =
      Pattern.compile("(?:^|,)CN=(?:\\*\\.)?[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})+(?:,|$)");

  /** With the hosts that the caller names, or else those of a {@code tlsmith.yaml} among them. */
  static Material of(List<Recognised> recognised, List<SubjectAlternativeName> hosts) {
    return new Material(recognised, hosts.isEmpty() ? hostsOfSpecs(recognised) : hosts);
  }

  private static List<SubjectAlternativeName> hostsOfSpecs(List<Recognised> recognised) {
    return recognised.stream()
        .flatMap(one -> one instanceof Document document ? Stream.of(document) : Stream.empty())
        .filter(document -> document.kind().equals("tlsmith"))
        .flatMap(document -> Trees.texts(document.content(), 10_000).stream())
        .filter(text -> text.pointer().matches("/spec/(deployments/[0-9]+/)?hosts/[0-9]+"))
        .flatMap(text -> name(text.text()))
        .distinct()
        .toList();
  }

  private static Stream<SubjectAlternativeName> name(String text) {
    try {
      return Stream.of(SubjectAlternativeName.parse(text));
    } catch (IllegalArgumentException e) {
      return Stream.empty(); // a spec of somebody's own making
    }
  }

  /** Every certificate once. */
  Set<X509Certificate> certificates() {
    Set<X509Certificate> all = new LinkedHashSet<>();
    recognised.forEach(one -> all.addAll(one.certificates()));
    return all;
  }

  /** Every private key that could be read. */
  List<PrivateKey> keys() {
    return recognised.stream().flatMap(one -> one.keys().stream()).toList();
  }

  /** The roots among the certificates. */
  List<X509Certificate> roots() {
    return certificates().stream()
        .filter(one -> !isLeaf(one) && CertificationPath.isSelfIssued(one))
        .toList();
  }

  /** Servers' certificates, each once. */
  List<X509Certificate> serverLeaves() {
    return certificates().stream().filter(one -> isLeaf(one) && !isClient(one)).toList();
  }

  /** What the given hosts are that none of the certificates covers. */
  List<SubjectAlternativeName> uncovered(Collection<X509Certificate> leaves) {
    return hosts.stream()
        .filter(host -> leaves.stream().noneMatch(leaf -> CertificateNames.covers(leaf, host)))
        .toList();
  }

  /** Where else a certificate stands. */
  List<Location> locations(X509Certificate certificate) {
    return recognised.stream()
        .filter(one -> one.certificates().contains(certificate))
        .map(Recognised::location)
        .toList();
  }

  /**
   * Whether it is one that a program shows: no CA; or one with the names of a server, or signed by
   * itself and called like one, as {@code openssl req -x509 -subj /CN=host} makes it.
   */
  static boolean isLeaf(X509Certificate certificate) {
    return certificate.getBasicConstraints() < 0
        || !CertificateNames.subjectAlternativeNames(certificate).isEmpty()
        || CertificationPath.isSelfIssued(certificate)
            && HOST_NAME.matcher(CertificateNames.subject(certificate)).find();
  }

  /** Whether it is a client's and no server's: by its purpose, and without names. */
  static boolean isClient(X509Certificate certificate) {
    return !Purposes.allowServer(certificate)
        && Purposes.allowClient(certificate)
        && CertificateNames.subjectAlternativeNames(certificate).isEmpty();
  }
}
