package dev.tlsmith.proof;

import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * Proves that what a bundle hands out works: the server under all of its names and no other, and
 * with client authentication the bundle's client and no stranger.
 */
@Singleton
public final class HandshakeProof {

  private static final int MOST_FAULTS = 10;

  private final KeyStores keyStores;
  private final UntrustedClients untrusted;
  private final Clock clock;

  /**
   * A prover.
   *
   * @param issuer makes the clients that must not get in
   * @param clock decides at which moment certificates are judged
   */
  HandshakeProof(KeyStores keyStores, CertificateIssuer issuer, Clock clock) {
    this.keyStores = keyStores;
    this.untrusted = new UntrustedClients(issuer);
    this.clock = clock;
  }

  /**
   * Runs every handshake that the material calls for.
   *
   * @return a report that has passed
   * @throws InvalidSpecException 422 if supplied material fails, or a wildcard spans a public
   *     suffix
   * @throws ProofFailedException if our own material fails
   */
  public ProofReport prove(ProofMaterial material) {
    List<ProofRun.Result> results;
    try {
      results = new ProofRun(material, keyStores, untrusted, clock).results();
    } catch (IOException | GeneralSecurityException e) {
      throw new ProofFailedException("the emitted stores cannot be used", e);
    }
    List<ProofRun.Result> failed = results.stream().filter(result -> !result.asExpected()).toList();
    if (!failed.isEmpty()) {
      throw refusal(material, failed);
    }
    return ProofReport.ofHandshakes(
        material.type(), results.stream().map(ProofRun.Result::handshake).toList());
  }

  /** What a failed proof amounts to, and whose fault it is. */
  static RuntimeException refusal(ProofMaterial material, List<ProofRun.Result> failed) {
    boolean publicSuffix = failed.stream().allMatch(ProofRun.Result::isWildcardRefused);
    if (!publicSuffix && !material.supplied()) {
      return new ProofFailedException(describe(failed.getFirst()));
    }
    List<Fault> faults =
        failed.stream()
            .limit(MOST_FAULTS)
            .map(result -> fault(material.pointer(), result))
            .distinct()
            .toList();
    return new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, faults);
  }

  private static Fault fault(String pointer, ProofRun.Result result) {
    return result.isWildcardRefused()
        ? new Fault(
            pointer,
            "wildcard-public-suffix",
            ("TLS clients refuse the wildcard '%s': anyone can register names under it; use a "
                    + "wildcard under a domain of your own")
                .formatted(result.requested()))
        : new Fault(pointer, "proof-failed", describe(result) + "; have the certificate reissued");
  }

  private static String describe(ProofRun.Result result) {
    Handshake handshake = result.handshake();
    return "a %s handshake for '%s' (client certificate: %s) was %s, expected: %s%s"
        .formatted(
            handshake.protocol(),
            handshake.name(),
            lower(handshake.clientCertificate()),
            lower(handshake.outcome()),
            lower(handshake.expected()),
            handshake.detail() == null ? "" : " (" + handshake.detail() + ")");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
