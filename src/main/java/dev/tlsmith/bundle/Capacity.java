package dev.tlsmith.bundle;

import dev.tlsmith.problem.OverloadedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micronaut.core.propagation.PropagatedContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one bound on work: as many specs at a time as there are cores, a short queue behind them, and
 * a refusal beyond it. A bundle is nothing but computing (keys, key derivations, handshakes), so
 * more at a time would take longer for all of them and hold the memory of each.
 *
 * <p>The work has threads of its own: on virtual threads it would keep the few that carry these
 * from everything else, the refusals among it. Its meters are Micrometer's {@code executor_*}, with
 * {@code name="bundles"}.
 */
@Singleton
class Capacity {

  private static final int WAITING_PER_CORE = 32;
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final ThreadPoolExecutor threads;
  private final Duration maxWait;

  /** Bounded by the cores of this machine. */
  @Inject
  Capacity(@Nullable MeterRegistry meters) {
    this(Runtime.getRuntime().availableProcessors(), WAITING_PER_CORE, MAX_WAIT);
    if (meters != null) {
      new ExecutorServiceMetrics(threads, "bundles", Tags.empty()).bindTo(meters);
    }
  }

  Capacity(int atATime, int waitingPerCore, Duration maxWait) {
    this.threads = pool(atATime, waitingPerCore * atATime);
    this.maxWait = maxWait;
  }

  private static ThreadPoolExecutor pool(int atATime, int waiting) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        atATime,
        atATime,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(waiting),
        work -> Thread.ofPlatform().name("bundle-" + number.incrementAndGet()).unstarted(work));
  }

  /**
   * Does something when its turn comes, and waits for the result.
   *
   * @throws OverloadedException if the queue is full, or its turn did not come within 10 s
   */
  <T> T run(Supplier<T> work) {
    Supplier<T> inContext = PropagatedContext.getOrEmpty().wrap(work);
    FutureTask<T> task = new FutureTask<>(inContext::get);
    try {
      threads.execute(task);
      return result(task);
    } catch (RejectedExecutionException e) {
      throw busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      task.cancel(false);
      throw busy();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private <T> T result(FutureTask<T> task) throws InterruptedException, ExecutionException {
    try {
      return task.get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (threads.remove(task)) {
        throw busy();
      }
      return task.get();
    }
  }

  /** How many wait for their turn. */
  int waiting() {
    return threads.getQueue().size();
  }

  @PreDestroy
  void close() {
    threads.shutdown();
  }

  private static OverloadedException busy() {
    int seconds = (int) MAX_WAIT.toSeconds();
    String message = "Every core makes a bundle already and the queue is full; try again in %d s.";
    return new OverloadedException(message.formatted(seconds), seconds);
  }
}
