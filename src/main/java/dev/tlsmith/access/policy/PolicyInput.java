package dev.tlsmith.access.policy;

import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a spec comes to, as a policy sees it: with every default, and with every name that a
 * certificate would hold.
 *
 * @param namespace of Kubernetes, e.g. {@code "default"}
 * @param certificate the source that the spec names
 * @param keyOfRequest of a certificate request; null if there is none, or one that cannot be read
 * @param returnsCaKey whether the bundle would hold the key of a CA that is made for it
 * @param deployments in the order of the spec
 */
public record PolicyInput(
    String namespace,
    CertificateSource certificate,
    @Nullable KeyAlgorithm keyOfRequest,
    boolean returnsCaKey,
    List<Product> deployments) {

  /**
   * One deployment.
   *
   * @param id of the product
   * @param hosts as asked for
   * @param names of the certificate, hosts included
   */
  public record Product(
      String id, List<SubjectAlternativeName> hosts, List<SubjectAlternativeName> names) {}
}
