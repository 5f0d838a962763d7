package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A source for which tlsmith itself signs a leaf. */
public sealed interface IssuingSource extends CertificateSource {
  @Override
  default boolean makesCa(Termination termination) {
    return false;
  }

  /** The leaf's subject; empty attributes take their defaults. */
  @Override
  Subject subject();

  /** How long the leaf is valid. */
  @Override
  Integer validityDays();

  /** A source for which tlsmith makes the leaf's key as well. */
  sealed interface KeyMaking extends IssuingSource permits SelfSigned, PrivateCa, ServiceCa {
    @Override
    default KeyOrigin keyOrigin() {
      return KeyOrigin.GENERATED;
    }

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
  @JsonTypeName("self-signed")
  record SelfSigned(
      Subject subject, KeyAlgorithm keyAlgorithm, Integer validityDays, Integer caValidityDays)
      implements KeyMaking {
    public SelfSigned {
      subject = Objects.requireNonNullElse(subject, Subject.EMPTY);
      keyAlgorithm = Objects.requireNonNullElse(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = Objects.requireNonNullElse(validityDays, 397);
      caValidityDays = Objects.requireNonNullElse(caValidityDays, 3650);
    }

    /** Every default. */
    public SelfSigned() {
      this(Subject.EMPTY, KeyAlgorithm.EC_P256, 397, 3650);
    }

    @Override
    public boolean makesCa(Termination termination) {
      return termination.servesTls();
    }

    @Override
    public String renewedBy() {
      return PRIVATE_CA;
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
  @JsonTypeName(CertificateSource.PRIVATE_CA)
  record PrivateCa(
      String caCertificates,
      Secret caPrivateKey,
      @Nullable Secret caPassphrase,
      Subject subject,
      KeyAlgorithm keyAlgorithm,
      Integer validityDays)
      implements KeyMaking {
    public PrivateCa {
      subject = Objects.requireNonNullElse(subject, Subject.EMPTY);
      keyAlgorithm = Objects.requireNonNullElse(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = Objects.requireNonNullElse(validityDays, 397);
    }

    /** The CA that signs. */
    public SuppliedAuthority authority() {
      return new SuppliedAuthority(caCertificates, caPrivateKey, caPassphrase);
    }
  }

  /**
   * A leaf under the CA that the operator of the service mounted; its key is never handed out.
   *
   * @param subject default: the common name is the first host
   * @param keyAlgorithm of the leaf; default {@link KeyAlgorithm#EC_P256}
   * @param validityDays of the leaf; default 397, at most 825
   */
  @JsonTypeName("service-ca")
  record ServiceCa(Subject subject, KeyAlgorithm keyAlgorithm, Integer validityDays)
      implements KeyMaking {
    public ServiceCa {
      subject = Objects.requireNonNullElse(subject, Subject.EMPTY);
      keyAlgorithm = Objects.requireNonNullElse(keyAlgorithm, KeyAlgorithm.EC_P256);
      validityDays = Objects.requireNonNullElse(validityDays, 397);
    }

    @Override
    public boolean ofServiceCa() {
      return true;
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
  @JsonTypeName("csr")
  record Csr(
      String request,
      @Nullable String caCertificates,
      @Nullable Secret caPrivateKey,
      @Nullable Secret caPassphrase,
      Subject subject,
      Integer validityDays)
      implements IssuingSource {
    public Csr {
      subject = Objects.requireNonNullElse(subject, Subject.EMPTY);
      validityDays = Objects.requireNonNullElse(validityDays, 397);
    }

    @Override
    public KeyOrigin keyOrigin() {
      return KeyOrigin.REQUEST;
    }

    @Override
    public boolean ofServiceCa() {
      return authority() == null;
    }

    /** The CA that the caller sent along; null where the service's own signs. */
    public @Nullable SuppliedAuthority authority() {
      return caCertificates == null || caPrivateKey == null
          ? null
          : new SuppliedAuthority(caCertificates, caPrivateKey, caPassphrase);
    }
  }
}
