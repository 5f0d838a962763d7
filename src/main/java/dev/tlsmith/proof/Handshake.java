package dev.tlsmith.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

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

  boolean asExpected() {
    return expected == outcome;
  }
}
