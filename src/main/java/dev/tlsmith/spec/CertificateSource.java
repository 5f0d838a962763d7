package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the certificate comes from; its {@code source} field tells the kinds apart. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CertificateSource.SelfSigned.class, name = "self-signed"),
  @JsonSubTypes.Type(value = CertificateSource.PrivateCa.class, name = "private-ca"),
  @JsonSubTypes.Type(value = CertificateSource.ServiceCa.class, name = "service-ca"),
  @JsonSubTypes.Type(value = CertificateSource.Csr.class, name = "csr"),
  @JsonSubTypes.Type(value = CertificateSource.Provided.class, name = "provided"),
  @JsonSubTypes.Type(value = CertificateSource.ExistingSecret.class, name = "existing-secret"),
  @JsonSubTypes.Type(value = CertificateSource.CertManager.class, name = "cert-manager")
})
public sealed interface CertificateSource {

  /** The {@code source} field on the wire, e.g. {@code "self-signed"}. */
  default String id() {
    return switch (this) {
      case SelfSigned s -> "self-signed";
      case PrivateCa s -> "private-ca";
      case ServiceCa s -> "service-ca";
      case Csr s -> "csr";
      case Provided s -> "provided";
      case ExistingSecret s -> "existing-secret";
      case CertManager s -> "cert-manager";
    };
  }

  /** Whether the certificate's key is in the cluster and never in a bundle. */
  default boolean inCluster() {
    return this instanceof ExistingSecret || this instanceof CertManager;
  }

  /** The leaf's key, where the source chooses it; null where the spec does not say. */
  default @Nullable KeyAlgorithm keyAlgorithm() {
    return null;
  }

  /** How long the leaf is valid, in days; null where the spec does not say. */
  default @Nullable Integer validityDays() {
    return null;
  }

  /** The leaf's subject; null where the source has none to choose. */
  default @Nullable Subject subject() {
    return null;
  }

  /** A source for which tlsmith itself signs a leaf. */
  sealed interface Issuing extends CertificateSource permits KeyMaking, Csr {
    /** The leaf's subject; empty attributes take their defaults. */
    @Override
    Subject subject();

    /** How long the leaf is valid. */
    @Override
    Integer validityDays();
  }

  /** A source for which tlsmith makes the leaf's key as well. */
  sealed interface KeyMaking extends Issuing permits SelfSigned, PrivateCa, ServiceCa {
    /** The leaf's key. */
    @Override
    KeyAlgorithm keyAlgorithm();
  }

