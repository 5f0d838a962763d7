package dev.tlsmith.capacity;

import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.OverloadedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micronaut.core.propagation.PropagatedContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One kind of work: threads and a queue of its own. On virtual threads computing would keep the few
 * that carry these from everything else, the refusals among it.
 */
final class Lane {

  private static final int RETRY_AFTER_SECONDS = 10;

  private final String name;
  private final LaneSize size;
  private final Duration maxWait;
  private final Duration deadline;
  private final FairQueue queue;
  private final ThreadPoolExecutor threads;

  /**
   * A lane.
   *
   * @param name of its threads and meters
   * @param maxWait until its turn
   * @param deadline from then on
   */
  Lane(String name, LaneSize size, Duration maxWait, Duration deadline) {
    this.name = name;
    this.size = size;
    this.maxWait = maxWait;
    this.deadline = deadline;
    this.queue = new FairQueue(size);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            size.threads(),
            size.threads(),
            0,
            TimeUnit.SECONDS,
            queue,
            work ->
                Thread.ofPlatform()
                    .name("%s-%d".formatted(name, number.incrementAndGet()))
                    .unstarted(work)) {
          @Override
          protected void afterExecute(Runnable work, Throwable failure) {
            queue.ended((Work<?>) work);
          }
        };
    threads.prestartAllCoreThreads(); // a thread that begins with work would go past the queue
  }

  /** Shows itself as Micrometer's {@code executor_*}, under its name. */
  void bindTo(MeterRegistry meters) {
    new ExecutorServiceMetrics(threads, name, Tags.empty()).bindTo(meters);
  }

  /**
   * Does something when its turn comes, and waits for the result.
   *
   * @throws OverloadedException if the queue is full, the turn did not come in time, or it took
   *     longer than may be
   * @throws AbandonedException if the client went away; the work has stopped or soon will
   */
  <T> T run(Client client, Supplier<T> supplier) {
    Supplier<T> inContext = PropagatedContext.getOrEmpty().wrap(supplier);
    Work<T> work = new Work<>(client.name(), inContext::get);
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      throw busy();
    }
    AtomicBoolean gone = new AtomicBoolean();
    Runnable endWatch =
        client
            .connection()
            .whenClosed(
                () -> {
                  gone.set(true);
                  stop(work);
                });
    try {
      return result(work);
    } catch (CancellationException e) {
      throw gone.get() ? new AbandonedException() : busy();
    } catch (InterruptedException e) {
      stop(work);
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      endWatch.run();
    }
  }

  /**
   * Does something on every thread that the client may have now and that nobody waits for.
   *
   * @return takes back what has not begun
   */
  Runnable assist(Client client, Runnable part) {
    List<Work<?>> parts = new ArrayList<>();
    for (int i = queue.idle(client.name()); i > 0; i--) {
      Work<?> work = new Work<>(client.name(), Executors.callable(part));
      parts.add(work);
      threads.execute(work);
    }
    return () ->
        parts.forEach(
            work -> {
              work.cancel(false);
              threads.remove(work);
            });
  }

  private <T> T result(Work<T> work) throws InterruptedException {
    if (!work.begun().await(maxWait.toNanos(), TimeUnit.NANOSECONDS) && threads.remove(work)) {
      throw busy();
    }
    try {
      return work.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      stop(work);
      throw new OverloadedException(
          "This was stopped after %d s of computing; ask for less at a time, or try again in %d s."
              .formatted(deadline.toSeconds(), RETRY_AFTER_SECONDS),
          RETRY_AFTER_SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Where it waits, its place is free at once; where it runs, it ends at its next step. */
  private void stop(Work<?> work) {
    work.cancel(true);
    threads.remove(work);
  }

  /** How much waits for its turn. */
  int waiting() {
    return queue.size();
  }

  /** How much is being done. */
  int running() {
    return threads.getActiveCount();
  }

  void close() {
    threads.shutdown();
  }

  private OverloadedException busy() {
    String message =
        "Every thread that is yours to use is busy and your queue is full (%d at a time, %d"
            + " waiting for at most %d s); try again in %d s.";
    return new OverloadedException(
        message.formatted(
            size.threadsPerClient(),
            size.waitingPerClient(),
            maxWait.toSeconds(),
            RETRY_AFTER_SECONDS),
        RETRY_AFTER_SECONDS);
  }
}
