package dev.tlsmith.bundle;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateIssuer;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.CertificationRequest;
import dev.tlsmith.certificate.ServiceAuthority;
import dev.tlsmith.certificate.SuppliedMaterial;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Faults;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource.CertManager;
import dev.tlsmith.spec.CertificateSource.Csr;
import dev.tlsmith.spec.CertificateSource.ExistingSecret;
import dev.tlsmith.spec.CertificateSource.Issuing;
import dev.tlsmith.spec.CertificateSource.KeyMaking;
import dev.tlsmith.spec.CertificateSource.PrivateCa;
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.CertificateSource.SelfSigned;
import dev.tlsmith.spec.CertificateSource.ServiceCa;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Obtains the certificates and keys of a deployment: issues, signs, or checks what was given. */
@Singleton
final class IdentityProvider {

  private static final String CERTIFICATE = "/certificate";
  private static final String REQUEST = CERTIFICATE + "/request";
  private static final SelfSigned BACKEND_DEFAULTS = new SelfSigned();

  private final CertificateIssuer issuer;
  private final SuppliedMaterial supplied;
  private final ServiceAuthority serviceAuthority;
  private final PublicRoots publicRoots;

  IdentityProvider(
      CertificateIssuer issuer,
      SuppliedMaterial supplied,
      ServiceAuthority serviceAuthority,
      PublicRoots publicRoots) {
    this.issuer = issuer;
    this.supplied = supplied;
    this.serviceAuthority = serviceAuthority;
    this.publicRoots = publicRoots;
  }

  /**
   * Checks what the caller gave, and makes nothing.
   *
   * @param warnings gets those of the material
   */
  void check(TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    trust(spec, warnings);
    List<ResolvedDeployment> serving = serving(deployments);
    if (serving.isEmpty()) {
      return;
    }
    switch (spec.certificate()) {
      case PrivateCa source -> keep(warnings, supplied.readAuthority(source, CERTIFICATE));
      case ServiceCa source -> serviceAuthority.signing();
      case Csr source -> requested(source, serving, warnings);
      case Provided source -> serving.forEach(one -> provided(source, one, warnings));
      case SelfSigned source -> {}
      case ExistingSecret source -> {}
      case CertManager source -> {}
    }
  }

