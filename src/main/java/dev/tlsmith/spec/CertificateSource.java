package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificate comes from; its {@code source} field tells the kinds apart. What the rest
 * of the service asks about a source is a fact here, and how it is obtained in {@code material}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
public sealed interface CertificateSource
    permits IssuingSource, CertificateSource.Provided, ClusterSource {

  /** What renews under a CA whose key its owner has. */
  String PRIVATE_CA = "private-ca";

  /** Where a leaf's key comes from, and who has it then. */
  enum KeyOrigin {
    /** Made here, and handed out once. */
    GENERATED,
    /** The caller's, who has it alone and sends a request (RFC 2986) that it signed. */
    REQUEST,
    /** Sent by the caller together with its certificate. */
    SUPPLIED,
    /** Made in the cluster, where the certificate is issued. */
    CLUSTER_ISSUER,
    /** In a Secret of the cluster already. */
    CLUSTER_SECRET
  }

  /** All kinds: the records, found by what is permitted, so that none is listed twice. */
  static List<Class<?>> kinds() {
    return kinds(CertificateSource.class).toList();
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(CertificateSource::kinds)
        : Stream.of(type);
  }

  /** The {@code source} field on the wire, e.g. {@code "self-signed"}. */
  default String id() {
    return getClass().getAnnotation(JsonTypeName.class).value();
  }

  /** Where the leaf's key comes from. */
  KeyOrigin keyOrigin();

  /**
   * Whether a CA is made for a bundle that holds a deployment of this kind, and its key is handed
   * out with it.
   */
  boolean makesCa(Termination termination);

  /** Whether the certificate's key is in the cluster and never in a bundle. */
  default boolean inCluster() {
    return switch (keyOrigin()) {
      case CLUSTER_ISSUER, CLUSTER_SECRET -> true;
      case GENERATED, REQUEST, SUPPLIED -> false;
    };
  }

  /** Whether the leaf is signed by the CA that the operator of the service mounted. */
  default boolean ofServiceCa() {
    return false;
  }

  /** The id of the source that renews what this one led to, under the same CA. */
  default String renewedBy() {
    return id();
  }

  /** The caller's certificate and key; null where the source has none. */
  default @Nullable SuppliedCertificate supplied() {
    return null;
  }

  /** The caller's request, PEM (RFC 2986); null where the source has none. */
  default @Nullable String request() {
    return null;
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
  @JsonTypeName("provided")
  record Provided(
      @Nullable String certificates,
      @Nullable Secret privateKey,
      @Nullable Secret pkcs12,
      @Nullable Secret passphrase,
      @Nullable String alias)
      implements CertificateSource {

    @Override
    public KeyOrigin keyOrigin() {
      return KeyOrigin.SUPPLIED;
    }

    /** The program's own, where the certificate is the edge's. */
    @Override
    public boolean makesCa(Termination termination) {
      return termination == Termination.BOTH;
    }

    @Override
    public String renewedBy() {
      return PRIVATE_CA;
    }

    @Override
    public SuppliedCertificate supplied() {
      return new SuppliedCertificate(certificates, privateKey, pkcs12, passphrase, alias);
    }
  }
}
