package dev.tlsmith.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tlsmith.spec.KeyStoreType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was tried and what came of it; handed out as {@code proof.json}.
 *
 * @param performed false where there is no key to prove anything with
 * @param reason why it was not performed; else absent
 * @param keyStoreType of the stores that were read back; absent if not performed
 * @param handshakes in the order they were made; empty if not performed
 * @param validation of the certificates instead, where the key is its owner's alone; else absent
 * @param chart of the Helm chart that it is part of; absent without the target chart
 * @param image what was shown of the image that trusts them; absent without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProofReport(
    boolean performed,
    @Nullable String reason,
    @Nullable KeyStoreType keyStoreType,
    List<Handshake> handshakes,
    @Nullable Validation validation,
    @Nullable ChartProof chart,
    @Nullable ImageReport image) {

  public ProofReport {
    handshakes = List.copyOf(handshakes);
  }

  /** A proof by handshakes. */
  static ProofReport ofHandshakes(KeyStoreType keyStoreType, List<Handshake> handshakes) {
    return new ProofReport(true, null, keyStoreType, handshakes, null, null, null);
  }

  /** No handshakes, but valid certificates. */
  static ProofReport ofValidation(String reason, Validation validation) {
    return new ProofReport(false, reason, null, List.of(), validation, null, null);
  }

  /** No proof, for a reason that people read, e.g. {@code "the cluster makes the key"}. */
  public static ProofReport notPerformed(String reason) {
    return new ProofReport(false, reason, null, List.of(), null, null, null);
  }

  /**
   * Several proofs as one.
   *
   * @param reports at least one, all performed
   */
  public static ProofReport of(List<ProofReport> reports) {
    List<Handshake> all = reports.stream().flatMap(r -> r.handshakes().stream()).toList();
    return new ProofReport(true, null, reports.getFirst().keyStoreType(), all, null, null, null);
  }

  /** The same, with what was shown of a chart. */
  public ProofReport with(ChartProof shown) {
    return new ProofReport(performed, reason, keyStoreType, handshakes, validation, shown, image);
  }

  /** The same with what was shown of an image. */
  public ProofReport with(ImageReport shown) {
    return new ProofReport(performed, reason, keyStoreType, handshakes, validation, chart, shown);
  }

  /** Whether it was performed and every handshake went as expected. */
  @JsonProperty("passed")
  public boolean passed() {
    return performed && handshakes.stream().allMatch(Handshake::asExpected);
  }

  /**
   * Certificates that are valid under the trust store that is handed out (RFC 5280 §6).
   *
   * @param trustStore its file in the bundle
   * @param paths one for each certificate
   */
  public record Validation(String trustStore, List<Path> paths) {

    public Validation {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A certificate that is valid.
   *
   * @param certificate its file in the bundle
   * @param anchor subject of the certificate in the trust store that it leads to
   * @param names that it holds
   */
  public record Path(String certificate, String anchor, List<String> names) {}
}
