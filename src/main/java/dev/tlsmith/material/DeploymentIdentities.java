package dev.tlsmith.material;

import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and keys of one deployment.
 *
 * @param application what the program serves; null unless TLS ends at it
 * @param edge what the Ingress or Gateway serves; null unless TLS ends there
 * @param client certificate for a caller of the program; null unless the program asks for one and
 *     the bundle's CA issues it
 * @param further server certificates besides the program's own, by the id that the pack gives them,
 *     e.g. {@code "management"}; usually empty
 * @param trusted certificates of {@code trust.additional}, which the program's own calls trust
 * @param clientAuthorities CAs of {@code trust.clientCertificates}, which sign the program's
 *     clients
 * @param leftOut names that the deployment's CA may not certify and that nothing needs, e.g. {@code
 *     localhost}
 */
public record DeploymentIdentities(
    @Nullable TlsIdentity application,
    @Nullable TlsIdentity edge,
    @Nullable TlsIdentity client,
    Map<String, TlsIdentity> further,
    List<X509Certificate> trusted,
    List<X509Certificate> clientAuthorities,
    Set<SubjectAlternativeName> leftOut) {

  /** The names without those {@link #leftOut}, in the same order. */
  List<SubjectAlternativeName> kept(List<SubjectAlternativeName> names) {
    return names.stream().filter(name -> !leftOut.contains(name)).toList();
  }

  /**
   * The certificate that documents and {@code tls.crt} are about: the program's, else the edge's.
   */
  @Nullable
  public TlsIdentity leading() {
    return application != null ? application : edge;
  }

  /** What an image of the program is to trust. */
  public TrustAnchors anchors() {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    Stream.of(application, edge)
        .flatMap(Stream::ofNullable)
        .forEach(identity -> certificates.addAll(identity.trustAnchors()));
    certificates.addAll(trusted);
    return new TrustAnchors(List.copyOf(certificates), leading());
  }

  /** When the first of its certificates ends; none where the cluster holds them. */
  public Optional<Instant> end() {
    return Stream.concat(Stream.of(application, edge, client), further.values().stream())
        .filter(Objects::nonNull)
        .map(identity -> identity.leaf().getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }

  /** Whether any certificate is at hand, so that the bundle can hold a trust store. */
  boolean isAnyOurs() {
    return leading() != null || !trusted.isEmpty() || !clientAuthorities.isEmpty();
  }
}
