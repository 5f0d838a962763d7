package dev.tlsmith.bundle;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.DeploymentResolver;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.proof.ProofReport;
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
    ResolvedDeployment deployment = resolve(spec);
    List<Warning> warnings = new ArrayList<>(deployment.warnings());
    Identities identities = identityProvider.obtain(spec, deployment, warnings);
    KeyMaterial material = encoder.encode(spec, deployment, identities, warnings);
    ProofReport proof = prover.prove(spec, deployment, identities, material);
    return assembler.assemble(spec, deployment, identities, material, proof, warnings);
  }

  /**
   * The YAML of one target alone. For helm and compose no key is made and none is inside.
   *
   * @throws InvalidSpecException as {@link #generate}
   */
  String render(TlsSpec spec, Target target) {
    TlsSpec only = spec.withTargets(EnumSet.of(target));
    return switch (target) {
      case COMPOSE, HELM -> {
        ResolvedDeployment deployment = resolve(only);
        yield assembler.stream(deployment, target);
      }
      case KUBERNETES -> {
        ResolvedDeployment deployment = resolve(only);
        List<Warning> warnings = new ArrayList<>(deployment.warnings());
        Identities identities = identityProvider.obtain(only, deployment, warnings);
        KeyMaterial material = encoder.encode(only, deployment, identities, warnings);
        prover.prove(only, deployment, identities, material);
        yield assembler.stream(deployment, material, target, warnings);
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
    ResolvedDeployment deployment = resolve(spec);
    List<Warning> warnings = new ArrayList<>(deployment.warnings());
    identityProvider.check(spec, deployment, warnings);
    return warnings;
  }

  private ResolvedDeployment resolve(TlsSpec spec) {
    List<ResolvedDeployment> deployments = resolver.resolve(spec);
    if (deployments.size() > 1) {
      String detail =
          "%d deployments are given and one bundle holds one so far; send one request for each";
      throw InvalidSpecException.unprocessable(
          "/deployments", "several-deployments", detail.formatted(deployments.size()));
    }
    return deployments.getFirst();
  }
}
