package dev.tlsmith.bundle;

import dev.tlsmith.access.Asked;
import dev.tlsmith.audit.IssuanceLog;
import dev.tlsmith.certificate.CertificationRequest;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.DeploymentResolver;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource.Csr;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The use case: from a spec to a proven bundle, in memory, with nothing kept. */
@Singleton
final class BundleGenerator {

  private final DeploymentResolver resolver;
  private final IdentityProvider identityProvider;
  private final KeyMaterialEncoder encoder;
  private final MaterialProver prover;
  private final BundleAssembler assembler;
  private final IssuanceLog issuanceLog;

  BundleGenerator(
      DeploymentResolver resolver,
      IdentityProvider identityProvider,
      KeyMaterialEncoder encoder,
      MaterialProver prover,
      BundleAssembler assembler,
      IssuanceLog issuanceLog) {
    this.resolver = resolver;
    this.identityProvider = identityProvider;
    this.encoder = encoder;
    this.prover = prover;
    this.assembler = assembler;
    this.issuanceLog = issuanceLog;
  }

  /**
   * Makes a bundle.
   *
   * @throws InvalidSpecException if the spec cannot be fulfilled, what was given does not work, or
   *     the requester's policy does not allow it
   */
  Bundle generate(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = resolve(spec, requester);
    List<Warning> warnings = warnings(deployments);
    Identities.All identities = identityProvider.obtain(spec, deployments, warnings);
    refuseCaKey(identities, requester);
    List<KeyMaterial> material = encoder.encode(spec, deployments, identities, warnings);
    List<ProvenDeployment> proven = prover.prove(spec, deployments, identities, material);
    Bundle bundle =
        assembler.assemble(
            spec, proven, encoder.authority(identities), warnings, requester.address());
    issuanceLog.write(Issued.of(spec, identities.authority(), proven, requester));
    return bundle;
  }

  /**
   * The YAML of one target alone. For helm and compose no key is made and none is inside.
   *
   * @throws InvalidSpecException as {@link #generate}, or if one document cannot hold it
   */
  String render(TlsSpec spec, Target target, Requester requester) {
    TlsSpec only = spec.withTargets(EnumSet.of(target));
    List<ResolvedDeployment> deployments = resolve(only, requester);
    List<Warning> warnings = warnings(deployments);
    return switch (target) {
      case COMPOSE, HELM -> TargetStream.plain(deployments, target, warnings);
      case KUBERNETES -> {
        Identities.All identities = identityProvider.obtain(only, deployments, warnings);
        List<KeyMaterial> material = encoder.encode(only, deployments, identities, warnings);
        List<ProvenDeployment> proven = prover.prove(only, deployments, identities, material);
        String stream = TargetStream.proven(proven, target, warnings);
        issuanceLog.write(Issued.of(only, identities.authority(), proven, requester));
        yield stream;
      }
    };
  }

  /**
   * Checks a spec and everything supplied with it, and makes nothing.
   *
   * @return the warnings
   * @throws InvalidSpecException as {@link #generate}
   */
  List<Warning> validate(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = resolve(spec, requester);
    List<Warning> warnings = warnings(deployments);
    identityProvider.check(spec, deployments, warnings);
    return warnings.stream().distinct().toList();
  }

  /** What the spec comes to, if the caller may have it. */
  private List<ResolvedDeployment> resolve(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = resolver.resolve(spec);
    List<Asked.Product> products =
        deployments.stream()
            .map(one -> new Asked.Product(one.pack().id(), one.deployment().hosts(), one.names()))
            .toList();
    boolean returnsCaKey = Signers.makesAuthority(spec, deployments);
    requester
        .caller()
        .require(
            new Asked(
                spec.namespace(), spec.certificate(), keyOfRequest(spec), returnsCaKey, products));
    return deployments;
  }

  private static @Nullable KeyAlgorithm keyOfRequest(TlsSpec spec) {
    return spec.certificate() instanceof Csr csr
        ? CertificationRequest.algorithm(csr.request()).orElse(null)
        : null;
  }

  /** Whatever led to a CA of the bundle's own, its key is handed out only to whom it may be. */
  private static void refuseCaKey(Identities.All identities, Requester requester) {
    if (identities.authority() != null) {
      requester.caller().requireCaKey();
    }
  }

  private static List<Warning> warnings(List<ResolvedDeployment> deployments) {
    List<Warning> warnings = new ArrayList<>();
    deployments.forEach(deployment -> warnings.addAll(deployment.warnings()));
    return warnings;
  }
}
