package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.certificate.encoding.CertificateReader.Inspected;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.inspection.Inspection.InspectedCertificate;
import dev.tlsmith.inspection.Inspection.InspectedFile;
import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.inspection.Recognised.Other;
import dev.tlsmith.inspection.Recognised.Store;
import dev.tlsmith.keystore.PublicRoots;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** Looks at what somebody has, and says what is wrong with it. */
@Singleton
public final class Inspector {

  private final Clock clock;
  private final List<X509Certificate> publicRoots;

  /**
   * An inspector.
   *
   * @param clock what is expired is judged by it
   * @param publicRoots that complete a chain, and that trust stores are compared with
   */
  public Inspector(Clock clock, PublicRoots publicRoots) {
    this.clock = clock;
    this.publicRoots = publicRoots.certificates();
  }

  /** What is found; never refused for what the files hold. */
  public Inspection inspect(InspectionRequest request) {
    FindingCollector findings = new FindingCollector();
    Passwords passwords = new Passwords(request.passwords());
    Material material =
        Material.of(new Recogniser(findings, passwords).read(request.files()), request.hosts());
    DateRules dates = new DateRules(clock.instant(), request.soon());
    new ChainRules(material, dates, publicRoots, findings).check();
    new TrustStoreRules(material, dates, publicRoots, findings).check();
    new KeyRules(material, findings).check();
    new SecretRules(material, findings).check();
    for (Recognised one : material.recognised()) {
      switch (one) {
        case Store store -> new StoreRules(store, findings).check();
        case Document document when document.kind().equals("compose") ->
            new ComposeRules(document, findings).check();
        case Document document -> {}
        case Blocks blocks -> {}
        case Other other -> {}
      }
    }
    return new Inspection(
        findings.ranked(), material.recognised().stream().map(Inspector::described).toList());
  }

  private static InspectedFile described(Recognised one) {
    Location location = one.location();
    int keys =
        switch (one) {
          case Blocks blocks -> blocks.privateKeys().size();
          case Store store -> store.inventory().map(open -> open.keys().size()).orElse(0);
          case Document document -> 0;
          case Other other -> 0;
        };
    return new InspectedFile(
        location.file(), location.place(), one.kind(), keys, certificates(one));
  }

  private static List<InspectedCertificate> certificates(Recognised one) {
    return switch (one) {
      case Blocks blocks -> blocks.inspected().stream().map(read -> described("", read)).toList();
      case Store store ->
          store.inventory().stream()
              .flatMap(open -> open.certificates().stream())
              .map(
                  entry ->
                      described(CertificateNames.printable(entry.alias()), entry.certificate()))
              .toList();
      case Document document -> List.of();
      case Other other -> List.of();
    };
  }

  private static InspectedCertificate described(String alias, Inspected read) {
    return new InspectedCertificate(alias, CertificateSummary.of(read.certificate()));
  }
}
