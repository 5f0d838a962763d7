package dev.tlsmith.certificate;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** Whether a chain of CAs may sign a leaf: RFC 5280 §4.2.1.3, §4.2.1.9 and §4.2.1.10. */
final class IssuingRules {

  private static final int MOST_SUBTREES = 500;

  private final List<X509Certificate> chain;
  private final String pointer;
  private final Findings findings;

  /**
   * Rules of one CA.
   *
   * @param chain the signing CA first
   */
  IssuingRules(List<X509Certificate> chain, String pointer, Findings findings) {
    this.chain = chain;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** What holds whatever the leaf is. */
  void checkAuthorities(Instant now) {
    PathRules rules = new PathRules(now, pointer, findings);
    int authoritiesBelow = 0;
    for (X509Certificate authority : chain) {
      rules.checkDates(authority);
      rules.checkAuthority(authority);
      int allowed = authority.getBasicConstraints();
      if (allowed >= 0 && allowed < authoritiesBelow) {
        findings.fault(
            pointer,
            "path-length",
            ("'%s' allows %d CAs below it (pathLenConstraint), the chain has %d; sign with a CA "
                    + "further up")
                .formatted(CertificateNames.subject(authority), allowed, authoritiesBelow));
      }
      authoritiesBelow++;
    }
  }

  /** Whether name constraints of any CA forbid this leaf. */
  void checkNames(X500Name subject, List<GeneralName> names) {
    for (X509Certificate authority : chain) {
      try {
        PKIXNameConstraintValidator validator = validator(authority);
        for (GeneralName name : names) {
          check(validator, authority, name);
        }
        if (subject.getRDNs().length > 0) {
          check(validator, authority, subject);
        }
      } catch (IOException | RuntimeException e) {
        findings.fault(
            pointer,
            "name-constraints",
            "the name constraints of '%s' cannot be read, or are more than %d; use another CA"
                .formatted(CertificateNames.subject(authority), MOST_SUBTREES));
      }
    }
  }

  private void check(
      PKIXNameConstraintValidator validator, X509Certificate authority, GeneralName name) {
    try {
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    } catch (NameConstraintValidatorException e) {
      forbidden(authority, LeafProfile.text(name));
    }
  }

  private void check(
      PKIXNameConstraintValidator validator, X509Certificate authority, X500Name subject) {
    try {
      validator.checkPermittedDN(subject);
      validator.checkExcludedDN(subject);
    } catch (NameConstraintValidatorException e) {
      forbidden(authority, subject.toString());
    }
  }

  private void forbidden(X509Certificate authority, String name) {
    findings.fault(
        pointer,
        "name-constraints",
        "the name constraints of '%s' forbid '%s'; leave the name out, or use another CA"
            .formatted(CertificateNames.subject(authority), name));
  }

  private static PKIXNameConstraintValidator validator(X509Certificate authority)
      throws IOException {
    PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    byte[] value = authority.getExtensionValue(Extension.nameConstraints.getId());
    if (value == null) {
      return validator;
    }
    NameConstraints constraints =
        NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value));
    GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
    GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
    if (count(permitted) + count(excluded) > MOST_SUBTREES) {
      throw new IOException("too many subtrees");
    }
    if (permitted != null) {
      validator.intersectPermittedSubtree(permitted);
    }
    for (int i = 0; i < count(excluded); i++) {
      validator.addExcludedSubtree(excluded[i]);
    }
    return validator;
  }

  private static int count(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? 0 : subtrees.length;
  }
}
