package dev.tlsmith.material;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.SerialNumbers;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.Faults;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource.CertManager;
import dev.tlsmith.spec.CertificateSource.ExistingSecret;
import dev.tlsmith.spec.CertificateSource.Issuing;
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import dev.tlsmith.spec.Trust;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Obtains the certificates and keys of a deployment: issues, signs, or checks what was given. */
@Singleton
public final class CertificateProvisioning {

  private final Signers signers;
  private final CertificateIssuer issuer;
  private final SuppliedMaterial supplied;
  private final PublicRoots publicRoots;

  CertificateProvisioning(
      Signers signers,
      CertificateIssuer issuer,
      SuppliedMaterial supplied,
      PublicRoots publicRoots) {
    this.signers = signers;
    this.issuer = issuer;
    this.supplied = supplied;
    this.publicRoots = publicRoots;
  }

  /**
   * Checks what the caller gave, and makes nothing.
   *
   * @param warnings gets those of the material
   */
  public void check(TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    trust(spec, deployments, warnings);
    if (!Signers.makesAuthority(spec, deployments)) {
      requireCertifiable(signers.signer(spec, deployments, warnings), deployments, warnings);
    }
    if (spec.certificate() instanceof Provided source) {
      for (ResolvedDeployment one : Signers.serving(deployments)) {
        AbandonedException.throwIfInterrupted();
        provided(source, one, warnings);
      }
    }
  }

  /**
   * Obtains everything that the bundle will hold; all deployments under one CA.
   *
   * @param warnings gets those of the material
   */
  public BundleIdentities obtain(
      TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    Trusted trust = trust(spec, deployments, warnings);
    Signers.Signer signer = signers.signer(spec, deployments, warnings);
    requireCertifiable(signer, deployments, new ArrayList<>());
    List<DeploymentIdentities> each = new ArrayList<>();
    for (ResolvedDeployment deployment : deployments) {
      AbandonedException.throwIfInterrupted();
      Issuance issuance = new Issuance(deployment, trust, signer, warnings);
      each.add(
          deployment.deployment().termination() == Termination.NONE
              ? issuance.none()
              : switch (spec.certificate()) {
                case Issuing source -> issuance.issued();
                case Provided source -> issuance.provided(provided(source, deployment, warnings));
                case ExistingSecret source -> issuance.none();
                case CertManager source -> issuance.none();
              });
    }
    return new BundleIdentities(signer.fresh() ? signer.authority() : null, each);
  }

  /** Refuses what the CA that was given may not sign, for all deployments, before a key is made. */
  private void requireCertifiable(
      Signers.Signer signer, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    if (signer.authority() == null || signer.fresh()) {
      return;
    }
    Faults faults = new Faults();
    for (ResolvedDeployment one : Signers.serving(deployments)) {
      PermittedNames permitted = new PermittedNames(issuer, signer, one, warnings);
      for (List<SubjectAlternativeName> names : Signers.leaves(one)) {
        faults.collect(
            () ->
                issuer.checkServer(
                    signer.signing(), signer.profile().subject(), permitted.of(names)));
      }
      if (asksClients(one)) {
        faults.collect(() -> issuer.checkClient(signer.signing(), clientName(one)));
      }
    }
    faults.throwIfAny();
  }

  private static boolean asksClients(ResolvedDeployment deployment) {
    return deployment.deployment().clientAuthentication() != ClientAuthentication.NONE;
  }

  private static String clientName(ResolvedDeployment deployment) {
    return deployment.pack().id() + "-client";
  }

  private record Trusted(List<X509Certificate> additional, List<X509Certificate> clients) {}

  private Trusted trust(
      TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    Trust trust = spec.trust();
    List<X509Certificate> additional = List.of();
    if (trust.additional() != null) {
      String pointer = SpecPointer.TRUST_ADDITIONAL;
      additional =
          supplied
              .readCertificates(trust.additional(), pointer, publicRoots.certificates())
              .into(warnings);
      warnings.addAll(SerialNumbers.check(additional, pointer, false)); // for the program's calls
    }
    List<X509Certificate> clients = List.of();
    if (trust.clientCertificates() != null) {
      String pointer = SpecPointer.TRUST_CLIENT_CERTIFICATES;
      clients = supplied.readClientAuthorities(trust.clientCertificates(), pointer).into(warnings);
      warnings.addAll(SerialNumbers.check(clients, pointer, Signers.inCluster(deployments)));
    }
    return new Trusted(additional, clients);
  }

  private TlsIdentity provided(
      Provided source, ResolvedDeployment deployment, List<Warning> warnings) {
    TlsIdentity identity =
        supplied
            .readIdentity(
                source, deployment.edgeNames(), SpecPointer.CERTIFICATE, publicRoots.certificates())
            .into(warnings);
    List<X509Certificate> own = new ArrayList<>(identity.chain());
    identity.trustAnchors().stream().filter(this::isSupplied).forEach(own::add);
    warnings.addAll(
        SerialNumbers.check(own, SpecPointer.CERTIFICATE, Signers.inCluster(List.of(deployment))));
    List<SubjectAlternativeName> missing =
        CertificateNames.uncovered(identity.leaf(), deployment.names());
    if (deployment.deployment().termination() == Termination.APPLICATION && !missing.isEmpty()) {
      String names =
          missing.stream().map(SubjectAlternativeName::value).collect(Collectors.joining(", "));
      String message =
          "The certificate does not cover %s: clients that use these names will refuse it. Call the"
              + " program by its hosts, or have the names added.";
      warnings.add(new Warning("names-not-covered", message.formatted(names), null));
    }
    return identity;
  }

  private boolean isSupplied(X509Certificate anchor) {
    return !publicRoots.certificates().contains(anchor);
  }

  /** Obtains the certificates of one deployment. */
  private final class Issuance {

    private final ResolvedDeployment deployment;
    private final Termination termination;
    private final Trusted trust;
    private final Signers.Signer signer;
    private final List<Warning> warnings;
    private final PermittedNames permitted;

    Issuance(
        ResolvedDeployment deployment,
        Trusted trust,
        Signers.Signer signer,
        List<Warning> warnings) {
      this.deployment = deployment;
      this.termination = deployment.deployment().termination();
      this.trust = trust;
      this.signer = signer;
      this.warnings = warnings;
      this.permitted = new PermittedNames(issuer, signer, deployment, warnings);
    }

    /** No certificate of its own: no TLS, or the certificate is in the cluster only. */
    DeploymentIdentities none() {
      return identities(null, null);
    }

    /** Program and edge under one CA, each with a leaf and key of its own. */
    DeploymentIdentities issued() {
      TlsIdentity application = termination.atApplication() ? leaf(deployment.names()) : null;
      TlsIdentity edge = termination.atEdge() ? leaf(deployment.edgeNames()) : null;
      TlsIdentity client = asksClients(deployment) ? client() : null;
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
        case NONE -> none();
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
      Issuing profile = signer.profile();
      List<SubjectAlternativeName> names = permitted.of(wanted);
      PublicKey key = signer.key();
      if (key != null) {
        return issuer
            .certifyServer(signer.signing(), profile.subject(), names, key, profile.validityDays())
            .into(warnings);
      }
      return issuer
          .issueServer(
              signer.signing(),
              profile.subject(),
              names,
              signer.algorithm(),
              profile.validityDays())
          .into(warnings);
    }

    private TlsIdentity client() {
      return issuer
          .issueClient(
              signer.signing(),
              clientName(deployment),
              signer.algorithm(),
              signer.profile().validityDays())
          .into(warnings);
    }
  }
}
