package dev.tlsmith.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.problem.OverloadedException;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class KeyPairsTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes no key until it is told to. */
  private static final class Slow extends KeyPairs {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Slow(int concurrency, Duration maxWait) {
      super(RANDOM, concurrency, maxWait);
    }

    @Override
    KeyPair generateNow(KeyAlgorithm algorithm) throws GeneralSecurityException {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        return super.generateNow(algorithm);
      } catch (InterruptedException e) {
        throw new GeneralSecurityException(e);
      } finally {
        running.decrementAndGet();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void everyAlgorithmGivesAFreshPairOfItsOwnKind(KeyAlgorithm algorithm) {
    KeyPairs keyPairs = new KeyPairs(RANDOM);
    KeyPair pair = keyPairs.generate(algorithm);
    assertThat(KeyStrength.name(pair.getPublic())).isEqualTo(algorithm.name());
    assertThat(pair.getPrivate().getFormat()).isEqualTo("PKCS#8");
    assertThat(pair.getPrivate().getClass().getName()).startsWith("sun.security.");
  }

  @Test
  void noMoreKeysAreMadeAtATimeThanThereAreCoresAndTheQueueIsBounded() throws Exception {
    Slow keyPairs = new Slow(2, Duration.ofSeconds(30));
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      List<Future<KeyPair>> accepted = new ArrayList<>();
      for (int i = 0; i < 2 + 8; i++) {
        accepted.add(callers.submit(() -> keyPairs.generate(KeyAlgorithm.EC_P256)));
      }
      while (keyPairs.waiting() < 8) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> keyPairs.generate(KeyAlgorithm.EC_P256))
          .isInstanceOfSatisfying(
              OverloadedException.class, busy -> assertThat(busy.retryAfterSeconds()).isPositive());
      keyPairs.release.countDown();
      for (Future<KeyPair> pair : accepted) {
        assertThat(pair.get()).isNotNull();
      }
      assertThat(keyPairs.most).hasValue(2);
    }
  }

  @Test
  void whoWaitsTooLongIsTurnedAwayAndTheNextOneGetsIn() throws Exception {
    Slow keyPairs = new Slow(1, Duration.ofMillis(50));
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      Future<KeyPair> first = callers.submit(() -> keyPairs.generate(KeyAlgorithm.EC_P256));
      while (keyPairs.running.get() == 0) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> keyPairs.generate(KeyAlgorithm.EC_P256))
          .isInstanceOf(OverloadedException.class);
      keyPairs.release.countDown();
      assertThat(first.get()).isNotNull();
      assertThat(keyPairs.generate(KeyAlgorithm.EC_P256)).isNotNull();
    }
  }

  @Test
  void aFailureFreesItsCore() {
    KeyPairs broken =
        new KeyPairs(RANDOM, 1, Duration.ofMillis(50)) {
          @Override
          KeyPair generateNow(KeyAlgorithm algorithm) throws GeneralSecurityException {
            throw new GeneralSecurityException("broken");
          }
        };
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> broken.generate(KeyAlgorithm.EC_P256))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
