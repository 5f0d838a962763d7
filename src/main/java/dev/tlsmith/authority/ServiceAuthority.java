package dev.tlsmith.authority;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SuppliedAuthority;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA that the operator mounted, with which the service signs for its callers. Read once, when
 * the service starts; its key is used here and handed out nowhere.
 */
@Context
public final class ServiceAuthority {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceAuthority.class);
  private static final String PROPERTY = "tlsmith.certificate-authority";

  /** Where {@link SuppliedMaterial} finds a fault, and what an operator calls that place. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "/caCertificates", ".certificates",
          "/caPrivateKey", ".private-key",
          "/caPassphrase", ".passphrase-file",
          "/passphrase", ".passphrase-file",
          "/alias", ".alias",
          "/pkcs12", ".pkcs12");

  private final @Nullable CertificateAuthority authority;

  /**
   * Reads the CA; each parameter is the path of a file, null or blank for none.
   *
   * @param certificates PEM, the signing CA and its issuers up to the root
   * @param privateKey PEM, the signing CA's key
   * @param pkcs12 certificates and key, instead of the two
   * @param alias not a path: which key of the PKCS#12 file, where it holds several
   * @param passphraseFile passphrase of key or PKCS#12; a line end after it is ignored
   * @throws IllegalStateException if the CA cannot sign: the service does not start
   */
  ServiceAuthority(
      SuppliedMaterial material,
      @Nullable @Property(name = PROPERTY + ".certificates") String certificates,
      @Nullable @Property(name = PROPERTY + ".private-key") String privateKey,
      @Nullable @Property(name = PROPERTY + ".pkcs12") String pkcs12,
      @Nullable @Property(name = PROPERTY + ".alias") String alias,
      @Nullable @Property(name = PROPERTY + ".passphrase-file") String passphraseFile) {
    OperatorFile certificatesFile = OperatorFile.of(PROPERTY + ".certificates", certificates);
    OperatorFile keyFile = OperatorFile.of(PROPERTY + ".private-key", privateKey);
    OperatorFile pkcs12File = OperatorFile.of(PROPERTY + ".pkcs12", pkcs12);
    OperatorFile passphraseText = OperatorFile.of(PROPERTY + ".passphrase-file", passphraseFile);
    if (certificatesFile == null
        && keyFile == null
        && pkcs12File == null
        && passphraseText == null) {
      this.authority = null;
      return;
    }
    WithWarnings<CertificateAuthority> read;
    try {
      if (certificatesFile != null && keyFile != null && pkcs12File == null) {
        String chain = certificatesFile.text();
        Secret key = Secret.of(keyFile.text());
        read =
            material.readAuthority(
                new SuppliedAuthority(chain, key, OperatorFile.passphrase(passphraseText)), "");
      } else if (certificatesFile == null && keyFile == null && pkcs12File != null) {
        read =
            material.readAuthority(
                Secret.of(Base64.getEncoder().encodeToString(pkcs12File.bytes())),
                OperatorFile.passphrase(passphraseText),
                alias == null || alias.isBlank() ? null : alias,
                "");
      } else {
        throw new IllegalStateException(
            ("%1$s is incomplete or says two things; set %1$s.certificates and .private-key (PEM),"
                    + " or .pkcs12 alone, each the path of a file")
                .formatted(PROPERTY));
      }
    } catch (InvalidSpecException e) {
      String faults =
          e.faults().stream().map(ServiceAuthority::describe).collect(Collectors.joining("\n"));
      throw new IllegalStateException("the CA of the service cannot be used:\n" + faults);
    }
    CertificateAuthority signing = read.value();
    this.authority =
        new CertificateAuthority(
            signing.chain(), signing.privateKey(), SpecPointer.CERTIFICATE_SOURCE);
    LOG.info(
        "callers may ask for certificates under '{}', which ends at {}",
        CertificateNames.subject(signing.certificate()),
        signing.certificate().getNotAfter().toInstant());
    read.warnings().forEach(warning -> LOG.warn("{}: {}", warning.code(), warning.message()));
  }

  /**
   * The CA.
   *
   * @throws InvalidSpecException 422 if the operator mounted none
   */
  public CertificateAuthority signing() {
    if (authority == null) {
      throw InvalidSpecException.unprocessable(
          SpecPointer.CERTIFICATE_SOURCE,
          "no-service-ca",
          ("this service has no CA of its own to sign with; send yours ('private-ca', or"
                  + " 'caCertificates' and 'caPrivateKey' beside a 'csr'), or have its operator set"
                  + " %s.certificates and .private-key")
              .formatted(PROPERTY));
    }
    return authority;
  }

  private static String describe(Fault fault) {
    return "%s%s: %s (%s)"
        .formatted(
            PROPERTY,
            PROPERTIES.getOrDefault(fault.pointer(), fault.pointer()),
            fault.detail(),
            fault.code());
  }

  /** Names the CA, never its key. */
  @Override
  public String toString() {
    return "ServiceAuthority[%s]".formatted(authority);
  }
}
