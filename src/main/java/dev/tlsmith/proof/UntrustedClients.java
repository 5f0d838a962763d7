package dev.tlsmith.proof;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.spec.KeyAlgorithm;

/** Issues client certificates that a server must refuse: no bundle trusts their CA. */
final class UntrustedClients {

  private final CertificateIssuer issuer;

  UntrustedClients(CertificateIssuer issuer) {
    this.issuer = issuer;
  }

  /** A client under a private CA that is forgotten at once. */
  TlsIdentity next() {
    CertificateAuthority elsewhere = issuer.newAuthority("elsewhere", KeyAlgorithm.EC_P256, 1);
    return issuer.issueClient(elsewhere, "stranger", KeyAlgorithm.EC_P256, 1).value();
  }
}
