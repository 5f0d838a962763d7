package dev.tlsmith.access.caller;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Tells who sends a request: by its bearer token where it has an Authorization header, whatever
 * else it has; else by the client certificate of the connection.
 *
 * <p>Micronaut's own readers of tokens are off: all of its kinds are asked at once, whichever
 * answers first decides, and they can log a token.
 */
@Singleton
final class CallerFetcher implements AuthenticationFetcher<HttpRequest<?>> {

  private static final String BEARER = "Bearer ";

  private final Callers callers;
  private final AccessRule rule;
  private final Scheduler blocking;

  CallerFetcher(
      Callers callers, AccessRule rule, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.callers = callers;
    this.rule = rule;
    this.blocking = Schedulers.fromExecutorService(blocking);
  }

  @Override
  public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
    if (!callers.required() || rule.isOpen(request)) {
      return Mono.empty();
    }
    List<String> headers = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    return switch (headers.size()) {
      case 0 -> Mono.justOrEmpty(request.getCertificate().map(this::ofCertificate));
      case 1 -> ofHeader(headers.getFirst());
      default -> Mono.empty();
    };
  }

  private @org.jspecify.annotations.Nullable Authentication ofCertificate(
      java.security.cert.Certificate certificate) {
    return certificate instanceof X509Certificate x509 ? callers.ofCertificate(x509) : null;
  }

  private Mono<Authentication> ofHeader(String header) {
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Mono.empty();
    }
    String token = header.substring(BEARER.length()).strip();
    Caller caller = callers.ofApiToken(token);
    if (caller != null || !Callers.isSigned(token)) {
      return Mono.justOrEmpty(caller);
    }
    return Mono.<Authentication>fromCallable(() -> callers.ofSignedToken(token))
        .subscribeOn(blocking);
  }
}
