package dev.tlsmith.proof;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateIssuer;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.KeyAlgorithm;

/** Makes clients that no bundle has ever heard of. */
final class Strangers {

  private final CertificateIssuer issuer;

  Strangers(CertificateIssuer issuer) {
    this.issuer = issuer;
  }

  /** A client under a private CA that is forgotten at once. */
  TlsIdentity next() {
    CertificateAuthority elsewhere = issuer.newAuthority("elsewhere", KeyAlgorithm.EC_P256, 1);
    return issuer.issueClient(elsewhere, "stranger", KeyAlgorithm.EC_P256, 1).value();
  }
}
