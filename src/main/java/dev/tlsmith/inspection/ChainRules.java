package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificateRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.certificate.path.PathRules;
import dev.tlsmith.certificate.path.PathSearch;
import dev.tlsmith.certificate.supplied.ServerRules;
import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.inspection.Recognised.Other;
import dev.tlsmith.inspection.Recognised.Store;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What clients make of the chain that a file holds: names, dates, purposes, the way to a root. */
final class ChainRules {

  /** Of all files; each may take some hundred signatures. */
  private static final int MOST_CHAINS = 40;

  /** Apple's platforms refuse a server's certificate of more (support.apple.com/103769). */
  private static final Duration LONGEST_LIFE = Duration.ofDays(825);

  private final Material material;
  private final DateRules dates;
  private final List<X509Certificate> anchors = new ArrayList<>();
  private final List<X509Certificate> servers;
  private final FindingCollector collector;
  private int chains;

  ChainRules(
      Material material,
      DateRules dates,
      List<X509Certificate> publicRoots,
      FindingCollector collector) {
    this.material = material;
    this.dates = dates;
    this.anchors.addAll(material.roots());
    this.anchors.addAll(publicRoots);
    this.servers = material.serverLeaves();
    this.collector = collector;
  }

  /** Judges every chain; what holds CAs alone is left to {@link TrustStoreRules}. */
  void check() {
    for (Recognised one : material.recognised()) {
      switch (one) {
        case Blocks blocks -> check(blocks.location(), blocks.certificates(), true);
        case Store store -> {
          if (store.holdsKeys()) {
            check(store.location(), store.certificates(), false);
          }
        }
        case Document document -> {}
        case Other other -> {}
      }
    }
    if (servers.isEmpty() && !material.hosts().isEmpty() && !material.certificates().isEmpty()) {
      collector.error(
          material.recognised().getFirst().location(),
          "no-server-certificate",
          "none of the certificates posted is a server's, so that nothing covers '%s'; post the one that"
                  .formatted(material.hosts().getFirst())
              + " the server shows, with its chain");
    }
    if (chains > MOST_CHAINS) {
      collector.warn(
          material.recognised().getFirst().location(),
          "too-many-chains",
          "there are %d chains, and the first %d were judged; post fewer files at a time"
              .formatted(chains, MOST_CHAINS));
    }
  }

  private void check(Location location, List<X509Certificate> certificates, boolean inOrder) {
    for (X509Certificate leaf :
        certificates.stream().distinct().filter(Material::isLeaf).toList()) {
      if (++chains <= MOST_CHAINS) {
        AbandonedException.throwIfInterrupted();
        check(location, certificates, leaf, inOrder);
      }
    }
  }

  private void check(
      Location location,
      List<X509Certificate> certificates,
      X509Certificate leaf,
      boolean inOrder) {
    Findings findings = new Findings();
    List<X509Certificate> others = new ArrayList<>(anchors);
    others.removeAll(certificates);
    List<X509Certificate> pool =
        certificates.stream().filter(one -> one.equals(leaf) || !Material.isLeaf(one)).toList();
    CertificationPath path =
        new PathSearch(pool, others, dates.now())
            .choose(List.of(leaf), (one, own) -> judge(one, location, own), findings);
    collector.addAll(location, findings);
    if (Material.isClient(leaf)) {
      collector.note(
          location,
          "client-certificate",
          "'%s' in %s is for clients alone: its extendedKeyUsage has clientAuth and no serverAuth, and"
                  .formatted(CertificateNames.subject(leaf), location)
              + " no server can use it");
    } else {
      checkServer(location, leaf);
    }
    nameIntermediateElsewhere(location, path);
    if (inOrder) {
      new ChainOrderRules(location, collector).check(certificates, path);
    }
  }

  private void judge(CertificationPath path, Location location, Findings findings) {
    X509Certificate leaf = path.first();
    if (Material.isClient(leaf)) {
      List<X509Certificate> authorities = path.validated().stream().skip(1).toList();
      new CertificateRules(dates, location.toString(), findings).check(leaf);
      authorities.forEach(one -> AuthorityRules.checkFlags(one, location.toString(), findings));
      authorities.forEach(one -> dates.check(one, location.toString(), findings));
      new PathRules(location.toString(), findings).check(path);
      return;
    }
    new ServerRules(dates).check(path, mustCover(leaf), location.toString(), findings);
  }

  /** All hosts where one certificate has to do for them; else those that none covers. */
  private List<SubjectAlternativeName> mustCover(X509Certificate leaf) {
    if (servers.size() == 1) {
      return material.hosts();
    }
    return leaf.equals(servers.getFirst()) ? material.uncovered(servers) : List.of();
  }

  private void checkServer(Location location, X509Certificate leaf) {
    String subject = CertificateNames.subject(leaf);
    if (CertificateNames.subjectAlternativeNames(leaf).isEmpty()) {
      collector.error(
          location,
          "no-subject-alternative-names",
          ("'%s' in %s has no subject alternative names, and a common name does not count (RFC"
                  + " 9525): no client accepts it under any name; have it reissued with its host"
                  + " names")
              .formatted(subject, location));
    }
    if (leaf.getBasicConstraints() >= 0) {
      collector.warn(
          location,
          "ca-as-server-certificate",
          ("'%s' in %s is a CA and has the names of a server; Firefox refuses it, and whoever has"
               + " the server's key can issue certificates; make a CA, and a certificate under it"
               + " with CA:FALSE")
              .formatted(subject, location));
    }
    Duration life =
        Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    if (life.compareTo(LONGEST_LIFE) > 0) {
      collector.warn(
          location,
          "valid-too-long",
          ("'%s' in %s is valid for %d days, and Apple's clients accept at most %d of a server;"
                  + " have it reissued for less")
              .formatted(subject, location, life.toDays(), LONGEST_LIFE.toDays()));
    }
  }

  /** What is missing in a chain, and stands in another of the files. */
  private void nameIntermediateElsewhere(Location location, CertificationPath path) {
    X509Certificate top = path.certificates().getLast();
    if (path.publicRoot().isPresent() || CertificationPath.isSelfSigned(top)) {
      return;
    }
    material.certificates().stream()
        .filter(one -> one.getSubjectX500Principal().equals(top.getIssuerX500Principal()))
        .filter(one -> !CertificationPath.isSelfIssued(one) && !Material.isLeaf(one))
        .findFirst()
        .ifPresent(
            issuer ->
                collector.error(
                    location,
                    "intermediate-in-another-file",
                    ("the issuer of '%s' in %s, '%s', is an intermediate CA that stands in %s;"
                            + " append it here: a server has to send it")
                        .formatted(
                            CertificateNames.subject(top),
                            location,
                            CertificateNames.subject(issuer),
                            material.locations(issuer).getFirst())));
  }
}