  /**
   * Obtains everything that the bundle will hold; all deployments under one CA.
   *
   * @param warnings gets those of the material
   */
  Identities.All obtain(
      TlsSpec spec, List<ResolvedDeployment> deployments, List<Warning> warnings) {
    Trusted trust = trust(spec, warnings);
    Signer signer = signer(spec, serving(deployments), warnings);
    List<Identities> each = new ArrayList<>();
    for (ResolvedDeployment deployment : deployments) {
      Issue issue = new Issue(deployment, trust, signer, warnings);
      each.add(
          deployment.deployment().termination() == Termination.NONE
              ? issue.nothing()
              : switch (spec.certificate()) {
                case Issuing source -> issue.issued();
                case Provided source -> issue.around(provided(source, deployment, warnings));
                case ExistingSecret source -> issue.nothing();
                case CertManager source -> issue.nothing();
              });
    }
    return new Identities.All(signer.fresh() ? signer.authority() : null, each);
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
  private record Signer(
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

  private Signer signer(TlsSpec spec, List<ResolvedDeployment> serving, List<Warning> warnings) {
    Signer nobody = new Signer(null, false, BACKEND_DEFAULTS);
    if (serving.isEmpty()) {
      return nobody;
    }
    return switch (spec.certificate()) {
      case SelfSigned source -> new Signer(newAuthority(spec, source), true, source);
      case PrivateCa source ->
          new Signer(keep(warnings, supplied.readAuthority(source, CERTIFICATE)), false, source);
      case ServiceCa source -> new Signer(serviceAuthority.signing(), false, source);
      case Csr source -> requested(source, serving, warnings);
      case Provided source ->
          hasBackends(serving)
              ? new Signer(newAuthority(spec, BACKEND_DEFAULTS), true, BACKEND_DEFAULTS)
              : nobody;
      case ExistingSecret source -> nobody;
      case CertManager source -> nobody;
    };
  }

  /** Whether a CA is made for the bundle, which then holds its key. */
  static boolean makesAuthority(TlsSpec spec, List<ResolvedDeployment> deployments) {
    List<ResolvedDeployment> serving = serving(deployments);
    return switch (spec.certificate()) {
      case SelfSigned source -> !serving.isEmpty();
      case Provided source -> hasBackends(serving);
      default -> false;
    };
  }

  private static boolean hasBackends(List<ResolvedDeployment> serving) {
    return serving.stream().anyMatch(one -> one.deployment().termination() == Termination.BOTH);
  }

  private Signer requested(Csr source, List<ResolvedDeployment> serving, List<Warning> warnings) {
    List<CertificationRequest.Leaf> leaves =
        serving.stream()
            .flatMap(one -> leaves(one).stream())
            .map(names -> new CertificationRequest.Leaf(source.subject(), names))
            .toList();
    PrivateCa own = source.authority();
    Faults faults = new Faults();
    CertificateAuthority authority =
        faults.collect(
            () ->
                own == null
                    ? serviceAuthority.signing()
                    : keep(warnings, supplied.readAuthority(own, CERTIFICATE)));
    CertificationRequest request =
        faults.collect(
            () -> keep(warnings, CertificationRequest.read(source.request(), leaves, REQUEST)));
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
  private static List<List<SubjectAlternativeName>> leaves(ResolvedDeployment deployment) {
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

  private CertificateAuthority newAuthority(TlsSpec spec, SelfSigned source) {
    return issuer.newAuthority(spec.release(), source.keyAlgorithm(), source.caValidityDays());
  }

  private static List<ResolvedDeployment> serving(List<ResolvedDeployment> deployments) {
    return deployments.stream()
        .filter(one -> one.deployment().termination() != Termination.NONE)
        .toList();
  }

  private record Trusted(List<X509Certificate> additional, List<X509Certificate> clients) {}

  private Trusted trust(TlsSpec spec, List<Warning> warnings) {
    return new Trusted(
        certificates(spec.trust().additional(), "/trust/additional", warnings),
        certificates(spec.trust().clientCertificates(), "/trust/clientCertificates", warnings));
  }

  private List<X509Certificate> certificates(
      @Nullable String pem, String pointer, List<Warning> warnings) {
    return pem == null ? List.of() : keep(warnings, supplied.readCertificates(pem, pointer));
  }

  private TlsIdentity provided(
      Provided source, ResolvedDeployment deployment, List<Warning> warnings) {
    TlsIdentity identity =
        keep(
            warnings,
            supplied.readIdentity(
                source, deployment.edgeNames(), CERTIFICATE, publicRoots.certificates()));
    List<SubjectAlternativeName> missing =
        CertificateNames.uncovered(identity.leaf(), deployment.names());
    if (deployment.deployment().termination() == Termination.APPLICATION && !missing.isEmpty()) {
      String names =
          missing.stream().map(SubjectAlternativeName::value).collect(Collectors.joining(", "));
      String message =
          "The certificate does not cover %s: clients that use these names will refuse it. Call the"
              + " program by its hosts, or have the names added.";
      warnings.add(new Warning("names-not-covered", message.formatted(names), null));
    }
    return identity;
  }

  private static <T> T keep(List<Warning> warnings, WithWarnings<T> result) {
    warnings.addAll(result.warnings());
    return result.value();
  }

  /** The certificates of one deployment, in the making. */
  private final class Issue {

    private final ResolvedDeployment deployment;
    private final Termination termination;
    private final Trusted trust;
    private final Signer signer;
    private final List<Warning> warnings;

    Issue(ResolvedDeployment deployment, Trusted trust, Signer signer, List<Warning> warnings) {
      this.deployment = deployment;
      this.termination = deployment.deployment().termination();
      this.trust = trust;
      this.signer = signer;
      this.warnings = warnings;
    }

    Identities nothing() {
      return identities(null, null);
    }

    /** Program and edge under one CA, each with a leaf and key of its own. */
    Identities issued() {
      TlsIdentity application = termination.atApplication() ? leaf(deployment.names()) : null;
      TlsIdentity edge = termination.atEdge() ? leaf(deployment.edgeNames()) : null;
      boolean asksClients =
          deployment.deployment().clientAuthentication() != ClientAuthentication.NONE;
      TlsIdentity client = asksClients ? client() : null;
      Map<String, TlsIdentity> further = new LinkedHashMap<>();
      if (application != null) {
        for (String id : deployment.needs().certificates()) {
          further.put(id, leaf(deployment.internalNames()));
        }
      }
      return new Identities(
          application, edge, client, further, trust.additional(), trust.clients());
    }

    /** The caller's certificate; under {@code both} it is the edge's, and the program gets a CA. */
    Identities around(TlsIdentity identity) {
      return switch (termination) {
        case APPLICATION -> identities(identity, null);
        case INGRESS -> identities(null, identity);
        case NONE -> nothing();
        case BOTH -> identities(leaf(deployment.names()), identity);
      };
    }

    private Identities identities(@Nullable TlsIdentity application, @Nullable TlsIdentity edge) {
      return new Identities(application, edge, null, Map.of(), trust.additional(), trust.clients());
    }

    private TlsIdentity leaf(List<SubjectAlternativeName> names) {
      Issuing profile = signer.profile();
      PublicKey key = signer.key();
      if (key != null) {
        return keep(
            warnings,
            issuer.certifyServer(
                signer.signing(), profile.subject(), names, key, profile.validityDays()));
      }
      return keep(
          warnings,
          issuer.issueServer(
              signer.signing(),
              profile.subject(),
              names,
              signer.algorithm(),
              profile.validityDays()));
    }

    private TlsIdentity client() {
      return keep(
          warnings,
          issuer.issueClient(
              signer.signing(),
              deployment.pack().id() + "-client",
              signer.algorithm(),
              signer.profile().validityDays()));
    }
  }
}
