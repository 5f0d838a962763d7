package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.encoding.StoreInventory;
import dev.tlsmith.certificate.encoding.StoreInventory.CertificateEntry;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificateRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.certificate.path.StrictProfile;
import dev.tlsmith.certificate.supplied.TrustRules;
import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.inspection.Recognised.Other;
import dev.tlsmith.inspection.Recognised.Store;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is there to be trusted: certificates of CAs in PEM, and trust stores. */
final class TrustStoreRules {

  private final Material material;
  private final DateRules dates;
  private final Set<X509Certificate> publicRoots;
  private final FindingCollector collector;

  TrustStoreRules(
      Material material,
      DateRules dates,
      List<X509Certificate> publicRoots,
      FindingCollector collector) {
    this.material = material;
    this.dates = dates;
    this.publicRoots = new HashSet<>(publicRoots);
    this.collector = collector;
  }

  void check() {
    for (Recognised one : material.recognised()) {
      switch (one) {
        case Blocks blocks -> {
          if (blocks.certificates().stream().noneMatch(Material::isLeaf)) {
            checkTrusted(blocks);
          }
        }
        case Store store -> {
          if (!store.holdsKeys()) {
            checkTrusted(store);
            checkStore(store);
          }
        }
        case Document document -> {}
        case Other other -> {}
      }
    }
  }

  private void checkTrusted(Recognised one) {
    List<X509Certificate> own =
        one.certificates().stream().distinct().filter(c -> !publicRoots.contains(c)).toList();
    String place = one.location().toString();
    Findings findings = new Findings();
    CertificateRules rules = new CertificateRules(dates, place, findings);
    for (X509Certificate certificate : own) {
      rules.check(certificate);
      if (certificate.getBasicConstraints() >= 0) {
        AuthorityRules.checkFlags(certificate, place, findings);
      } else if (CertificationPath.isSelfIssued(certificate)) {
        findings.warn(
            "not-a-ca",
            ("'%s' in %s is no CA (basicConstraints lack CA:TRUE), and most programs accept by it"
                    + " at most itself; make a CA anew with CA:TRUE")
                .formatted(CertificateNames.subject(certificate), place));
      }
    }
    new TrustRules(own, place, findings).checkAnchors(publicRoots);
    own.stream()
        .filter(certificate -> certificate.getBasicConstraints() >= 0)
        .flatMap(certificate -> StrictProfile.missing(List.of(certificate)).stream())
        .forEach(
            missing ->
                findings.warn(
                    "chain-not-strict",
                    ("strict verifiers (openssl verify -x509_strict, Python 3.13) refuse what"
                            + " stands below a CA in %s: %s; reissue it where they matter")
                        .formatted(place, missing)));
    collector.addAll(one.location(), findings);
    checkDuplicates(one);
  }

  private void checkDuplicates(Recognised one) {
    Set<X509Certificate> seen = new HashSet<>();
    one.certificates().stream()
        .filter(certificate -> !seen.add(certificate))
        .findFirst()
        .ifPresent(
            twice ->
                collector.warn(
                    one.location(),
                    "duplicate-certificate",
                    "%s has '%s' more than once; leave one"
                        .formatted(one.location(), CertificateNames.subject(twice))));
  }

  private void checkStore(Store store) {
    if (store.inventory().isEmpty()) {
      return;
    }
    Location location = store.location();
    StoreInventory inventory = store.inventory().get();
    List<CertificateEntry> unseen =
        inventory.certificates().stream().filter(entry -> !entry.trusted()).toList();
    if (!unseen.isEmpty() || inventory.certificates().isEmpty()) {
      collector.error(
          location,
          "nothing-that-java-trusts",
          ("%s has %d certificates without the mark by which Java takes them for trusted ones, as"
               + " 'openssl pkcs12 -export -nokeys' writes it, and for Java it is empty ('the"
               + " trustAnchors parameter must be non-empty'); make it with 'keytool -importcert'")
              .formatted(location, unseen.size()));
    }
    if (!inventory.certificates().isEmpty()
        && material.certificates().stream().noneMatch(publicRoots::contains)) {
      collector.warn(
          location,
          "no-public-roots",
          ("no public CA is in %s; as the trust store of a JVM (javax.net.ssl.trustStore) it stands"
               + " in the place of the JDK's own, and every call to a public server fails; keep it"
               + " for clients' certificates, or add the JDK's cacerts to it")
              .formatted(location));
    }
    if (store.kind().equals("pkcs12") && store.protections().isEmpty()) {
      collector.note(
          location,
          "store-without-password",
          ("%s has no password; Java opens it only where none is set, and where one is, sees"
                  + " nothing in it and says nothing")
              .formatted(location));
    }
  }
}
