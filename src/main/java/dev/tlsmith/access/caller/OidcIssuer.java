package dev.tlsmith.access.caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tlsmith.access.policy.PolicyDocument;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One OIDC issuer: its keys, and whose tokens are which caller's. A token is verified with the keys
 * of the issuer that it names and no other's.
 */
public final class OidcIssuer {

  private static final Logger LOG = LoggerFactory.getLogger(OidcIssuer.class);

  /** Signatures only: with a shared secret, who verifies could sign (RFC 8725 §3.2). */
  private static final Set<JWSAlgorithm> ASYMMETRIC =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final long CACHED_MILLIS = 300_000;
  private static final long MAX_WAIT_MILLIS = 15_000;
  private static final long BETWEEN_FETCHES_MILLIS = 10_000;

  /**
   * What makes a token a caller's.
   *
   * @param claims every one must be in the token, with that very value
   * @param caller whose it is
   */
  public record Match(Map<String, JsonNode> claims, Caller caller) {

    boolean fits(JWTClaimsSet token) {
      return claims.entrySet().stream()
          .allMatch(claim -> equal(claim.getValue(), token.getClaim(claim.getKey())));
    }

    private static boolean equal(JsonNode wanted, @Nullable Object given) {
      return switch (given) {
        case String text -> wanted.isTextual() && wanted.asText().equals(text);
        case Boolean truth -> wanted.isBoolean() && truth.equals(wanted.asBoolean());
        case Long number -> wanted.isIntegralNumber() && wanted.asText().equals(number.toString());
        case Integer number ->
            wanted.isIntegralNumber() && wanted.asText().equals(number.toString());
        case null, default -> false;
      };
    }
  }

  private final String name;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final List<Match> matches = new ArrayList<>();
  private volatile boolean reachable = true;

  public OidcIssuer(
      String name, PolicyDocument.Issuer definition, ResourceRetriever retriever, Clock clock) {
    this.name = name;
    this.processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ASYMMETRIC, keys(definition, noting(retriever))));
    processor.setJWTClaimsSetVerifier(claims(definition, clock));
  }

  /** The same, with a note whether it worked the last time. */
  private ResourceRetriever noting(ResourceRetriever retriever) {
    return url -> {
      reachable = false;
      Resource keys = retriever.retrieveResource(url);
      reachable = true;
      return keys;
    };
  }

  public void add(Match match) {
    matches.add(match);
  }

  private static com.nimbusds.jose.jwk.source.JWKSource<SecurityContext> keys(
      PolicyDocument.Issuer definition, ResourceRetriever retriever) {
    try {
      return JWKSourceBuilder.create(URI.create(definition.jwksUri()).toURL(), retriever)
          .cache(CACHED_MILLIS, MAX_WAIT_MILLIS)
          .refreshAheadCache(false)
          .rateLimited(BETWEEN_FETCHES_MILLIS)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(
          "'%s' is not a URL; give one".formatted(definition.jwksUri()), e);
    }
  }

  /** {@code iss}, {@code aud} and {@code exp} must be there; {@code nbf} holds where it is. */
  private static DefaultJWTClaimsVerifier<SecurityContext> claims(
      PolicyDocument.Issuer definition, Clock clock) {
    JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(definition.issuer()).build();
    return new DefaultJWTClaimsVerifier<>(definition.audience(), exact, Set.of("exp")) {
      @Override
      protected Date currentTime() {
        return Date.from(clock.instant());
      }
    };
  }

  /**
   * Whose token it is; blocks while keys are fetched.
   *
   * @return nobody if it does not verify, is no caller's, or could be that of several
   * @throws UnreachableIssuerException if the keys are not to be had now
   */
  @Nullable Caller callerOf(SignedJWT token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      List<Caller> callers =
          matches.stream()
              .filter(match -> match.fits(claims))
              .map(Match::caller)
              .distinct()
              .toList();
      if (callers.size() > 1) {
        LOG.warn("A token of {} is that of {}; it is taken for none of them", name, callers);
      }
      return callers.size() == 1 ? callers.getFirst() : null;
    } catch (RateLimitReachedException e) {
      if (!reachable) {
        throw new UnreachableIssuerException(name);
      }
      LOG.debug(
          "The keys of {} were fetched a moment ago, and the token's is not among them", name);
    } catch (KeySourceException e) {
      LOG.warn("The keys of {} are not to be had: {}", name, e.getMessage());
      throw new UnreachableIssuerException(name);
    } catch (BadJOSEException | com.nimbusds.jose.JOSEException e) {
      LOG.debug("A token of {} is refused: {}", name, e.getMessage());
    }
    return null;
  }
}
