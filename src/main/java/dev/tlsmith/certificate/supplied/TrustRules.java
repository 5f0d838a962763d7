package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.ExtensionRules;
import dev.tlsmith.certificate.path.Purposes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Whether certificates that are to be trusted will be, by whom that matters to. */
public final class TrustRules {

  private static final int LONGEST_PATH = 10;

  private final List<X509Certificate> certificates;
  private final String pointer;
  private final Findings findings;

  /**
   * Rules of some certificates.
   *
   * @param pointer of them, as messages name it
   */
  public TrustRules(List<X509Certificate> certificates, String pointer, Findings findings) {
    this.certificates = certificates;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** Warns of those that have expired. */
  public void checkDates(Instant now) {
    for (X509Certificate certificate : certificates) {
      if (now.isAfter(certificate.getNotAfter().toInstant())) {
        findings.warn(
            "trusted-certificate-expired",
            "'%s' in %s expired at %s; leave it out"
                .formatted(
                    CertificateNames.subject(certificate),
                    pointer,
                    certificate.getNotAfter().toInstant()));
      }
    }
  }

  /**
   * Warns of those that OpenSSL does not take for an anchor, since they lead to no root that stands
   * beside them (X509_V_FLAG_PARTIAL_CHAIN is off unless a program asks for it).
   *
   * @param publicRoots that stand beside them
   */
  public void checkAnchors(Collection<X509Certificate> publicRoots) {
    Set<X500Principal> anchored = anchored(publicRoots);
    for (X509Certificate certificate : certificates) {
      if (CertificationPath.isSelfIssued(certificate)
          || anchored.contains(certificate.getIssuerX500Principal())) {
        continue;
      }
      boolean authority = certificate.getBasicConstraints() >= 0;
      findings.warn(
          authority ? "trusted-without-its-root" : "trusted-certificate-is-no-ca",
          ("'%s' in %s is %s, and programs on OpenSSL (Node.js, PHP, nginx, Python before 3.13)"
                  + " accept nothing by it without its issuer '%s'; Java and Go do. %s")
              .formatted(
                  CertificateNames.subject(certificate),
                  pointer,
                  authority ? "an intermediate CA and no root" : "no CA but a leaf",
                  CertificateNames.issuer(certificate),
                  authority
                      ? "Add the root, or give it instead."
                      : "Give the CA that signed it, up to its root, which its renewal does not"
                          + " change."));
    }
  }

  /** The names of all that lead to a root; no signature is verified, there may be hundreds. */
  private Set<X500Principal> anchored(Collection<X509Certificate> publicRoots) {
    Set<X500Principal> anchored = new HashSet<>();
    publicRoots.forEach(root -> anchored.add(root.getSubjectX500Principal()));
    certificates.stream()
        .filter(CertificationPath::isSelfIssued)
        .forEach(root -> anchored.add(root.getSubjectX500Principal()));
    boolean grows = true;
    for (int i = 0; i < LONGEST_PATH && grows; i++) {
      int before = anchored.size();
      certificates.stream()
          .filter(one -> anchored.contains(one.getIssuerX500Principal()))
          .toList()
          .forEach(one -> anchored.add(one.getSubjectX500Principal()));
      grows = anchored.size() > before;
    }
    return anchored;
  }

  /** Refuses CAs under which no server may let a client in. */
  public void checkClientAuthorities() {
    for (X509Certificate certificate : certificates) {
      if (certificate.getBasicConstraints() >= 0) {
        AuthorityRules.checkFlags(certificate, pointer, findings);
        ExtensionRules.check(certificate, pointer, findings);
        if (!Purposes.allowClient(certificate)) {
          findings.fault(
              pointer,
              "ca-not-for-clients",
              ("'%s' may not vouch for clients: its extendedKeyUsage lacks clientAuth; give a CA"
                      + " whose extendedKeyUsage has it, or that has no such extension")
                  .formatted(CertificateNames.subject(certificate)));
        }
      }
    }
  }
}
