package dev.tlsmith.audit;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Readiness ends when a graceful shutdown begins, so that nobody sends new requests while the old
 * ones are finished; liveness does not, so that nobody kills the process over it.
 */
@Singleton
@Readiness
final class ShutdownReadiness implements HealthIndicator, GracefulShutdownCapable {

  private volatile boolean stopping;

  @Override
  public CompletionStage<?> shutdownGracefully() {
    stopping = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = stopping ? HealthStatus.DOWN : HealthStatus.UP;
    return Mono.just(HealthResult.builder("accepting", status).build());
  }
}
