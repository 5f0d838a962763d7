package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Too much at once: the rest is turned away and told when to come back, and then it goes on. */
@MicronautTest
@Timeout(120)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "tlsmith.test.busy", value = "true")
class OverloadTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SPEC = "product=kestra&hosts=kestra.example.com";
  private static final int CORES = 2;
  private static final int OF_A_CLIENT = 16 * CORES;

  @Inject EmbeddedServer server;
  @Inject SlowKeyPairs keyPairs;
  @Inject SmallCapacity capacity;

  /** Makes no key until it is told to. */
  @Singleton
  @Replaces(KeyPairs.class)
  @Requires(property = "tlsmith.test.busy")
  static class SlowKeyPairs extends KeyPairs {

    final Semaphore wanted = new Semaphore(0);
    final CountDownLatch release = new CountDownLatch(1);

    SlowKeyPairs(SecureRandom random) {
      super(random);
    }

    @Override
    public KeyPair generate(KeyAlgorithm algorithm) {
      try {
        wanted.release();
        release.await();
        return super.generate(algorithm);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The bound of a machine that is the same everywhere. */
  @Singleton
  @Replaces(Capacity.class)
  @Requires(property = "tlsmith.test.busy")
  static class SmallCapacity extends Capacity {
    SmallCapacity() {
      super(CORES, Duration.ofMinutes(1), Duration.ofMinutes(1));
    }
  }

  @Test
  void whatIsTooMuchIsTurnedAwayAndTheRestIsAnswered() throws Exception {
    ServiceClient client = new ServiceClient(server);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> accepted = new ArrayList<>();
      for (int i = 0; i < CORES; i++) {
        accepted.add(callers.submit(() -> client.post("/v1/bundles.zip", FORM, SPEC)));
      }
      keyPairs.wanted.acquire(CORES);
      for (int i = 0; i < OF_A_CLIENT; i++) {
        accepted.add(callers.submit(() -> client.post("/v1/bundles.zip", FORM, SPEC)));
      }
      while (capacity.waiting(Weight.BUNDLE) < OF_A_CLIENT) {
        assertThat(Thread.interrupted()).as("timed out").isFalse();
        Thread.onSpinWait();
      }
      for (String path : List.of("/v1/bundles", "/v1/render/kubernetes")) {
        Answer refusal = client.post(path, FORM, SPEC);
        assertThat(refusal.status()).as(path).isEqualTo(503);
        assertThat(refusal.header("Retry-After")).isEqualTo("10");
        assertThat(AnswerCheck.problem(refusal).path("detail").asText()).contains("queue is full");
      }
      for (String path : List.of("/v1/validations", "/v1/render/helm", "/v1/render/compose")) {
        assertThat(client.post(path, FORM, SPEC).status())
            .as("%s makes no key", path)
            .isEqualTo(200);
      }
      assertThat(client.get("/health").status()).as("still alive").isEqualTo(200);
      assertThat(client.get("/v1/products").status()).isEqualTo(200);
      assertThat(accepted).as("nobody was turned away too early").noneMatch(Future::isDone);

      keyPairs.release.countDown();
      for (Future<Answer> each : accepted) {
        assertThat(each.get().status()).isEqualTo(200);
      }
      assertThat(client.post("/v1/bundles.zip", FORM, SPEC).status()).as("after").isEqualTo(200);
    }
  }
}
