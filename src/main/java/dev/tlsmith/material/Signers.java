package dev.tlsmith.material;

import dev.tlsmith.authority.ServiceAuthority;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.SerialNumbers;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.request.CertificationRequest;
import dev.tlsmith.certificate.request.RequestedLeaf;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.problem.Faults;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource.CertManager;
import dev.tlsmith.spec.CertificateSource.Csr;
import dev.tlsmith.spec.CertificateSource.ExistingSecret;
import dev.tlsmith.spec.CertificateSource.Issuing;
import dev.tlsmith.spec.CertificateSource.KeyMaking;
import dev.tlsmith.spec.CertificateSource.PrivateCa;
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.CertificateSource.SelfSigned;
import dev.tlsmith.spec.CertificateSource.ServiceCa;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which CA signs the certificates of a bundle: a new one, the caller's or the service's.
 */
@Singleton
public final class Signers {

  private static final SelfSigned BACKEND_DEFAULTS = new SelfSigned();

  private final CertificateIssuer issuer;
  private final SuppliedMaterial supplied;
  private final ServiceAuthority serviceAuthority;

  Signers(CertificateIssuer issuer, SuppliedMaterial supplied, ServiceAuthority serviceAuthority) {
    this.issuer = issuer;
    this.supplied = supplied;
    this.serviceAuthority = serviceAuthority;
  }

  /**
   * Who signs, and how.
   *
   * @param authority null where nothing is signed here
   * @param fresh whether it was made for this bundle
   * @param profile of the leaves
   * @param algorithm of every key that is made
   * @param key of all leaves; null where each gets a key of its own
   */
  record Signer(
      @Nullable CertificateAuthority authority,
      boolean fresh,
      Issuing profile,
      KeyAlgorithm algorithm,
      @Nullable PublicKey key) {

    Signer(@Nullable CertificateAuthority authority, boolean fresh, KeyMaking profile) {
      this(authority, fresh, profile, profile.keyAlgorithm(), null);
    }

    CertificateAuthority signing() {
      return Objects.requireNonNull(authority);
    }
  }

  /** The deployments that serve TLS anywhere. */
  public static List<ResolvedDeployment> serving(List<ResolvedDeployment> deployments) {
    return deployments.stream()
        .filter(one -> one.deployment().termination() != Termination.NONE)
        .toList();
  }

  /** Whether Kubernetes reads what is made for any of them. */
  static boolean inCluster(List<ResolvedDeployment> deployments) {
    return deployments.stream().flatMap(one -> one.targets().stream()).anyMatch(Target::inCluster);
  }

  /** Whether a CA is made for the bundle, which then holds its key. */
  public static boolean makesAuthority(TlsSpec spec, List<ResolvedDeployment> deployments) {
    List<ResolvedDeployment> serving = serving(deployments);
    return switch (spec.certificate()) {
      case SelfSigned source -> !serving.isEmpty();
      case Provided source -> hasBackends(serving);
      default -> false;
    };
  }

  /** The signer of a bundle; one without an authority where nothing is signed. */
  Signer signer(TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    List<ResolvedDeployment> serving = serving(deployments);
    Signer nobody = new Signer(null, false, BACKEND_DEFAULTS);
    if (serving.isEmpty()) {
      return nobody;
    }
    return switch (spec.certificate()) {
      case SelfSigned source -> new Signer(newAuthority(spec, source), true, source);
      case PrivateCa source -> new Signer(supplied(source, serving, warnings), false, source);
      case ServiceCa source -> new Signer(ofService(serving, warnings), false, source);
      case Csr source -> requested(source, serving, warnings);
      case Provided source ->
          hasBackends(serving)
              ? new Signer(newAuthority(spec, BACKEND_DEFAULTS), true, BACKEND_DEFAULTS)
              : nobody;
      case ExistingSecret source -> nobody;
      case CertManager source -> nobody;
    };
  }

  private CertificateAuthority supplied(
      PrivateCa source, List<ResolvedDeployment> serving, List<Warning> warnings) {
    return readable(
        supplied.readAuthority(source, SpecPointer.CERTIFICATE).into(warnings), serving, warnings);
  }

  private CertificateAuthority ofService(List<ResolvedDeployment> serving, List<Warning> warnings) {
    return readable(serviceAuthority.signing(), serving, warnings);
  }

  private static CertificateAuthority readable(
      CertificateAuthority authority, List<ResolvedDeployment> serving, List<Warning> warnings) {
    warnings.addAll(
        SerialNumbers.check(authority.chain(), authority.pointer(), inCluster(serving)));
    return authority;
  }

  private static boolean hasBackends(List<ResolvedDeployment> serving) {
    return serving.stream().anyMatch(one -> one.deployment().termination() == Termination.BOTH);
  }

  private CertificateAuthority newAuthority(TlsSpec spec, SelfSigned source) {
    return issuer.newAuthority(spec.release(), source.keyAlgorithm(), source.caValidityDays());
  }

  private Signer requested(Csr source, List<ResolvedDeployment> serving, List<Warning> warnings) {
    List<RequestedLeaf> leaves =
        serving.stream()
            .flatMap(one -> leaves(one).stream())
            .map(names -> new RequestedLeaf(source.subject(), names))
            .toList();
    PrivateCa own = source.authority();
    Faults faults = new Faults();
    CertificateAuthority authority =
        faults.collect(
            () -> own == null ? ofService(serving, warnings) : supplied(own, serving, warnings));
    CertificationRequest request =
        faults.collect(
            () ->
                CertificationRequest.read(
                        source.request(), leaves, SpecPointer.CERTIFICATION_REQUEST)
                    .into(warnings));
    faults.throwIfAny();
    if (leaves.size() > 1) {
      String message =
          "The one key of the request is in %d certificates: whoever reads it in one place has it"
              + " in all. For keys of their own, send a spec and a request for each.";
      warnings.add(new Warning("request-key-is-shared", message.formatted(leaves.size()), null));
    }
    CertificationRequest made = Objects.requireNonNull(request);
    return new Signer(authority, false, source, made.algorithm(), made.key());
  }

  /** The names of each server certificate that a deployment gets where one signs for it here. */
  static List<List<SubjectAlternativeName>> leaves(ResolvedDeployment deployment) {
    Termination termination = deployment.deployment().termination();
    List<List<SubjectAlternativeName>> leaves = new ArrayList<>();
    if (termination.atApplication()) {
      leaves.add(deployment.names());
      deployment.needs().certificates().forEach(id -> leaves.add(deployment.internalNames()));
    }
    if (termination.atEdge()) {
      leaves.add(deployment.edgeNames());
    }
    return leaves;
  }
}
