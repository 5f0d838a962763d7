package dev.tlsmith.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.capacity.Client;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.certificate.issuing.KeySource;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeyBatchTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());
  private static final Client CLIENT = new Client("a", action -> () -> {});

  /** Threads as a machine of so many cores has them. */
  private static final class Machine extends Capacity {
    Machine(int cores) {
      super(cores, Duration.ofMinutes(1), Duration.ofMinutes(1));
    }
  }

  private static <T> T onMachine(int cores, Function<Capacity, T> work) {
    Capacity capacity = new Machine(cores);
    return capacity.run(Weight.LONG_BUNDLE, CLIENT, () -> work.apply(capacity));
  }

  private static List<KeyPair> keys(KeySource source, int number, Capacity capacity) {
    try (KeyBatch batch = new KeyBatch(source, Map.of(KeyAlgorithm.RSA_4096, number), capacity)) {
      return Stream.generate(() -> batch.generate(KeyAlgorithm.RSA_4096)).limit(number).toList();
    }
  }

  private static KeyPair quick() {
    return KEYS.generate(KeyAlgorithm.EC_P256);
  }

  @Test
  void asManyKeysAreMadeAtATimeAsTheCallerMayHaveThreads() {
    CyclicBarrier all = new CyclicBarrier(4); // half of eight cores: opens for nobody before
    KeySource meeting =
        algorithm -> {
          try {
            all.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return quick();
        };

    List<KeyPair> made = onMachine(8, capacity -> keys(meeting, 4, capacity));

    assertThat(new HashSet<>(made)).as("none is handed out twice").hasSize(4);
  }

  @Test
  void aCallerWithOneThreadHasItsKeysMadeByIt() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    onMachine(
        2,
        capacity ->
            keys(
                algorithm -> {
                  threads.add(Thread.currentThread());
                  return quick();
                },
                3,
                capacity));

    assertThat(threads).hasSize(1);
  }

  @Test
  void whatWasNotCountedIsMadeWhenItIsAskedFor() {
    AtomicInteger made = new AtomicInteger();
    KeySource counting =
        algorithm -> {
          made.incrementAndGet();
          return KEYS.generate(algorithm);
        };

    String algorithm =
        onMachine(
            8,
            capacity -> {
              try (KeyBatch batch = new KeyBatch(counting, Map.of(), capacity)) {
                return batch.generate(KeyAlgorithm.EC_P384).getPublic().getAlgorithm();
              }
            });

    assertThat(algorithm).isEqualTo("EC");
    assertThat(made).hasValue(1);
  }

  @Test
  void aKeyThatCannotBeMadeFailsTheBundleAndNoOtherIsWaitedFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                onMachine(
                    8,
                    capacity -> {
                      Thread own = Thread.currentThread();
                      KeySource failing = algorithm -> fails(own, begun, interrupted);
                      return keys(failing, 4, capacity); // one for each thread: its own has one too
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no randomness");
    interrupted.await();
  }

  /** On its own thread it fails, once another makes a key that never ends. */
  private static KeyPair fails(Thread own, CountDownLatch begun, CountDownLatch interrupted) {
    try {
      if (Thread.currentThread() == own) {
        begun.await();
        throw new IllegalStateException("no randomness");
      }
      begun.countDown();
      new CountDownLatch(1).await();
      return quick();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw new AbandonedException();
    }
  }
}
