package dev.tlsmith.bundle;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.DeploymentResolver;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The use case: from a spec to a proven bundle, in memory, with nothing kept. */
@Singleton
final class BundleGenerator {

  private final DeploymentResolver resolver;
  private final IdentityProvider identityProvider;
  private final KeyMaterialEncoder encoder;
  private final MaterialProver prover;
  private final BundleAssembler assembler;

  BundleGenerator(
      DeploymentResolver resolver,
      IdentityProvider identityProvider,
      KeyMaterialEncoder encoder,
      MaterialProver prover,
      BundleAssembler assembler) {
    this.resolver = resolver;
    this.identityProvider = identityProvider;
    this.encoder = encoder;
    this.prover = prover;
    this.assembler = assembler;
  }

  /**
   * Makes a bundle.
   *
   * @throws InvalidSpecException if the spec cannot be fulfilled, or what was given does not work
   */
  Bundle generate(TlsSpec spec) {
    List<ResolvedDeployment> deployments = resolver.resolve(spec);
    List<Warning> warnings = warnings(deployments);
    Identities.All identities = identityProvider.obtain(spec, deployments, warnings);
    List<KeyMaterial> material = encoder.encode(spec, deployments, identities, warnings);
    List<ProvenDeployment> proven = prover.prove(spec, deployments, identities, material);
    return assembler.assemble(spec, proven, encoder.authority(identities), warnings);
  }

  /**
   * The YAML of one target alone. For helm and compose no key is made and none is inside.
   *
   * @throws InvalidSpecException as {@link #generate}, or if one document cannot hold it
   */
  String render(TlsSpec spec, Target target) {
    TlsSpec only = spec.withTargets(EnumSet.of(target));
    List<ResolvedDeployment> deployments = resolver.resolve(only);
    List<Warning> warnings = warnings(deployments);
    return switch (target) {
      case COMPOSE, HELM -> TargetStream.plain(deployments, target, warnings);
      case KUBERNETES -> {
        Identities.All identities = identityProvider.obtain(only, deployments, warnings);
        List<KeyMaterial> material = encoder.encode(only, deployments, identities, warnings);
        List<ProvenDeployment> proven = prover.prove(only, deployments, identities, material);
        yield TargetStream.proven(proven, target, warnings);
      }
    };
  }

  /**
   * Checks a spec and everything supplied with it, and makes nothing.
   *
   * @return the warnings
   * @throws InvalidSpecException as {@link #generate}
   */
  List<Warning> validate(TlsSpec spec) {
    List<ResolvedDeployment> deployments = resolver.resolve(spec);
    List<Warning> warnings = warnings(deployments);
    identityProvider.check(spec, deployments, warnings);
    return warnings.stream().distinct().toList();
  }

  private static List<Warning> warnings(List<ResolvedDeployment> deployments) {
    List<Warning> warnings = new ArrayList<>();
    deployments.forEach(deployment -> warnings.addAll(deployment.warnings()));
    return warnings;
  }
}
