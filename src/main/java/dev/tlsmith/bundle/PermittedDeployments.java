package dev.tlsmith.bundle;

import dev.tlsmith.access.policy.PolicyInput;
import dev.tlsmith.certificate.request.CertificationRequest;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.resolution.DeploymentResolver;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a spec comes to, for those who may have it. */
@Singleton
final class PermittedDeployments {

  private final DeploymentResolver resolver;

  PermittedDeployments(DeploymentResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The deployments of a spec, matched to their packs.
   *
   * @throws InvalidSpecException if it cannot be fulfilled, or the requester's policy does not
   *     allow it
   */
  List<ResolvedDeployment> of(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = resolver.resolve(spec);
    List<PolicyInput.Product> products =
        deployments.stream()
            .map(
                one ->
                    new PolicyInput.Product(one.pack().id(), one.deployment().hosts(), one.names()))
            .toList();
    boolean returnsCaKey = CertificateProvisioning.makesCa(spec, deployments);
    requester
        .caller()
        .require(
            new PolicyInput(
                spec.namespace(), spec.certificate(), keyOfRequest(spec), returnsCaKey, products));
    return deployments;
  }

  private static @Nullable KeyAlgorithm keyOfRequest(TlsSpec spec) {
    String request = spec.certificate().request();
    return request == null ? null : CertificationRequest.algorithm(request).orElse(null);
  }
}
