package dev.tlsmith.capacity;

import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.OverloadedException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bound on work. A bundle is nothing but computing (keys, key derivations, handshakes), so much
 * more at a time than there are cores would take longer for all of them and hold the memory of
 * each. What is of another {@link Weight} has threads and a queue of its own, a client never has
 * all of them, and beyond that there is a refusal.
 *
 * <p>Its meters are Micrometer's {@code executor_*}, with {@code name="checks"}, {@code "bundles"}
 * and {@code "long-bundles"}.
 */
@Singleton
public class Capacity {

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Duration CHECKS_DEADLINE = Duration.ofSeconds(10);

  private static final ScopedValue<Turn> TURN = ScopedValue.newInstance();

  private final Lane checks;
  private final Lane bundles;
  private final Lane longBundles;

  /** How long something takes, which is known before it is begun. */
  public enum Weight {
    /** Nothing is made: reading, checking, rendering. Milliseconds. */
    CHECK,
    /** Keys are made, and it takes less than {@link #LONG}. */
    BUNDLE,
    /** Keys are made that take longer. */
    LONG_BUNDLE;

    /** What takes longer than this is {@link #LONG_BUNDLE}. */
    static final Duration LONG = Duration.ofSeconds(1);

    /** That of something whose keys take so long. */
    public static Weight ofBundle(Duration cost) {
      return cost.compareTo(LONG) > 0 ? LONG_BUNDLE : BUNDLE;
    }
  }

  /** Bounded by the cores of this machine. */
  @Inject
  Capacity(WorkSettings settings, @Nullable MeterRegistry meters) {
    this(Runtime.getRuntime().availableProcessors(), MAX_WAIT, settings.deadline());
    if (meters != null) {
      checks.bindTo(meters);
      bundles.bindTo(meters);
      longBundles.bindTo(meters);
    }
  }

  /**
   * Bounded by so many cores.
   *
   * @param maxWait until a turn comes
   * @param deadline of what makes keys, from its turn on
   */
  protected Capacity(int cores, Duration maxWait, Duration deadline) {
    LaneSize quick = new LaneSize(cores + 1, cores, 32 * cores, 16 * cores);
    LaneSize slow = new LaneSize(Math.max(2, cores), Math.max(1, cores / 2), 8 * cores, 2 * cores);
    this.checks = new Lane("checks", quick, maxWait, CHECKS_DEADLINE);
    this.bundles = new Lane("bundles", quick, maxWait, deadline);
    this.longBundles = new Lane("long-bundles", slow, maxWait, deadline);
  }

  /**
   * Does something when its turn comes, and waits for the result. Its thread is interrupted when
   * the client goes away or the deadline passes.
   *
   * @throws OverloadedException if the client has as much waiting as it may, the turn did not come
   *     within 10 s, or the deadline passed
   * @throws AbandonedException if the client went away
   */
  public <T> T run(Weight weight, Client client, Supplier<T> work) {
    Lane lane = lane(weight);
    Turn turn = new Turn(lane, client);
    return lane.run(client, () -> ScopedValue.where(TURN, turn).call(work::get));
  }

  /** Work whose turn has come. */
  private record Turn(Lane lane, Client client) {}

  /**
   * Lets threads that the client of this work may have besides its own, and that nobody else waits
   * for, take part in it. Perhaps there is none: whoever asks goes on as if there were not.
   *
   * @param part is done at once by each of them; must end by itself
   * @return takes back what has not begun
   */
  public Runnable assist(Runnable part) {
    return TURN.isBound() ? TURN.get().lane().assist(TURN.get().client(), part) : () -> {};
  }

  /** How much of a kind waits for its turn. */
  public int waiting(Weight weight) {
    return lane(weight).waiting();
  }

  private Lane lane(Weight weight) {
    return switch (weight) {
      case CHECK -> checks;
      case BUNDLE -> bundles;
      case LONG_BUNDLE -> longBundles;
    };
  }

  @PreDestroy
  void close() {
    checks.close();
    bundles.close();
    longBundles.close();
  }
}
