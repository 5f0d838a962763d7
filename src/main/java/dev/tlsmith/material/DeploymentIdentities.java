package dev.tlsmith.material;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and keys of one deployment.
 *
 * @param application what the program serves
 * @param edge what the Ingress or Gateway serves
 * @param client of the client certificate that is handed out
 * @param further server certificates besides the program's own, by the pack's id
 * @param trusted of {@code trust.additional}
 * @param clientAuthorities of {@code trust.clientCertificates}
 * @param leftOut of the deployment's names: those that its CA forbids and nothing needs
 */
public record DeploymentIdentities(
    @Nullable TlsIdentity application,
    @Nullable TlsIdentity edge,
    @Nullable TlsIdentity client,
    Map<String, TlsIdentity> further,
    List<X509Certificate> trusted,
    List<X509Certificate> clientAuthorities,
    Set<SubjectAlternativeName> leftOut) {

  /** Those of the names that the certificates have. */
  List<SubjectAlternativeName> kept(List<SubjectAlternativeName> names) {
    return names.stream().filter(name -> !leftOut.contains(name)).toList();
  }

  /**
   * Those of a whole bundle.
   *
   * @param authority a CA that was made for it; its key is handed out once
   * @param each of the deployments, in their order
   */
  public record All(@Nullable CertificateAuthority authority, List<DeploymentIdentities> each) {}

  /** What the leading certificate is: the program's, else the edge's. */
  @Nullable
  public TlsIdentity leading() {
    return application != null ? application : edge;
  }

  /** Whether the bundle knows any certificate at all, a trusted one included. */
  boolean isAnyOurs() {
    return leading() != null || !trusted.isEmpty() || !clientAuthorities.isEmpty();
  }
}
