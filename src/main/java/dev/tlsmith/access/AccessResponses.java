package dev.tlsmith.access;

import dev.tlsmith.access.caller.UnreachableIssuerException;
import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.ProblemResponses;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;

/** The refusals of callers whom nobody can name: a 401, or a 503 while an issuer is away. */
final class AccessResponses {

  private static final String RETRY_SECONDS = "10";

  private AccessResponses() {}

  /** A 401. It does not say what is wrong with a token: that helps only who has none. */
  @Singleton
  @Replaces(DefaultAuthorizationExceptionHandler.class)
  static final class OfUnauthenticated
      implements ExceptionHandler<AuthorizationException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, AuthorizationException refusal) {
      String detail =
          "This needs a known caller; send 'Authorization: Bearer' with a token that is valid here,"
              + " or connect with a client certificate that is.";
      return ProblemResponses.response(
              Problem.of(HttpStatus.UNAUTHORIZED, "unauthenticated", detail))
          .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
  }

  /** A token that nobody can verify at the moment. */
  @Singleton
  static final class OfUnreachableIssuer
      implements ExceptionHandler<UnreachableIssuerException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, UnreachableIssuerException refusal) {
      return ProblemResponses.response(
              Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "issuer-unreachable",
                  String.valueOf(refusal.getMessage())))
          .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
  }
}
