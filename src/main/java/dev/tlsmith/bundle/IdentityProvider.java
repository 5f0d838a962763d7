package dev.tlsmith.bundle;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateIssuer;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.SuppliedMaterial;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource.CertManager;
import dev.tlsmith.spec.CertificateSource.ExistingSecret;
import dev.tlsmith.spec.CertificateSource.Issuing;
import dev.tlsmith.spec.CertificateSource.PrivateCa;
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.CertificateSource.SelfSigned;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Obtains the certificates and keys of a deployment: issues, signs, or checks what was given. */
@Singleton
final class IdentityProvider {

  private static final String CERTIFICATE = "/certificate";
  private static final SelfSigned BACKEND_DEFAULTS = new SelfSigned();

  private final CertificateIssuer issuer;
  private final SuppliedMaterial supplied;
  private final PublicRoots publicRoots;

  IdentityProvider(CertificateIssuer issuer, SuppliedMaterial supplied, PublicRoots publicRoots) {
    this.issuer = issuer;
    this.supplied = supplied;
    this.publicRoots = publicRoots;
  }

  /**
   * Checks what the caller gave, and makes nothing.
   *
   * @param warnings gets those of the material
   */
  void check(TlsSpec spec, ResolvedDeployment deployment, List<Warning> warnings) {
    trust(spec, warnings);
    if (deployment.deployment().termination() == Termination.NONE) {
      return;
    }
    switch (spec.certificate()) {
      case PrivateCa source -> keep(warnings, supplied.readAuthority(source, CERTIFICATE));
      case Provided source -> provided(source, deployment, warnings);
      case SelfSigned source -> {}
      case ExistingSecret source -> {}
      case CertManager source -> {}
    }
  }

  /**
   * Obtains everything that the bundle will hold.
   *
   * @param warnings gets those of the material
   */
  Identities obtain(TlsSpec spec, ResolvedDeployment deployment, List<Warning> warnings) {
    Trusted trust = trust(spec, warnings);
    Issue issue = new Issue(spec, deployment, trust, warnings);
    if (deployment.deployment().termination() == Termination.NONE) {
      return issue.nothing();
    }
    return switch (spec.certificate()) {
      case SelfSigned source -> {
        CertificateAuthority authority =
            issuer.newAuthority(
                authorityName(spec), source.keyAlgorithm(), source.caValidityDays());
        yield issue.under(authority, authority, source);
      }
      case PrivateCa source ->
          issue.under(keep(warnings, supplied.readAuthority(source, CERTIFICATE)), null, source);
      case Provided source -> issue.around(provided(source, deployment, warnings));
      case ExistingSecret source -> issue.nothing();
      case CertManager source -> issue.nothing();
    };
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

  private static String authorityName(TlsSpec spec) {
    return spec.release();
  }

  /** The certificates of one deployment, in the making. */
  private final class Issue {

    private final TlsSpec spec;
    private final ResolvedDeployment deployment;
    private final Termination termination;
    private final Trusted trust;
    private final List<Warning> warnings;

    Issue(TlsSpec spec, ResolvedDeployment deployment, Trusted trust, List<Warning> warnings) {
      this.spec = spec;
      this.deployment = deployment;
      this.termination = deployment.deployment().termination();
      this.trust = trust;
      this.warnings = warnings;
    }

    Identities nothing() {
      return identities(null, null, null);
    }

    /** Program and edge under one CA, each with a leaf and key of its own. */
    Identities under(
        CertificateAuthority authority, @Nullable CertificateAuthority fresh, Issuing source) {
      TlsIdentity application =
          termination.atApplication() ? leaf(authority, source, deployment.names()) : null;
      TlsIdentity edge =
          termination.atEdge() ? leaf(authority, source, deployment.edgeNames()) : null;
      boolean asksClients =
          deployment.deployment().clientAuthentication() != ClientAuthentication.NONE;
      TlsIdentity client = asksClients ? client(authority, source) : null;
      Map<String, TlsIdentity> further = new LinkedHashMap<>();
      if (application != null) {
        for (String id : deployment.needs().certificates()) {
          further.put(id, leaf(authority, source, deployment.internalNames()));
        }
      }
      return new Identities(
          fresh, application, edge, client, further, trust.additional(), trust.clients());
    }

    /** The caller's certificate; under {@code both} it is the edge's, and the program gets a CA. */
    Identities around(TlsIdentity identity) {
      return switch (termination) {
        case APPLICATION -> identities(null, identity, null);
        case INGRESS -> identities(null, null, identity);
        case NONE -> nothing();
        case BOTH -> {
          KeyAlgorithm algorithm = BACKEND_DEFAULTS.keyAlgorithm();
          CertificateAuthority authority =
              issuer.newAuthority(
                  authorityName(spec), algorithm, BACKEND_DEFAULTS.caValidityDays());
          TlsIdentity application = leaf(authority, BACKEND_DEFAULTS, deployment.names());
          yield identities(authority, application, identity);
        }
      };
    }

    private Identities identities(
        @Nullable CertificateAuthority fresh,
        @Nullable TlsIdentity application,
        @Nullable TlsIdentity edge) {
      return new Identities(
          fresh, application, edge, null, Map.of(), trust.additional(), trust.clients());
    }

    private TlsIdentity leaf(
        CertificateAuthority authority, Issuing source, List<SubjectAlternativeName> names) {
      Subject subject = source.subject();
      return keep(
          warnings,
          issuer.issueServer(
              authority, subject, names, source.keyAlgorithm(), source.validityDays()));
    }

    private TlsIdentity client(CertificateAuthority authority, Issuing source) {
      return keep(
          warnings,
          issuer.issueClient(
              authority,
              deployment.pack().id() + "-client",
              source.keyAlgorithm(),
              source.validityDays()));
    }
  }
}
