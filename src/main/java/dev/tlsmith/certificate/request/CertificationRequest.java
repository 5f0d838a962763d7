package dev.tlsmith.certificate.request;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.PublicKey;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for a certificate (PKCS#10, RFC 2986) whose maker has shown to hold the key: its own
 * signature verifies. Nothing but the key is taken from it.
 *
 * @param key that the certificate is for
 * @param algorithm of the key
 */
public record CertificationRequest(PublicKey key, KeyAlgorithm algorithm) {

  /**
   * Reads and judges a request.
   *
   * @param pem one {@code CERTIFICATE REQUEST} block
   * @param leaves that it leads to; a name that it asks for and none of them has is a fault
   * @param pointer of the text in the spec
   * @return the request, with warnings {@code request-subject-ignored}, {@code
   *     request-extensions-ignored}
   * @throws InvalidSpecException 422 with every fault
   */
  public static WithWarnings<CertificationRequest> read(
      String pem, Collection<RequestedLeaf> leaves, String pointer) {
    Findings findings = new Findings();
    CertificationRequest request = null;
    try {
      request = read(RequestReader.of(pem), leaves, pointer, findings);
    } catch (UnusableMaterialException e) {
      findings.fault(pointer, e);
    } catch (RuntimeException e) { // what the request holds is parsed when it is looked at
      findings.fault(pointer, RequestReader.unreadable());
    }
    if (request == null) {
      throw findings.refusal();
    }
    findings.throwIfFaulty();
    return new WithWarnings<>(request, findings.warnings());
  }

  private static @Nullable CertificationRequest read(
      RequestReader reader, Collection<RequestedLeaf> leaves, String pointer, Findings findings)
      throws UnusableMaterialException {
    PublicKey key = reader.key();
    Optional<KeyAlgorithm> algorithm = CertificationRequestRules.algorithm(key, pointer, findings);
    CertificationRequestRules rules =
        new CertificationRequestRules(reader.request(), pointer, findings);
    if (algorithm.isPresent()) {
      rules.checkPossession();
    }
    rules.checkNames(leaves);
    rules.checkSubject(leaves);
    return algorithm.map(known -> new CertificationRequest(key, known)).orElse(null);
  }

  /** The algorithm of a source's keys, before a request is judged; by default P-256. */
  public static KeyAlgorithm algorithm(CertificateSource source) {
    String request = source.request();
    Optional<KeyAlgorithm> chosen =
        request == null ? Optional.ofNullable(source.keyAlgorithm()) : algorithm(request);
    return chosen.orElse(KeyAlgorithm.EC_P256);
  }

  /** The algorithm of a request's key, before it is judged; empty if the request is no good. */
  public static Optional<KeyAlgorithm> algorithm(String pem) {
    try {
      return CertificationRequestRules.algorithm(RequestReader.of(pem).key(), "", new Findings());
    } catch (UnusableMaterialException e) {
      return Optional.empty();
    }
  }
}
