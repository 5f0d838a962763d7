package dev.tlsmith.material;

import dev.tlsmith.audit.Meters;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.material.KeyMaterial.EncryptedPem;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.proof.HandshakeProof;
import dev.tlsmith.proof.PathProof;
import dev.tlsmith.proof.ProofFailedException;
import dev.tlsmith.proof.ProofMaterial;
import dev.tlsmith.proof.ProofReport;
import dev.tlsmith.spec.CertificateSource.KeyOrigin;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves the material of a deployment before it is handed out: what the program serves, and the
 * edge.
 */
@Singleton
public final class MaterialProver {

  private final HandshakeProof proof;
  private final PathProof pathProof;
  private final KeyStores keyStores;
  private final SuppliedMaterial reader;
  private final PublicRoots publicRoots;
  private final Meters meters;

  MaterialProver(
      HandshakeProof proof,
      PathProof pathProof,
      KeyStores keyStores,
      SuppliedMaterial reader,
      PublicRoots publicRoots,
      Meters meters) {
    this.meters = meters;
    this.reader = reader;
    this.publicRoots = publicRoots;
    this.proof = proof;
    this.pathProof = pathProof;
    this.keyStores = keyStores;
  }

  /**
   * Makes the handshakes of every deployment.
   *
   * @throws InvalidSpecException if material that was given does not work
   */
  public List<ProvenDeployment> prove(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      BundleIdentities identities,
      List<KeyMaterial> material) {
    List<ProvenDeployment> proven = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      AbandonedException.throwIfInterrupted();
      DeploymentIdentities own = identities.each().get(i);
      ProofReport report = prove(spec, deployments.get(i), own, material.get(i));
      proven.add(new ProvenDeployment(deployments.get(i), own, material.get(i), report));
    }
    return proven;
  }

  /** Every handshake of one deployment; not performed where the bundle holds no key for it. */
  private ProofReport prove(
      TlsSpec spec,
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      KeyMaterial material) {
    TlsIdentity leading = identities.leading();
    if (leading != null && !leading.holdsKey()) {
      return provePaths(spec, deployment, identities, material);
    }
    List<ProofReport> reports = new ArrayList<>();
    TlsIdentity application = identities.application();
    if (application != null) {
      reports.add(prove(ofApplication(spec, deployment, identities, application, material)));
    }
    EncryptedPem encrypted = material.encryptedPem();
    if (encrypted != null) {
      TlsIdentity readBack = readBack(encrypted, material.keyStorePassword(), deployment);
      reports.add(prove(ofPem(spec, deployment, readBack, material)));
    }
    TlsIdentity edge = identities.edge();
    if (edge != null) {
      reports.add(prove(ofPem(spec, deployment, edge, material)));
    }
    identities
        .further()
        .forEach(
            (id, identity) ->
                reports.add(
                    prove(ofFurther(spec, deployment, identities, id, identity, material))));
    if (reports.isEmpty()) {
      boolean serves = deployment.deployment().termination() != Termination.NONE;
      return ProofReport.notPerformed(
          serves ? "the key is in the cluster only" : "nothing serves TLS");
    }
    return ProofReport.of(reports);
  }

  private ProofReport prove(ProofMaterial material) {
    try {
      return proof.prove(material);
    } catch (ProofFailedException | InvalidSpecException e) {
      meters.proofFailed(!material.supplied());
      throw e;
    }
  }

  /** What is left to prove where the key is its owner's alone. */
  private ProofReport provePaths(
      TlsSpec spec,
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      KeyMaterial material) {
    List<PathProof.Path> paths = new ArrayList<>();
    TlsIdentity application = identities.application();
    TlsIdentity edge = identities.edge();
    if (application != null) {
      paths.add(path("tls", application, deployment, identities.kept(deployment.names())));
    }
    if (edge != null) {
      String name = application == null ? "tls" : "edge";
      paths.add(path(name, edge, deployment, deployment.edgeNames()));
    }
    identities
        .further()
        .forEach(
            (id, one) ->
                paths.add(path(id, one, deployment, identities.kept(deployment.internalNames()))));
    KeyStoreType type = spec.keyStore().type();
    String trustStore = deployment.inBundle("tls/truststore." + type.extension());
    try {
      return pathProof.prove(paths, trustStore, material.trustStore(), type);
    } catch (ProofFailedException e) {
      meters.proofFailed(true);
      throw e;
    }
  }

  private static PathProof.Path path(
      String name,
      TlsIdentity identity,
      ResolvedDeployment deployment,
      List<SubjectAlternativeName> names) {
    String file = deployment.inBundle("tls/%s.crt".formatted(name));
    return new PathProof.Path(file, identity.chain(), identity.trustAnchors(), names);
  }

  private static ProofMaterial ofApplication(
      TlsSpec spec,
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      TlsIdentity application,
      KeyMaterial material) {
    boolean supplied = isSupplied(spec, deployment);
    Termination termination = deployment.deployment().termination();
    return new ProofMaterial(
        material.keyStore(),
        spec.keyStore().type(),
        material.keyStorePassword().toCharArray(),
        spec.keyStore().alias(),
        material.trustStore(),
        application.trustAnchors(),
        provable(deployment, identities, supplied),
        termination == Termination.APPLICATION
            ? deployment.deployment().clientAuthentication()
            : ClientAuthentication.NONE,
        termination == Termination.APPLICATION ? material.client() : null,
        supplied,
        SpecPointer.CERTIFICATE);
  }

  private static ProofMaterial ofFurther(
      TlsSpec spec,
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      String id,
      TlsIdentity identity,
      KeyMaterial material) {
    return new ProofMaterial(
        material.further().getOrDefault(id, new byte[0]),
        spec.keyStore().type(),
        material.keyStorePassword().toCharArray(),
        spec.keyStore().alias(),
        material.trustStore(),
        identity.trustAnchors(),
        identities.kept(deployment.internalNames()),
        ClientAuthentication.NONE,
        null,
        false,
        SpecPointer.CERTIFICATE);
  }

  /** The certificate and key as a program reads them that is given their passphrase. */
  private TlsIdentity readBack(
      EncryptedPem encrypted, String passphrase, ResolvedDeployment deployment) {
    SuppliedCertificate pair =
        SuppliedCertificate.pem(
            encrypted.certificates(), Secret.of(encrypted.key()), Secret.of(passphrase));
    return reader
        .readIdentity(
            pair, deployment.edgeNames(), SpecPointer.CERTIFICATE, publicRoots.certificates())
        .value();
  }

  /** Who reads PEM: the same key and chain in a key store of the moment stand for it. */
  private ProofMaterial ofPem(
      TlsSpec spec, ResolvedDeployment deployment, TlsIdentity identity, KeyMaterial material) {
    StorePassword password = StorePassword.ofTheMoment(KeyStores.TRUST_STORE_PASSWORD);
    String alias = spec.keyStore().alias();
    return new ProofMaterial(
        keyStores.keyStore(identity, spec.keyStore().type(), alias, password),
        spec.keyStore().type(),
        password.characters(),
        alias,
        material.trustStore(),
        identity.trustAnchors(),
        deployment.edgeNames(),
        ClientAuthentication.NONE,
        null,
        spec.certificate().keyOrigin() == KeyOrigin.SUPPLIED,
        SpecPointer.CERTIFICATE);
  }

  private static boolean isSupplied(TlsSpec spec, ResolvedDeployment deployment) {
    return spec.certificate().keyOrigin() == KeyOrigin.SUPPLIED
        && deployment.deployment().termination() == Termination.APPLICATION;
  }

  /** A certificate that was given covers its hosts; what else it covers is not ours to prove. */
  private static List<SubjectAlternativeName> provable(
      ResolvedDeployment deployment, DeploymentIdentities identities, boolean supplied) {
    return supplied ? deployment.edgeNames() : identities.kept(deployment.names());
  }
}
