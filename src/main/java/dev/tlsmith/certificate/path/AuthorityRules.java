package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether a chain of CAs may vouch for a server: RFC 5280 §4.2.1.3, §4.2.1.9 and §4.2.1.12. The
 * root is judged like the others, since OpenSSL and GnuTLS do.
 */
public final class AuthorityRules {

  private static final int KEY_CERT_SIGN = 5;

  private final List<X509Certificate> chain;
  private final String pointer;
  private final Findings findings;

  /**
   * Rules of one chain.
   *
   * @param chain the CA that signed or will sign the leaf first; may be empty
   */
  public AuthorityRules(List<X509Certificate> chain, String pointer, Findings findings) {
    this.chain = chain;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** What holds whatever the leaf is. */
  public void check(DateRules dates) {
    CertificateRules rules = new CertificateRules(dates, pointer, findings);
    int authoritiesBelow = 0;
    for (X509Certificate authority : chain) {
      rules.check(authority);
      checkFlags(authority, pointer, findings);
      checkPurpose(authority);
      checkPathLength(authority, authoritiesBelow);
      if (!CertificationPath.isSelfIssued(authority)) { // RFC 5280 §6.1.4 (l)
        authoritiesBelow++;
      }
    }
  }

  /** Whether a certificate is a CA's. */
  public static void checkFlags(X509Certificate authority, String pointer, Findings findings) {
    String subject = CertificateNames.subject(authority);
    if (authority.getBasicConstraints() < 0) {
      findings.fault(
          pointer,
          "not-a-ca",
          "'%s' is not a CA: its basicConstraints lack CA:TRUE; supply the certificate of a CA"
              .formatted(subject));
    }
    boolean[] usage = authority.getKeyUsage();
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      findings.fault(
          pointer,
          "key-usage",
          ("'%s' may not sign certificates: its keyUsage lacks keyCertSign; supply the "
                  + "certificate of a CA")
              .formatted(subject));
    }
  }

  /** An extendedKeyUsage on a CA bounds what may stand below it, for everyone but Java. */
  private void checkPurpose(X509Certificate authority) {
    if (!Purposes.allowServer(authority)) {
      findings.fault(
          pointer,
          "ca-not-for-servers",
          ("'%s' may not vouch for servers: its extendedKeyUsage lacks serverAuth, and TLS clients"
                  + " (OpenSSL, GnuTLS, Go, browsers) refuse what stands below it; use a CA whose"
                  + " extendedKeyUsage has it, or that has no such extension")
              .formatted(CertificateNames.subject(authority)));
    }
  }

  private void checkPathLength(X509Certificate authority, int authoritiesBelow) {
    int allowed = authority.getBasicConstraints();
    if (allowed >= 0 && allowed < authoritiesBelow) {
      findings.fault(
          pointer,
          "path-length",
          ("'%s' allows %d CAs below it (pathLenConstraint), the chain has %d; sign with a CA "
                  + "further up")
              .formatted(CertificateNames.subject(authority), allowed, authoritiesBelow));
    }
  }
}
