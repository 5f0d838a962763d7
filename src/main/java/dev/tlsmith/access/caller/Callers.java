package dev.tlsmith.access.caller;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.micronaut.http.HttpRequest;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Tells who calls: by an API token, a signed token or a client certificate. */
public final class Callers {

  private final boolean required;
  private volatile CallerDirectory directory;

  /**
   * The callers of a directory.
   *
   * @param required whether anybody must be one of them; false: whoever calls may do everything
   * @param directory until {@link #replace} gives another
   */
  public Callers(boolean required, CallerDirectory directory) {
    this.required = required;
    this.directory = directory;
  }

  /** Replaces the whole directory, e.g. when a changed {@code policy.yaml} was read. */
  public void replace(CallerDirectory other) {
    directory = other;
  }

  /** Whether a policy is configured, so that callers must be known. */
  public boolean required() {
    return required;
  }

  /** Whose API token it is. */
  @Nullable Caller ofApiToken(String token) {
    return directory.tokens().callerOf(token);
  }

  /** Whether a bearer token is one that an issuer signed, by its form. */
  static boolean isSigned(String token) {
    return token.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * Whose signed token it is; may block.
   *
   * @throws UnreachableIssuerException if the issuer's keys are not to be had now
   */
  @Nullable Caller ofSignedToken(String token) {
    try {
      JWT parsed = JWTParser.parse(token);
      String claimed =
          parsed.getJWTClaimsSet() == null ? null : parsed.getJWTClaimsSet().getIssuer();
      OidcIssuer issuer = claimed == null ? null : directory.issuers().get(claimed);
      return issuer != null && parsed instanceof SignedJWT signed ? issuer.callerOf(signed) : null;
    } catch (ParseException e) {
      return null;
    }
  }

  /** Whose client certificate it is. */
  @Nullable Caller ofCertificate(X509Certificate certificate) {
    return directory.certificates().callerOf(certificate);
  }

  /**
   * Who sent a request that was let in.
   *
   * @throws IllegalStateException if nobody knows, which nobody let in
   */
  public Caller of(HttpRequest<?> request) {
    return required
        ? request
            .getUserPrincipal(Caller.class)
            .orElseThrow(() -> new IllegalStateException("a caller was let in who is not known"))
        : Caller.ANYBODY;
  }

  /**
   * What tells the sender of a request from others who share the service: the caller's name; where
   * nobody need be known, the {@link ClientAddress} of the connection.
   */
  public String shareOf(HttpRequest<?> request) {
    if (required) {
      return of(request).getName();
    }
    return ClientAddress.of(request.getRemoteAddress()).text();
  }
}
