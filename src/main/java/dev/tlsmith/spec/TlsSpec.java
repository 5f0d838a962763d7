package dev.tlsmith.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The TLS deployment spec: one or several products that share a certificate source.
 *
 * @param deployments at least one; a body may give the fields of a single one at its top level
 * @param release Helm release and compose project; default: the product id of a single deployment
 * @param namespace Kubernetes namespace; default {@code default}
 * @param certificate default: {@code self-signed}
 * @param keyStore how the key store is written
 * @param trust whom the program trusts besides its own CA
 * @param targets default: all that source and termination allow
 */
public record TlsSpec(
    List<Deployment> deployments,
    String release,
    String namespace,
    CertificateSource certificate,
    KeyStoreSettings keyStore,
    Trust trust,
    @Nullable Set<Target> targets) {

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public TlsSpec {
    deployments = List.copyOf(deployments);
    if (release == null) {
      release = deployments.size() == 1 ? deployments.getFirst().product() : "";
    }
    namespace = namespace == null ? "default" : namespace;
    certificate = certificate == null ? new IssuingSource.SelfSigned() : certificate;
    keyStore = keyStore == null ? KeyStoreSettings.DEFAULT : keyStore;
    trust = trust == null ? Trust.NONE : trust;
    targets = targets == null || targets.isEmpty() ? null : EnumSet.copyOf(targets);
  }

  /** The same spec of other deployments. */
  public TlsSpec withDeployments(List<Deployment> others) {
    return new TlsSpec(others, release, namespace, certificate, keyStore, trust, targets);
  }

  /** The same spec for other targets. */
  public TlsSpec withTargets(Set<Target> others) {
    return new TlsSpec(deployments, release, namespace, certificate, keyStore, trust, others);
  }

  /** A spec of a single deployment with every default. */
  public static TlsSpec of(Deployment deployment) {
    return new TlsSpec(
        List.of(deployment),
        deployment.product(),
        "default",
        new IssuingSource.SelfSigned(),
        KeyStoreSettings.DEFAULT,
        Trust.NONE,
        null);
  }
}
