package dev.tlsmith.material;

import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which names of a deployment the CA that signs lets into a certificate. */
final class PermittedNames {

  private final CertificateIssuer issuer;
  private final Signer signer;
  private final ResolvedDeployment deployment;
  private final List<Warning> warnings;
  private final Set<SubjectAlternativeName> leftOut = new LinkedHashSet<>();

  /**
   * Those of one deployment.
   *
   * @param warnings gets one for what is left out
   */
  PermittedNames(
      CertificateIssuer issuer,
      Signer signer,
      ResolvedDeployment deployment,
      List<Warning> warnings) {
    this.issuer = issuer;
    this.signer = signer;
    this.deployment = deployment;
    this.warnings = warnings;
  }

  /** Names added here that no certificate holds, as the CA forbids them. */
  Set<SubjectAlternativeName> leftOut() {
    return leftOut;
  }

  /**
   * Without those of the names added here that the CA forbids, as far as nothing needs them; what
   * is forbidden and needed, or the caller's own, stays and is refused by the issuer.
   */
  List<SubjectAlternativeName> of(List<SubjectAlternativeName> wanted) {
    Map<SubjectAlternativeName, String> forbidden = issuer.forbidden(signer.signing(), wanted);
    forbidden.keySet().removeAll(deployment.edgeNames());
    forbidden.keySet().removeAll(deployment.requiredNames());
    if (forbidden.isEmpty() || forbidden.size() == wanted.size()) {
      return wanted;
    }
    leftOut.addAll(forbidden.keySet());
    warnings.add(leftOut(forbidden));
    return wanted.stream().filter(name -> !forbidden.containsKey(name)).toList();
  }

  private static Warning leftOut(Map<SubjectAlternativeName, String> forbidden) {
    String names =
        forbidden.keySet().stream()
            .map(SubjectAlternativeName::value)
            .collect(Collectors.joining(", "));
    String message =
        "%s forbid %s, which are left out of the certificate: clients that use these names will"
            + " refuse it. Call the program by its hosts, or use another CA.";
    String constraints =
        forbidden.values().stream().distinct().collect(Collectors.joining(" and "));
    return Warning.of(
        "names-left-out",
        message.formatted(
            constraints.substring(0, 1).toUpperCase(Locale.ROOT) + constraints.substring(1), names),
        null);
  }
}
