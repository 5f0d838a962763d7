package dev.tlsmith.audit;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/**
 * The certificates that were made for one request.
 *
 * @param caller who asked, as the policy names them
 * @param requestId of the request
 * @param source of the certificates, e.g. {@code "self-signed"}
 * @param products ids, in the order of the spec
 * @param specSha256 hex digest of the normalised spec without its secrets
 * @param certificates may be empty
 */
public record IssuanceRecord(
    String caller,
    String requestId,
    String source,
    List<String> products,
    String specSha256,
    List<Made> certificates) {

  /** What a certificate is for. */
  public enum Use {
    /** A CA that was made for the bundle. */
    AUTHORITY,
    /** A server's. */
    SERVER,
    /** A client's. */
    CLIENT;

    /** As it is written, e.g. {@code "server"}. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One certificate. */
  public record Made(Use use, X509Certificate certificate) {}
}
