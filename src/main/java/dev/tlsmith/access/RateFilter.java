package dev.tlsmith.access;

import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.ProblemResponses;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How often a caller may send a spec: a bucket for each caller, which holds a minute's requests and
 * fills evenly. Each replica has its own.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RateFilter implements Ordered {

  private static final long NANOS = 1_000_000_000L;

  private final Callers callers;
  private final Map<Rate, Bucket> buckets = new ConcurrentHashMap<>();

  /** A policy that is read again can give a caller another one, with another bucket. */
  private record Rate(String caller, int perMinute) {}

  RateFilter(Callers callers) {
    this.callers = callers;
  }

  /** After the caller is known, and before the body is read. */
  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }

  /** Refuses what is too much; null lets it through. */
  @RequestFilter
  @Nullable HttpResponse<?> limit(HttpRequest<?> request) {
    if (!callers.required() || request.getMethod() != HttpMethod.POST) {
      return null;
    }
    Caller caller = callers.of(request);
    int perMinute = caller.policy().requestsPerMinute();
    ConsumptionProbe probe =
        buckets
            .computeIfAbsent(new Rate(caller.getName(), perMinute), rate -> bucket(perMinute))
            .tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? null : tooMany(caller, perMinute, probe.getNanosToWaitForRefill());
  }

  private static Bucket bucket(int perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }

  private static HttpResponse<?> tooMany(Caller caller, int perMinute, long nanos) {
    long seconds = Math.max(1, (nanos + NANOS - 1) / NANOS);
    String detail =
        "'%s' may send %d requests a minute: the policy '%s' does not allow more (policy-rate); try"
            + " again in %d s.";
    return ProblemResponses.response(
            Problem.of(
                HttpStatus.TOO_MANY_REQUESTS,
                "policy-rate",
                detail.formatted(caller.getName(), perMinute, caller.policy().name(), seconds)))
        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }
}
