package dev.tlsmith.access.caller;

import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.ProblemResponses;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Counts each spec that comes, and refuses what is over the caller's rate. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RateFilter implements Ordered {

  private final Callers callers;
  private final CallerRates rates;

  RateFilter(Callers callers, CallerRates rates) {
    this.callers = callers;
    this.rates = rates;
  }

  /** After the caller is known, and before the body is read. */
  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }

  /** Refuses what is too much. */
  @RequestFilter
  void limit(HttpRequest<?> request) {
    if (callers.required() && request.getMethod() == HttpMethod.POST) {
      rates.spendRequest(callers.of(request));
    }
  }

  /** What is over a rate, found before the body is read or when its cost is known. */
  @Singleton
  static final class OfRate
      implements ExceptionHandler<RateExceededException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, RateExceededException refusal) {
      String detail = String.valueOf(refusal.getMessage());
      return ProblemResponses.response(
              Problem.of(HttpStatus.TOO_MANY_REQUESTS, "policy-rate", detail))
          .header(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
    }
  }
}
