package dev.tlsmith.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micronaut.context.annotation.Context;
import org.jspecify.annotations.Nullable;

/**
 * The service's own numbers at {@code /prometheus}: certificates, refusals, proofs that failed.
 * Requests are counted by Micronaut, as {@code http_server_requests}, and the queues of specs by
 * Micrometer, as {@code executor_queued_tasks}.
 */
@Context
public final class Meters {

  private final MeterRegistry registry;

  Meters(@Nullable MeterRegistry registry) {
    this.registry = registry == null ? new CompositeMeterRegistry() : registry;
  }

  /** A certificate was made. */
  void issued(String source, String keyAlgorithm, IssuanceRecord.Use use) {
    registry
        .counter(
            "tlsmith.certificates.issued",
            "source",
            source,
            "algorithm",
            keyAlgorithm,
            "use",
            use.id())
        .increment();
  }

  /**
   * A request was refused.
   *
   * @param status of HTTP
   * @param rule code of the fault, e.g. {@code "policy-host-suffix"}
   */
  void refused(int status, String rule) {
    registry
        .counter("tlsmith.refusals", "status", Integer.toString(status), "rule", rule)
        .increment();
  }

  /**
   * A proof failed, and nothing was handed out.
   *
   * @param ours whether the material was made here, which is a fault of the service
   */
  public void proofFailed(boolean ours) {
    registry
        .counter("tlsmith.proof.failures", "material", ours ? "made-here" : "supplied")
        .increment();
  }
}
