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
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.ClusterSource.CertManager;
import dev.tlsmith.spec.ClusterSource.ExistingSecret;
import dev.tlsmith.spec.IssuingSource.Csr;
import dev.tlsmith.spec.IssuingSource.KeyMaking;
import dev.tlsmith.spec.IssuingSource.PrivateCa;
import dev.tlsmith.spec.IssuingSource.SelfSigned;
import dev.tlsmith.spec.IssuingSource.ServiceCa;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Selects the CA that signs the certificates of a bundle: a new one, the caller's or the service's.
 * How each source is obtained is decided here; everybody else asks facts of it.
 */
@Singleton
final class SignerSelection {

  /** What a program's certificate is like where that of the spec is the edge's. */
  private static final SelfSigned BEHIND_AN_EDGE = new SelfSigned();

  private final SuppliedMaterial supplied;
  private final ServiceAuthority serviceAuthority;

  SignerSelection(SuppliedMaterial supplied, ServiceAuthority serviceAuthority) {
    this.supplied = supplied;
    this.serviceAuthority = serviceAuthority;
  }

  /**
   * The signer of a bundle; one without an authority where nothing is signed. A CA is made only
   * where the source says so.
   *
   * @param issuer makes a CA
   * @param warnings gets those of a CA or request that was given
   */
  Signer select(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      CertificateIssuer issuer,
      List<Warning> warnings) {
    List<ResolvedDeployment> serving =
        deployments.stream().filter(ResolvedDeployment::servesTls).toList();
    Signer nobody = signer(null, false, BEHIND_AN_EDGE);
    if (serving.isEmpty()) {
      return nobody;
    }
    return switch (spec.certificate()) {
      case SelfSigned source -> fresh(spec, source, issuer);
      case PrivateCa source ->
          signer(supplied(source.authority(), serving, warnings), false, source);
      case ServiceCa source -> signer(ofService(serving, warnings), false, source);
      case Csr source -> requested(source, serving, warnings);
      case Provided source -> {
        boolean behind =
            serving.stream().anyMatch(one -> source.makesCa(one.deployment().termination()));
        yield behind ? fresh(spec, BEHIND_AN_EDGE, issuer) : nobody;
      }
      case ExistingSecret source -> nobody;
      case CertManager source -> nobody;
    };
  }

  private CertificateAuthority supplied(
      SuppliedAuthority given, List<ResolvedDeployment> serving, List<Warning> warnings) {
    return readable(
        supplied.readAuthority(given, SpecPointer.CERTIFICATE).into(warnings), serving, warnings);
  }

  private CertificateAuthority ofService(List<ResolvedDeployment> serving, List<Warning> warnings) {
    return readable(serviceAuthority.signing(), serving, warnings);
  }

  private static CertificateAuthority readable(
      CertificateAuthority authority, List<ResolvedDeployment> serving, List<Warning> warnings) {
    boolean inCluster = serving.stream().anyMatch(ResolvedDeployment::inCluster);
    warnings.addAll(SerialNumbers.check(authority.chain(), authority.pointer(), inCluster));
    return authority;
  }

  /** One under a CA that is made for the bundle. */
  private static Signer fresh(TlsSpec spec, SelfSigned source, CertificateIssuer issuer) {
    CertificateAuthority authority =
        issuer.newAuthority(spec.release(), source.keyAlgorithm(), source.caValidityDays());
    return signer(authority, true, source);
  }

  private static Signer signer(
      @Nullable CertificateAuthority authority, boolean fresh, KeyMaking source) {
    return new Signer(
        authority, fresh, source.subject(), source.validityDays(), source.keyAlgorithm(), null);
  }

  private Signer requested(Csr source, List<ResolvedDeployment> serving, List<Warning> warnings) {
    List<RequestedLeaf> leaves =
        serving.stream()
            .flatMap(one -> one.serverNames().stream())
            .map(names -> new RequestedLeaf(source.subject(), names))
            .toList();
    SuppliedAuthority own = source.authority();
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
      warnings.add(Warning.of("request-key-is-shared", message.formatted(leaves.size()), null));
    }
    CertificationRequest made = Objects.requireNonNull(request);
    return new Signer(
        authority, false, source.subject(), source.validityDays(), made.algorithm(), made.key());
  }
}
