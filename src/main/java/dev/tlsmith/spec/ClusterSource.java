package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A certificate whose key is in the cluster, and never in a bundle. */
public sealed interface ClusterSource extends CertificateSource {

  @Override
  default boolean makesCa(Termination termination) {
    return false;
  }

  /**
   * Key store and trust store in a Secret that stands in the cluster already.
   *
   * @param secretName of the Secret with the stores (and {@code tls.crt}, {@code tls.key} where an
   *     Ingress uses it)
   * @param keyStoreKey entry of the key store; default {@code keystore.p12}
   * @param trustStoreKey entry of the trust store; default {@code truststore.p12}
   * @param passwordSecret where the key store's password is
   */
  @JsonTypeName("existing-secret")
  record ExistingSecret(
      String secretName,
      String keyStoreKey,
      String trustStoreKey,
      @Nullable SecretKeyReference passwordSecret)
      implements ClusterSource {
    public ExistingSecret {
      keyStoreKey = Objects.requireNonNullElse(keyStoreKey, "keystore.p12");
      trustStoreKey = Objects.requireNonNullElse(trustStoreKey, "truststore.p12");
    }

    @Override
    public KeyOrigin keyOrigin() {
      return KeyOrigin.CLUSTER_SECRET;
    }
  }

  /**
   * One entry of a Kubernetes Secret.
   *
   * @param name of the Secret, in the release's namespace
   * @param key of the entry
   */
  record SecretKeyReference(String name, String key) {}

  /**
   * A certificate that cert-manager makes in the cluster; the bundle holds no key. Exactly one of
   * {@code issuer}, {@code acme} and {@code selfSignedCa} is given.
   *
   * @param issuer an Issuer or ClusterIssuer that exists
   * @param acme an ACME ClusterIssuer to create
   * @param selfSignedCa a CA to bootstrap in the cluster
   * @param subject default: none; ACME ignores it
   * @param keyAlgorithm default {@link KeyAlgorithm#EC_P256}
   * @param validityDays {@code duration}; default: the issuer's own
   * @param renewBeforeDays {@code renewBefore}; default 30
   * @param ingressShim annotate the Ingress instead of emitting a Certificate; default false
   */
  @JsonTypeName("cert-manager")
  record CertManager(
      @Nullable IssuerReference issuer,
      @Nullable Acme acme,
      @Nullable SelfSignedCa selfSignedCa,
      Subject subject,
      KeyAlgorithm keyAlgorithm,
      @Nullable Integer validityDays,
      Integer renewBeforeDays,
      Boolean ingressShim)
      implements ClusterSource {
    public CertManager {
      subject = Objects.requireNonNullElse(subject, Subject.EMPTY);
      keyAlgorithm = Objects.requireNonNullElse(keyAlgorithm, KeyAlgorithm.EC_P256);
      renewBeforeDays = Objects.requireNonNullElse(renewBeforeDays, 30);
      ingressShim = Objects.requireNonNullElse(ingressShim, false);
    }

    @Override
    public KeyOrigin keyOrigin() {
      return KeyOrigin.CLUSTER_ISSUER;
    }
  }

  /**
   * An issuer that exists in the cluster.
   *
   * @param kind {@code ClusterIssuer} (default) or {@code Issuer}
   * @param name of the object
   */
  record IssuerReference(String kind, String name) {
    public IssuerReference {
      kind = Objects.requireNonNullElse(kind, "ClusterIssuer");
    }
  }

  /**
   * An ACME account (RFC 8555).
   *
   * @param email of the account
   * @param directory {@code letsencrypt-production} (default), {@code letsencrypt-staging} or the
   *     URL of another directory
   * @param solver cert-manager's solver as an object; default: HTTP-01 through the ingress class
   * @param accountKeySecret Secret with the account key; default: the issuer's name
   */
  record Acme(
      String email,
      String directory,
      @Nullable Map<String, Object> solver,
      @Nullable String accountKeySecret) {
    public Acme {
      directory = Objects.requireNonNullElse(directory, "letsencrypt-production");
    }

    /** The URL of the directory object (RFC 8555 §7.1.1). */
    public String directoryUrl() {
      return switch (directory) {
        case "letsencrypt-production" -> "https://acme-v02.api.letsencrypt.org/directory";
        case "letsencrypt-staging" -> "https://acme-staging-v02.api.letsencrypt.org/directory";
        default -> directory;
      };
    }
  }

  /**
   * SelfSigned issuer → CA Certificate → CA issuer, all made in the cluster.
   *
   * @param validityDays of the CA; default 3650
   */
  record SelfSignedCa(Integer validityDays) {
    public SelfSignedCa {
      validityDays = Objects.requireNonNullElse(validityDays, 3650);
    }
  }
}
