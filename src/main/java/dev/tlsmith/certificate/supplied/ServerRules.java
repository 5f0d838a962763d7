package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificateRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.certificate.path.NameRules;
import dev.tlsmith.certificate.path.PathRules;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether clients will take a server's chain: its leaf, and the CAs above it.
 *
 * @param dates what is expired, and what soon will be
 */
public record ServerRules(DateRules dates) {

  /**
   * All that is wrong or odd with a chain.
   *
   * @param mustCover names that the leaf has to cover
   * @param pointer of the chain, as messages name it
   */
  public void check(
      CertificationPath path,
      List<SubjectAlternativeName> mustCover,
      String pointer,
      Findings findings) {
    X509Certificate leaf = path.first();
    List<X509Certificate> authorities = path.validated().stream().skip(1).toList();
    LeafRules.check(leaf, mustCover, pointer, findings);
    new CertificateRules(dates, pointer, findings).check(leaf);
    path.withoutRoot().forEach(certificate -> dates.check(certificate, pointer, findings));
    new AuthorityRules(authorities, pointer, findings).check(dates);
    new NameRules(authorities, pointer, findings).check(leaf);
    new PathRules(pointer, findings).check(path);
  }
}
