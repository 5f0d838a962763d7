package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.problem.Warning;
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
 * @param strict whether a {@link Severity#WARNING} refuses the spec; default {@code false}
 * @param acceptedWarnings codes of the warnings that a strict spec may have; default none
 */
public record TlsSpec(
    List<Deployment> deployments,
    String release,
    String namespace,
    CertificateSource certificate,
    KeyStoreSettings keyStore,
    Trust trust,
    @Nullable Set<Target> targets,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean strict,
    List<String> acceptedWarnings) {

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
    acceptedWarnings = acceptedWarnings == null ? List.of() : List.copyOf(acceptedWarnings);
  }

  /**
   * Refuses a strict spec that comes with warnings.
   *
   * @param warnings all that there are
   * @throws InvalidSpecException with one fault for each that is not accepted
   */
  public void requireAccepted(List<Warning> warnings) {
    List<Fault> faults =
        warnings.stream()
            .filter(warning -> strict && warning.severity() != Severity.NOTE)
            .filter(warning -> !acceptedWarnings.contains(warning.code()))
            .distinct()
            .map(warning -> new Fault("/strict", warning.code(), warning.message()))
            .toList();
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, faults);
    }
  }

  /** The same spec of other deployments. */
  public TlsSpec withDeployments(List<Deployment> others) {
    return new TlsSpec(
        others,
        release,
        namespace,
        certificate,
        keyStore,
        trust,
        targets,
        strict,
        acceptedWarnings);
  }

  /** The same spec for other targets. */
  public TlsSpec withTargets(Set<Target> others) {
    return new TlsSpec(
        deployments,
        release,
        namespace,
        certificate,
        keyStore,
        trust,
        others,
        strict,
        acceptedWarnings);
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
        null,
        false,
        List.of());
  }
}
