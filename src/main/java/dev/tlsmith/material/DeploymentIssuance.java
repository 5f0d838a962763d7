package dev.tlsmith.material;

import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Termination;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Issues the certificates of one deployment: of the program, the edge, and a client. */
final class DeploymentIssuance {

  private final ResolvedDeployment deployment;
  private final Termination termination;
  private final TrustedCertificates trust;
  private final Signer signer;
  private final CertificateIssuer issuer;
  private final List<Warning> warnings;
  private final PermittedNames permitted;

  /**
   * That of a deployment.
   *
   * @param warnings gets those of the certificates
   */
  DeploymentIssuance(
      ResolvedDeployment deployment,
      TrustedCertificates trust,
      Signer signer,
      CertificateIssuer issuer,
      List<Warning> warnings) {
    this.deployment = deployment;
    this.termination = deployment.deployment().termination();
    this.trust = trust;
    this.signer = signer;
    this.issuer = issuer;
    this.warnings = warnings;
    this.permitted = new PermittedNames(issuer, signer, deployment, warnings);
  }

  /** By what name a client is known that is made for a deployment. */
  static String clientName(ResolvedDeployment deployment) {
    return deployment.pack().id() + "-client";
  }

  /** Program and edge under one CA, each with a leaf of its own; none where nobody signs. */
  DeploymentIdentities issued() {
    if (signer.authority() == null || !deployment.servesTls()) {
      return identities(null, null);
    }
    TlsIdentity application = termination.atApplication() ? leaf(deployment.names()) : null;
    TlsIdentity edge = termination.atEdge() ? leaf(deployment.edgeNames()) : null;
    TlsIdentity client = deployment.asksClients() ? client() : null;
    Map<String, TlsIdentity> further = new LinkedHashMap<>();
    if (application != null) {
      for (String id : deployment.needs().certificates()) {
        further.put(id, leaf(deployment.internalNames()));
      }
    }
    return new DeploymentIdentities(
        application,
        edge,
        client,
        further,
        trust.additional(),
        trust.clients(),
        permitted.leftOut());
  }

  /** The caller's certificate; under {@code both} it is the edge's, and the program gets a CA. */
  DeploymentIdentities provided(TlsIdentity identity) {
    return switch (termination) {
      case APPLICATION -> identities(identity, null);
      case INGRESS -> identities(null, identity);
      case NONE -> identities(null, null);
      case BOTH -> identities(leaf(deployment.names()), identity);
    };
  }

  private DeploymentIdentities identities(
      @Nullable TlsIdentity application, @Nullable TlsIdentity edge) {
    return new DeploymentIdentities(
        application,
        edge,
        null,
        Map.of(),
        trust.additional(),
        trust.clients(),
        permitted.leftOut());
  }

  private TlsIdentity leaf(List<SubjectAlternativeName> wanted) {
    List<SubjectAlternativeName> names = permitted.of(wanted);
    PublicKey key = signer.key();
    if (key != null) {
      return issuer
          .certifyServer(signer.signing(), signer.subject(), names, key, signer.validityDays())
          .into(warnings);
    }
    return issuer
        .issueServer(
            signer.signing(), signer.subject(), names, signer.algorithm(), signer.validityDays())
        .into(warnings);
  }

  private TlsIdentity client() {
    return issuer
        .issueClient(
            signer.signing(), clientName(deployment), signer.algorithm(), signer.validityDays())
        .into(warnings);
  }
}