  /**
   * A fresh private CA and a leaf under it.
   *
   * @param subject default: the common name is the first host
   * @param keyAlgorithm of CA and leaf; default {@link KeyAlgorithm#EC_P256}
   * @param validityDays of the leaf; default 397, at most 825
   * @param caValidityDays of the CA; default 3650
   */
  record SelfSigned(
      Subject subject, KeyAlgorithm keyAlgorithm, Integer validityDays, Integer caValidityDays)
      implements KeyMaking {
    public SelfSigned {
      subject = orDefault(subject, Subject.EMPTY);
      keyAlgorithm = orDefault(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = orDefault(validityDays, 397);
      caValidityDays = orDefault(caValidityDays, 3650);
    }

    /** Every default. */
    public SelfSigned() {
      this(Subject.EMPTY, KeyAlgorithm.EC_P256, 397, 3650);
    }
  }

  /**
   * A leaf under the caller's own CA; this is also how a self-signed bundle is renewed.
   *
   * @param caCertificates PEM, the signing CA and its issuers up to the root, in any order
   * @param caPrivateKey PEM: PKCS#1, SEC1, PKCS#8 or encrypted PKCS#8
   * @param caPassphrase of an encrypted {@code caPrivateKey}
   * @param subject default: the common name is the first host
   * @param keyAlgorithm of the leaf; default {@link KeyAlgorithm#EC_P256}
   * @param validityDays of the leaf; default 397, at most 825
   */
  record PrivateCa(
      String caCertificates,
      Secret caPrivateKey,
      @Nullable Secret caPassphrase,
      Subject subject,
      KeyAlgorithm keyAlgorithm,
      Integer validityDays)
      implements KeyMaking {
    public PrivateCa {
      subject = orDefault(subject, Subject.EMPTY);
      keyAlgorithm = orDefault(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = orDefault(validityDays, 397);
    }
  }

  /**
   * A leaf under the CA that the operator of the service mounted; its key is never handed out.
   *
   * @param subject default: the common name is the first host
   * @param keyAlgorithm of the leaf; default {@link KeyAlgorithm#EC_P256}
   * @param validityDays of the leaf; default 397, at most 825
   */
  record ServiceCa(Subject subject, KeyAlgorithm keyAlgorithm, Integer validityDays)
      implements KeyMaking {
    public ServiceCa {
      subject = orDefault(subject, Subject.EMPTY);
      keyAlgorithm = orDefault(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = orDefault(validityDays, 397);
    }
  }

  /**
   * A leaf for a key that stays with the caller, who sends a request signed by it. Names and
   * subject come from the spec, never from the request.
   *
   * @param request PEM, PKCS#10 (RFC 2986)
   * @param caCertificates PEM of the CA that signs, as in {@link PrivateCa}; null for the service's
   * @param caPrivateKey PEM, as in {@link PrivateCa}; given if {@code caCertificates} is
   * @param caPassphrase of an encrypted {@code caPrivateKey}
   * @param subject default: the common name is the first host
   * @param validityDays of the leaf; default 397, at most 825
   */
  record Csr(
      String request,
      @Nullable String caCertificates,
      @Nullable Secret caPrivateKey,
      @Nullable Secret caPassphrase,
      Subject subject,
      Integer validityDays)
      implements Issuing {
    public Csr {
      subject = orDefault(subject, Subject.EMPTY);
      validityDays = orDefault(validityDays, 397);
    }

    /** The CA that the caller sent along; null where the service's own signs. */
    public @Nullable PrivateCa authority() {
      return caCertificates == null || caPrivateKey == null
          ? null
          : new PrivateCa(
              caCertificates,
              caPrivateKey,
              caPassphrase,
              subject,
              KeyAlgorithm.EC_P256,
              validityDays);
    }
  }

  /**
   * A certificate and key that the caller has: PEM, or PKCS#12, never both.
   *
   * @param certificates PEM, the leaf and its chain in any order
   * @param privateKey PEM: PKCS#1, SEC1, PKCS#8 or encrypted PKCS#8
   * @param pkcs12 base64 of a PKCS#12 file
   * @param passphrase of {@code privateKey} or {@code pkcs12}
   * @param alias of the key in {@code pkcs12} (friendlyName, RFC 2985 §5.5.1), where that holds
   *     several; one without a name goes by its number, from 1
   */
  record Provided(
      @Nullable String certificates,
      @Nullable Secret privateKey,
      @Nullable Secret pkcs12,
      @Nullable Secret passphrase,
      @Nullable String alias)
      implements CertificateSource {

    /** Where there is one key. */
    public Provided(
        @Nullable String certificates,
        @Nullable Secret privateKey,
        @Nullable Secret pkcs12,
        @Nullable Secret passphrase) {
      this(certificates, privateKey, pkcs12, passphrase, null);
    }
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
  record ExistingSecret(
      String secretName,
      String keyStoreKey,
      String trustStoreKey,
      @Nullable SecretKeyReference passwordSecret)
      implements CertificateSource {
    public ExistingSecret {
      keyStoreKey = orDefault(keyStoreKey, "keystore.p12");
      trustStoreKey = orDefault(trustStoreKey, "truststore.p12");
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
  record CertManager(
      @Nullable IssuerReference issuer,
      @Nullable Acme acme,
      @Nullable SelfSignedCa selfSignedCa,
      Subject subject,
      KeyAlgorithm keyAlgorithm,
      @Nullable Integer validityDays,
      Integer renewBeforeDays,
      Boolean ingressShim)
      implements CertificateSource {
    public CertManager {
      subject = orDefault(subject, Subject.EMPTY);
      keyAlgorithm = orDefault(keyAlgorithm, KeyAlgorithm.EC_P256);
      renewBeforeDays = orDefault(renewBeforeDays, 30);
      ingressShim = orDefault(ingressShim, false);
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
      kind = orDefault(kind, "ClusterIssuer");
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
      directory = orDefault(directory, "letsencrypt-production");
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
      validityDays = orDefault(validityDays, 3650);
    }
  }

  private static <T> T orDefault(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
