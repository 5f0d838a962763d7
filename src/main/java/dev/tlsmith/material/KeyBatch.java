package dev.tlsmith.material;

import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.certificate.issuing.KeySource;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one bundle, made side by side on as many threads as its client may have. Whoever
 * begins to ask for them takes part until all are made; each is handed out once.
 */
final class KeyBatch implements KeySource, AutoCloseable {

  private final KeySource keys;
  private final Capacity capacity;
  private final Map<KeyAlgorithm, Deque<FutureTask<KeyPair>>> waiting =
      new EnumMap<>(KeyAlgorithm.class);
  private final List<FutureTask<KeyPair>> all;
  private Runnable dismiss = () -> {};
  private boolean begun;

  /**
   * A batch that is begun when the first key is asked for.
   *
   * @param wanted how many of each algorithm; beyond that, each is made when it is asked for
   */
  KeyBatch(KeySource keys, Map<KeyAlgorithm, Integer> wanted, Capacity capacity) {
    this.keys = keys;
    this.capacity = capacity;
    wanted.forEach(
        (algorithm, number) ->
            waiting.put(
                algorithm,
                new ArrayDeque<>(
                    Stream.generate(() -> new FutureTask<>(() -> keys.generate(algorithm)))
                        .limit(number)
                        .toList())));
    this.all = waiting.values().stream().flatMap(Deque::stream).toList();
  }

  private void make() {
    if (!begun && all.size() > 1) {
      dismiss = capacity.assist(() -> all.forEach(FutureTask::run));
    }
    begun = true;
    for (FutureTask<KeyPair> task : all) {
      task.run(); // does nothing where another thread has begun it
      if (task.state() == Future.State.FAILED) {
        throw failure(task.exceptionNow());
      }
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException fault -> fault;
      case Error fault -> throw fault;
      case null, default -> new IllegalStateException(cause);
    };
  }

  @Override
  public KeyPair generate(KeyAlgorithm algorithm) {
    FutureTask<KeyPair> next = waiting.getOrDefault(algorithm, new ArrayDeque<>()).poll();
    if (next == null) {
      return keys.generate(algorithm);
    }
    make();
    try {
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AbandonedException();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Ends what is still being made: nobody will ask for it. */
  @Override
  public void close() {
    dismiss.run();
    all.forEach(task -> task.cancel(true));
  }
}
