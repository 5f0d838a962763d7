package dev.tlsmith.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.OverloadedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LaneTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final List<Lane> lanes = new ArrayList<>();

  /** A connection that is closed when the test says so. */
  private record Wire(CompletableFuture<Void> closed) implements Client.Connection {
    @Override
    public Runnable whenClosed(Runnable action) {
      CompletableFuture<Void> watch = closed.thenRun(action);
      return () -> watch.cancel(false);
    }
  }

  @AfterEach
  void letGo() {
    release.countDown();
    callers.close();
    lanes.forEach(Lane::close);
  }

  private Lane lane(int threads, int perClient, int waiting, int waitingPerClient) {
    return lane(new LaneSize(threads, perClient, waiting, waitingPerClient), LONG, LONG);
  }

  private Lane lane(LaneSize size, Duration maxWait, Duration deadline) {
    Lane lane = new Lane("test", size, maxWait, deadline);
    lanes.add(lane);
    return lane;
  }

  private static Client client(String name) {
    return new Client(name, new Wire(new CompletableFuture<>()));
  }

  /** Takes until it is let go, or interrupted. */
  private String slow() {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      release.await();
      return "done";
    } catch (InterruptedException e) {
      throw new AbandonedException();
    } finally {
      running.decrementAndGet();
    }
  }

  private Future<String> submit(Lane lane, Client client, Supplier<String> work) {
    return callers.submit(() -> lane.run(client, work));
  }

  private Future<String> slowly(Lane lane, String client) {
    return submit(lane, client(client), this::slow);
  }

  /**
   * One after the other, so that none is turned away before those in front have begun.
   *
   * @param lane where two are done for a client at a time
   */
  private List<Future<String>> fill(Lane lane, int number) {
    List<Future<String>> accepted = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      accepted.add(slowly(lane, "a"));
      int begun = Math.min(i, 2);
      int waiting = i - begun;
      until(() -> running.get() == begun && lane.waiting() == waiting);
    }
    return accepted;
  }

  private static void until(Supplier<Boolean> condition) {
    while (!condition.get()) {
      assertThat(Thread.interrupted()).as("timed out").isFalse();
      Thread.yield();
    }
  }

  @Test
  void noMoreIsDoneForAClientAtATimeThanItsShareAndItsQueueIsBounded() throws Exception {
    Lane lane = lane(3, 2, 100, 8);
    List<Future<String>> accepted = fill(lane, 10);
    assertThatThrownBy(() -> lane.run(client("a"), () -> "one too many"))
        .isInstanceOfSatisfying(
            OverloadedException.class, busy -> assertThat(busy.retryAfterSeconds()).isPositive());
    release.countDown();
    for (Future<String> each : accepted) {
      assertThat(each.get()).isEqualTo("done");
    }
    assertThat(most).hasValue(2);
    assertThat(lane.run(client("a"), () -> "as before")).isEqualTo("as before");
  }

  @Test
  void anotherClientIsServedWhileTheFirstHasFilledItsThreadsAndItsQueue() {
    Lane lane = lane(3, 2, 100, 8);
    fill(lane, 10);
    assertThat(lane.run(client("b"), () -> "served")).isEqualTo("served");
    assertThat(lane.waiting()).as("the first still waits").isEqualTo(8);
  }

  @Test
  void clientsAreServedInTurnHoweverMuchEachAsksFor() throws Exception {
    Lane lane = lane(1, 1, 100, 100);
    Future<String> first = slowly(lane, "z");
    until(() -> running.get() == 1);
    List<Future<String>> all = new ArrayList<>();
    for (String name : List.of("a1", "a2", "a3", "b1", "c1", "b2")) {
      int waiting = lane.waiting();
      all.add(submit(lane, client(name.substring(0, 1)), () -> order.add(name) ? name : ""));
      until(() -> lane.waiting() == waiting + 1);
    }
    release.countDown();
    for (Future<String> each : all) {
      each.get();
    }
    assertThat(first.get()).isEqualTo("done");
    assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void aFullQueueTurnsAwayTheLatestOfWhoHasMostInIt() throws Exception {
    Lane lane = lane(1, 1, 4, 3);
    slowly(lane, "z");
    until(() -> running.get() == 1);
    List<Future<String>> greedy = new ArrayList<>();
    for (String name : List.of("a", "a", "a", "b")) {
      int waiting = lane.waiting();
      greedy.add(submit(lane, client(name), () -> name));
      until(() -> lane.waiting() == waiting + 1);
    }
    Future<String> newcomer = submit(lane, client("c"), () -> "c");
    assertThatThrownBy(() -> greedy.get(2).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(OverloadedException.class);
    release.countDown();
    assertThat(newcomer.get()).isEqualTo("c");
    assertThat(greedy.get(0).get()).isEqualTo("a");
    assertThat(greedy.get(3).get()).as("who has little is left alone").isEqualTo("b");
  }

  @Test
  void whoWaitsTooLongIsTurnedAwayAndTheNextOneGetsIn() throws Exception {
    Lane lane = lane(new LaneSize(1, 1, 4, 4), SHORT, LONG);
    Future<String> first = slowly(lane, "a");
    until(() -> running.get() == 1);
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() -> lane.run(client("a"), done::incrementAndGet))
        .isInstanceOf(OverloadedException.class);
    release.countDown();
    assertThat(first.get()).as("begun, so it may take its time").isEqualTo("done");
    assertThat(lane.run(client("a"), () -> "next")).isEqualTo("next");
    assertThat(done).as("who was turned away is not worked for").hasValue(0);
  }

  @Test
  void whatTakesLongerThanTheDeadlineIsInterruptedAndRefused() {
    Lane lane = lane(new LaneSize(1, 1, 4, 4), LONG, SHORT);
    assertThatThrownBy(() -> lane.run(client("a"), this::slow))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("stopped after");
    until(() -> running.get() == 0);
  }

  @Test
  void aClientThatGoesAwayIsNotWorkedForAnyLonger() {
    Lane lane = lane(1, 1, 4, 4);
    Wire wire = new Wire(new CompletableFuture<>());
    Client leaving = new Client("a", wire);
    Future<String> begun = submit(lane, leaving, this::slow);
    until(() -> running.get() == 1);
    AtomicInteger done = new AtomicInteger();
    Future<String> waiting = submit(lane, leaving, () -> "" + done.incrementAndGet());
    until(() -> lane.waiting() == 1);

    wire.closed().complete(null);

    for (Future<String> each : List.of(begun, waiting)) {
      assertThatThrownBy(each::get).hasCauseInstanceOf(AbandonedException.class);
    }
    until(() -> running.get() == 0 && lane.waiting() == 0);
    assertThat(lane.run(client("b"), () -> "next")).isEqualTo("next");
    assertThat(done).hasValue(0);
  }

  @Test
  void aFailureReachesItsCallerAndFreesItsPlace() {
    Lane lane = lane(1, 1, 1, 1);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  lane.run(
                      client("a"),
                      () -> {
                        throw new IllegalArgumentException("broken");
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
    }
    assertThat(lane.run(client("a"), () -> "next")).isEqualTo("next");
  }

  @Test
  void theMetersShowWhatWaitsAndWhatIsBeingDone() {
    Lane lane = lane(2, 1, 10, 10);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    lane.bindTo(meters);
    for (int i = 0; i < 3; i++) {
      slowly(lane, "a");
    }
    until(() -> lane.waiting() == 2 && running.get() == 1);
    assertThat(meters.get("executor.queued").tag("name", "test").gauge().value()).isEqualTo(2);
    assertThat(meters.get("executor.queue.remaining").gauge().value()).isEqualTo(8);
    assertThat(meters.get("executor.active").gauge().value()).isEqualTo(1);
  }

  @Test
  void afterTheEndEverybodyIsTurnedAway() {
    Lane lane = lane(1, 1, 1, 1);
    lane.close();
    assertThatThrownBy(() -> lane.run(client("a"), () -> "late"))
        .isInstanceOf(OverloadedException.class);
  }
}
