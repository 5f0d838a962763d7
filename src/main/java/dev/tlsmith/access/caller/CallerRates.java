package dev.tlsmith.access.caller;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much a caller may ask for: a bucket for each, which holds a minute's requests and fills
 * evenly. A request counts as one, and one more for each further second of computing that its spec
 * is estimated to take. Each replica has its own.
 */
@Singleton
public final class CallerRates {

  private static final long NANOS = 1_000_000_000L;

  private final Map<Rate, Bucket> buckets = new ConcurrentHashMap<>();

  /** A policy that is read again can give a caller another one, with another bucket. */
  private record Rate(String caller, int perMinute) {}

  /**
   * Counts a request that has come, whatever it asks for.
   *
   * @throws RateExceededException if it is too much
   */
  void spendRequest(Caller caller) {
    spend(caller, 1);
  }

  /**
   * Counts what a request costs beyond its first second. What costs more than the caller has in a
   * minute takes all of it.
   *
   * @throws RateExceededException if it is too much
   */
  public void spendCost(Caller caller, Duration cost) {
    long further = Math.max(0, (cost.toMillis() - 1) / 1000);
    spend(caller, Math.min(further, caller.policy().requestsPerMinute() - 1L));
  }

  private void spend(Caller caller, long requests) {
    int perMinute = caller.policy().requestsPerMinute();
    if (requests <= 0 || perMinute == Integer.MAX_VALUE) {
      return;
    }
    ConsumptionProbe probe =
        buckets
            .computeIfAbsent(new Rate(caller.getName(), perMinute), rate -> bucket(perMinute))
            .tryConsumeAndReturnRemaining(requests);
    if (!probe.isConsumed()) {
      long seconds = Math.max(1, (probe.getNanosToWaitForRefill() + NANOS - 1) / NANOS);
      throw new RateExceededException(message(caller, seconds), seconds);
    }
  }

  private static Bucket bucket(int perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }

  private static String message(Caller caller, long seconds) {
    String detail =
        "'%s' may send %d requests a minute, a spec that takes several seconds of computing"
            + " counting as one for each: the policy '%s' does not allow more (policy-rate); try"
            + " again in %d s.";
    return detail.formatted(
        caller.getName(), caller.policy().requestsPerMinute(), caller.policy().name(), seconds);
  }
}
