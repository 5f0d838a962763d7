package dev.tlsmith.material;

import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.SerialNumbers;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.Faults;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import dev.tlsmith.spec.Trust;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Obtains the certificates and keys of a deployment: issues, signs, or checks what was given. */
@Singleton
public final class CertificateProvisioning {

  private final SignerSelection signers;
  private final CertificateIssuer issuer;
  private final KeyPairs keys;
  private final Capacity capacity;
  private final SuppliedMaterial supplied;
  private final PublicRoots publicRoots;

  CertificateProvisioning(
      SignerSelection signers,
      CertificateIssuer issuer,
      KeyPairs keys,
      Capacity capacity,
      SuppliedMaterial supplied,
      PublicRoots publicRoots) {
    this.signers = signers;
    this.issuer = issuer;
    this.keys = keys;
    this.capacity = capacity;
    this.supplied = supplied;
    this.publicRoots = publicRoots;
  }

  /** Whether a CA is made for a bundle, which then holds its key. */
  public static boolean makesCa(TlsSpec spec, List<ResolvedDeployment> deployments) {
    return deployments.stream()
        .anyMatch(one -> spec.certificate().makesCa(one.deployment().termination()));
  }

  /**
   * Checks what the caller gave, and makes nothing.
   *
   * @param warnings gets those of the material
   */
  public void check(TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    trust(spec, deployments, warnings);
    if (!makesCa(spec, deployments)) {
      requireCertifiable(
          signers.select(spec, deployments, issuer, warnings), deployments, warnings);
    }
    SuppliedCertificate pair = spec.certificate().supplied();
    if (pair != null) {
      for (ResolvedDeployment one : serving(deployments)) {
        AbandonedException.throwIfInterrupted();
        supplied(pair, one, warnings);
      }
    }
  }

  /**
   * Obtains everything that the bundle will hold; all deployments under one CA.
   *
   * @param dear how many keys of each algorithm will be made that are worth making side by side
   * @param warnings gets those of the material
   */
  public BundleIdentities obtain(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      Map<KeyAlgorithm, Integer> dear,
      List<Warning> warnings) {
    try (KeyBatch batch = new KeyBatch(keys, dear, capacity)) {
      return obtain(spec, deployments, issuer.drawingFrom(batch), warnings);
    }
  }

  private BundleIdentities obtain(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      CertificateIssuer drawing,
      List<Warning> warnings) {
    TrustedCertificates trust = trust(spec, deployments, warnings);
    Signer signer = signers.select(spec, deployments, drawing, warnings);
    requireCertifiable(signer, deployments, new ArrayList<>());
    SuppliedCertificate pair = spec.certificate().supplied();
    List<DeploymentIdentities> each = new ArrayList<>();
    for (ResolvedDeployment deployment : deployments) {
      AbandonedException.throwIfInterrupted();
      DeploymentIssuance issuance =
          new DeploymentIssuance(deployment, trust, signer, drawing, warnings);
      each.add(
          pair != null && deployment.servesTls()
              ? issuance.provided(supplied(pair, deployment, warnings))
              : issuance.issued());
    }
    return new BundleIdentities(signer.fresh() ? signer.authority() : null, each);
  }

  /**
   * Reads whom the programs are to trust, and issues nothing. No CA is made: the caller of this has
   * refused a spec {@linkplain #makesCa that needs one}.
   *
   * @param warnings gets those of the material
   * @return that of each deployment, in their order
   */
  public List<TrustAnchors> anchors(
      TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    TrustedCertificates trust = trust(spec, deployments, warnings);
    CertificateAuthority authority =
        signers.select(spec, deployments, issuer, warnings).authority();
    SuppliedCertificate pair = spec.certificate().supplied();
    List<TrustAnchors> each = new ArrayList<>();
    for (ResolvedDeployment deployment : deployments) {
      AbandonedException.throwIfInterrupted();
      Set<X509Certificate> certificates = new LinkedHashSet<>();
      TlsIdentity server = null;
      if (pair != null && deployment.servesTls()) {
        server = supplied(pair, deployment, warnings);
        certificates.addAll(server.trustAnchors());
      } else if (authority != null && deployment.servesTls()) {
        certificates.add(authority.root());
      }
      certificates.addAll(trust.additional());
      each.add(new TrustAnchors(List.copyOf(certificates), server));
    }
    return each;
  }

  /** Refuses what the CA that was given may not sign, for all deployments, before a key is made. */
  private void requireCertifiable(
      Signer signer, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    if (signer.authority() == null || signer.fresh()) {
      return;
    }
    Faults faults = new Faults();
    for (ResolvedDeployment one : serving(deployments)) {
      PermittedNames permitted = new PermittedNames(issuer, signer, one, warnings);
      for (List<SubjectAlternativeName> names : one.serverNames()) {
        faults.collect(
            () -> issuer.checkServer(signer.signing(), signer.subject(), permitted.of(names)));
      }
      if (one.asksClients()) {
        faults.collect(
            () -> issuer.checkClient(signer.signing(), DeploymentIssuance.clientName(one)));
      }
    }
    faults.throwIfAny();
  }

  private static List<ResolvedDeployment> serving(List<ResolvedDeployment> deployments) {
    return deployments.stream().filter(ResolvedDeployment::servesTls).toList();
  }

  private TrustedCertificates trust(
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
      warnings.addAll(
          SerialNumbers.check(
              clients, pointer, deployments.stream().anyMatch(ResolvedDeployment::inCluster)));
    }
    return new TrustedCertificates(additional, clients);
  }

  private TlsIdentity supplied(
      SuppliedCertificate pair, ResolvedDeployment deployment, List<Warning> warnings) {
    TlsIdentity identity =
        supplied
            .readIdentity(
                pair, deployment.edgeNames(), SpecPointer.CERTIFICATE, publicRoots.certificates())
            .into(warnings);
    List<X509Certificate> own = new ArrayList<>(identity.chain());
    identity.trustAnchors().stream().filter(this::isSupplied).forEach(own::add);
    warnings.addAll(SerialNumbers.check(own, SpecPointer.CERTIFICATE, deployment.inCluster()));
    List<SubjectAlternativeName> missing =
        CertificateNames.uncovered(identity.leaf(), deployment.names());
    if (deployment.deployment().termination() == Termination.APPLICATION && !missing.isEmpty()) {
      String names =
          missing.stream().map(SubjectAlternativeName::value).collect(Collectors.joining(", "));
      String message =
          "The certificate does not cover %s: clients that use these names will refuse it. Call the"
              + " program by its hosts, or have the names added.";
      warnings.add(Warning.of("names-not-covered", message.formatted(names), null));
    }
    return identity;
  }

  private boolean isSupplied(X509Certificate anchor) {
    return !publicRoots.certificates().contains(anchor);
  }
}
