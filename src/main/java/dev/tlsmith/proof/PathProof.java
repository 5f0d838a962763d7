package dev.tlsmith.proof;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.SubjectAlternativeName;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be shown without the key, which its owner alone has: that each certificate is valid
 * under the emitted trust store (RFC 5280 §6) and holds every name that it is for.
 */
@Singleton
public final class PathProof {

  private static final String REASON =
      "the key never left its owner; the certificates were validated against the trust store";

  private final Clock clock;

  /**
   * A prover.
   *
   * @param clock decides at which moment certificates are judged
   */
  PathProof(Clock clock) {
    this.clock = clock;
  }

  /**
   * A certificate as it is handed out.
   *
   * @param file its path in the bundle
   * @param chain leaf first, without the root
   * @param anchors {@code ca.crt}
   * @param names that it is for; at least one
   */
  public record Path(
      String file,
      List<X509Certificate> chain,
      List<X509Certificate> anchors,
      List<SubjectAlternativeName> names) {}

  /**
   * Validates every path.
   *
   * @param file path of the trust store in the bundle
   * @param trustStore its content
   * @return a report that no handshake was performed, with the paths
   * @throws ProofFailedException if one is not valid
   */
  public ProofReport prove(List<Path> paths, String file, byte[] trustStore, KeyStoreType type) {
    List<ProofReport.Path> validated = new ArrayList<>();
    for (Path path : paths) {
      List<SubjectAlternativeName> missing =
          CertificateNames.uncovered(path.chain().getFirst(), path.names());
      if (!missing.isEmpty()) {
        throw new ProofFailedException("%s lacks %s".formatted(path.file(), missing));
      }
      X509Certificate anchor = validate(path, trustStore, type);
      validated.add(
          new ProofReport.Path(
              path.file(),
              CertificateNames.subject(anchor),
              path.names().stream().map(SubjectAlternativeName::value).toList()));
    }
    return ProofReport.ofValidation(REASON, new ProofReport.Validation(file, validated));
  }

  private X509Certificate validate(Path path, byte[] trustStore, KeyStoreType type) {
    try {
      Set<TrustAnchor> anchors = new LinkedHashSet<>();
      for (X509Certificate trusted : read(trustStore, type)) {
        anchors.add(new TrustAnchor(trusted, null));
      }
      path.anchors().forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      PKIXCertPathValidatorResult result =
          (PKIXCertPathValidatorResult)
              CertPathValidator.getInstance("PKIX")
                  .validate(
                      CertificateFactory.getInstance("X.509").generateCertPath(path.chain()),
                      parameters);
      return result.getTrustAnchor().getTrustedCert();
    } catch (GeneralSecurityException | IOException e) {
      throw new ProofFailedException(path.file() + " is not valid under the trust store", e);
    }
  }

  private static List<X509Certificate> read(byte[] trustStore, KeyStoreType type)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type.name());
    store.load(new ByteArrayInputStream(trustStore), KeyStores.TRUST_STORE_PASSWORD.toCharArray());
    List<X509Certificate> certificates = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.getCertificate(alias) instanceof X509Certificate certificate) {
        certificates.add(certificate);
      }
    }
    return certificates;
  }
}
