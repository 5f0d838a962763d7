package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** What a supplied chain is as a whole: linked, up to a root, strict. */
public final class PathRules {

  private static final int MOST_LISTED = 10;

  private final String pointer;
  private final Findings findings;

  public PathRules(String pointer, Findings findings) {
    this.pointer = pointer;
    this.findings = findings;
  }

  /** All of them; a path that does not lead anywhere is judged no further. */
  public void check(CertificationPath path) {
    checkIdentifiers(path);
    X509Certificate top = path.certificates().getLast();
    if (!path.isComplete() && isBroken(path, top)) {
      findings.fault(
          pointer,
          "chain-broken",
          ("the issuer of '%s' is '%s', and no certificate supplied has that name and signed it; "
                  + "append the issuer's certificate")
              .formatted(CertificateNames.subject(top), CertificateNames.issuer(top)));
      return;
    }
    if (!path.isComplete()) {
      findings.warn(
          "incomplete-chain",
          ("the chain ends at '%s', whose issuer '%s' is not supplied; it is trusted in the "
                  + "root's place, which some clients (OpenSSL, Go) refuse; append the root")
              .formatted(CertificateNames.subject(top), CertificateNames.issuer(top)));
    }
    checkBrowsers(path.certificates());
    checkStrictness(path.certificates());
  }

  /** A leaf alone vouches for nothing, nor does a chain whose issuer of that name did not sign. */
  private static boolean isBroken(CertificationPath path, X509Certificate top) {
    return path.certificates().size() == 1 && top.getBasicConstraints() < 0
        || path.unused().stream().anyMatch(unused -> KeyMatcher.isIssuedBy(top, unused));
  }

  private void checkIdentifiers(CertificationPath path) {
    List<X509Certificate> chain = path.certificates();
    for (int i = 1; i < chain.size(); i++) {
      checkIdentifiers(chain.get(i - 1), chain.get(i));
    }
    if (path.endsInRoot()) {
      checkIdentifiers(chain.getLast(), chain.getLast());
    }
  }

  private void checkIdentifiers(X509Certificate certificate, X509Certificate issuer) {
    if (!KeyIdentifiers.allow(certificate, issuer)) {
      findings.fault(
          pointer,
          "authority-key-identifier",
          ("'%s' was signed by '%s', but its authorityKeyIdentifier names another certificate, and"
                  + " TLS clients (OpenSSL, GnuTLS) look for that one in vain; have it reissued, or"
                  + " supply the certificate of the CA that it names")
              .formatted(CertificateNames.subject(certificate), CertificateNames.subject(issuer)));
    }
  }

  /** A note of what is left out, where a chain is taken over without it. */
  public void nameUnused(CertificationPath path) {
    List<X509Certificate> unused = path.unused();
    if (unused.isEmpty()) {
      return;
    }
    String listed =
        unused.stream().limit(MOST_LISTED).map(PathRules::name).collect(Collectors.joining(", "));
    int more = unused.size() - MOST_LISTED;
    findings.note(
        "unused-certificates",
        "%d of the certificates in %s are not part of the chain and are left out: %s%s"
            .formatted(
                unused.size(), pointer, listed, more > 0 ? " and %d more".formatted(more) : ""));
  }

  /** By its issuer as well: the two of a cross-signed CA have one subject. */
  private static String name(X509Certificate certificate) {
    return "'%s' issued by '%s' until %s"
        .formatted(
            CertificateNames.subject(certificate),
            CertificateNames.issuer(certificate),
            certificate.getNotAfter().toInstant());
  }

  /** RFC 8410 keys are for programs: no browser offers ed25519 in its signature algorithms. */
  private void checkBrowsers(List<X509Certificate> chain) {
    chain.stream()
        .filter(one -> KeyStrength.name(one.getPublicKey()).equals(KeyAlgorithm.ED25519.name()))
        .findFirst()
        .ifPresent(
            one ->
                findings.warn(
                    "ed25519-in-browsers",
                    ("'%s' in %s has an Ed25519 key, and browsers do not accept a chain with one;"
                            + " keep it for programs, or use a certificate and CA with EC P-256 or"
                            + " RSA keys")
                        .formatted(CertificateNames.subject(one), pointer)));
  }

  /** A warning that names everything {@link StrictProfile} misses. */
  private void checkStrictness(List<X509Certificate> chain) {
    List<String> missing = StrictProfile.missing(chain);
    if (!missing.isEmpty()) {
      findings.warn(
          "chain-not-strict",
          ("strict verifiers (openssl verify -x509_strict, Python 3.13) refuse the chain: %s; "
                  + "reissue it where they matter")
              .formatted(String.join(", ", missing)));
    }
  }
}
