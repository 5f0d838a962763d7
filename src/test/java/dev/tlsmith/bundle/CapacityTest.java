package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.problem.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CapacityTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @AfterEach
  void letGo() {
    release.countDown();
    callers.close();
  }

  /** Takes until it is let go. */
  private String slow() {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      release.await();
      return "done";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      running.decrementAndGet();
    }
  }

  private Future<String> submit(Capacity capacity, Supplier<String> work) {
    return callers.submit(() -> capacity.run(work));
  }

  private static void until(Supplier<Boolean> condition) {
    while (!condition.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void noMoreIsDoneAtATimeThanThereAreCoresAndTheQueueIsBounded() throws Exception {
    Capacity capacity = new Capacity(2, 4, LONG);
    List<Future<String>> accepted = new ArrayList<>();
    for (int i = 0; i < 2 + 8; i++) {
      accepted.add(submit(capacity, this::slow));
    }
    until(() -> capacity.waiting() == 8 && running.get() == 2);
    assertThatThrownBy(() -> capacity.run(() -> "one too many"))
        .isInstanceOfSatisfying(
            OverloadedException.class, busy -> assertThat(busy.retryAfterSeconds()).isPositive());
    release.countDown();
    for (Future<String> each : accepted) {
      assertThat(each.get()).isEqualTo("done");
    }
    assertThat(most).hasValue(2);
    assertThat(capacity.run(() -> "as before")).isEqualTo("as before");
    capacity.close();
  }

  @Test
  void whoWaitsTooLongIsTurnedAwayAndTheNextOneGetsIn() throws Exception {
    Capacity capacity = new Capacity(1, 4, SHORT);
    Future<String> first = submit(capacity, this::slow);
    until(() -> running.get() == 1);
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() -> capacity.run(done::incrementAndGet))
        .isInstanceOf(OverloadedException.class);
    release.countDown();
    assertThat(first.get()).as("begun, so it may take its time").isEqualTo("done");
    assertThat(capacity.run(() -> "next")).isEqualTo("next");
    assertThat(done).as("who was turned away is not worked for").hasValue(0);
    capacity.close();
  }

  @Test
  void aFailureReachesItsCallerAndFreesItsPlace() {
    Capacity capacity = new Capacity(1, 1, LONG);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  capacity.run(
                      () -> {
                        throw new IllegalArgumentException("broken");
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
    }
    assertThat(capacity.run(() -> "next")).isEqualTo("next");
    capacity.close();
  }

  @Test
  void afterTheEndEverybodyIsTurnedAway() {
    Capacity capacity = new Capacity(1, 1, LONG);
    capacity.close();
    assertThatThrownBy(() -> capacity.run(() -> "late")).isInstanceOf(OverloadedException.class);
  }
}
