package dev.tlsmith.access;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.micronaut.http.HttpRequest;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everybody who is known, and how each is told. */
public final class Callers {

  private final boolean required;
  private final ApiTokens tokens;
  private final Map<String, OidcIssuer> issuers;
  private final ClientCertificates certificates;

  /**
   * Callers.
   *
   * @param required whether anybody must be one of them; false: whoever calls may do everything
   * @param issuers by their {@code iss} claim
   */
  Callers(
      boolean required,
      ApiTokens tokens,
      Map<String, OidcIssuer> issuers,
      ClientCertificates certificates) {
    this.required = required;
    this.tokens = tokens;
    this.issuers = Map.copyOf(issuers);
    this.certificates = certificates;
  }

  /** Whether a policy is configured, so that callers must be known. */
  boolean required() {
    return required;
  }

  /** Whose API token it is. */
  @Nullable Caller ofApiToken(String token) {
    return tokens.callerOf(token);
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
      OidcIssuer issuer = claimed == null ? null : issuers.get(claimed);
      return issuer != null && parsed instanceof SignedJWT signed ? issuer.callerOf(signed) : null;
    } catch (ParseException e) {
      return null;
    }
  }

  /** Whose client certificate it is. */
  @Nullable Caller ofCertificate(X509Certificate certificate) {
    return certificates.callerOf(certificate);
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
}
