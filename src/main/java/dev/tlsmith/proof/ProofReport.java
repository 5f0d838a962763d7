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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProofReport(
    boolean performed,
    @Nullable String reason,
    @Nullable KeyStoreType keyStoreType,
    List<Handshake> handshakes,
    @Nullable Validation validation) {

  public ProofReport {
    handshakes = List.copyOf(handshakes);
  }

  /** A proof by handshakes. */
  static ProofReport ofHandshakes(KeyStoreType keyStoreType, List<Handshake> handshakes) {
    return new ProofReport(true, null, keyStoreType, handshakes, null);
  }

  /** No handshakes, but valid certificates. */
  static ProofReport ofValidation(String reason, Validation validation) {
    return new ProofReport(false, reason, null, List.of(), validation);
  }

  /** No proof, for a reason that people read, e.g. {@code "the cluster makes the key"}. */
  public static ProofReport notPerformed(String reason) {
    return new ProofReport(false, reason, null, List.of(), null);
  }

  /**
   * Several proofs as one.
   *
   * @param reports at least one, all performed
   */
  public static ProofReport of(List<ProofReport> reports) {
    List<Handshake> all = reports.stream().flatMap(r -> r.handshakes().stream()).toList();
    return new ProofReport(true, null, reports.getFirst().keyStoreType(), all, null);
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

  /** How a handshake ends. */
  public enum Outcome {
    /** Both sides finished. */
    @JsonProperty("accepted")
    ACCEPTED,
    /** One side broke it off. */
    @JsonProperty("refused")
    REFUSED
  }

  /** What the client shows of itself. */
  public enum ClientCertificate {
    /** Nothing. */
    @JsonProperty("none")
    NONE,
    /** The one in the bundle. */
    @JsonProperty("own")
    OWN,
    /** One from another private CA. */
    @JsonProperty("stranger")
    STRANGER
  }

  /**
   * One full handshake; none resumes another.
   *
   * @param name that the client asked for; for a wildcard, with a label in its place
   * @param protocol {@code "TLSv1.3"} or {@code "TLSv1.2"}
   * @param clientCertificate what the client showed if it was asked
   * @param cipherSuite as negotiated; absent if refused
   * @param expected how it should end
   * @param outcome how it did end
   * @param detail why it was refused; absent if accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Handshake(
      String name,
      String protocol,
      ClientCertificate clientCertificate,
      @Nullable String cipherSuite,
      Outcome expected,
      Outcome outcome,
      @Nullable String detail) {

    boolean asExpected() {
      return expected == outcome;
    }
  }
}
