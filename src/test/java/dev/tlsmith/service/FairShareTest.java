package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.KeyAlgorithm;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers of different addresses: one who asks for much keeps nobody else waiting. */
@MicronautTest
@Timeout(120)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "tlsmith.test.share", value = "true")
class FairShareTest {

  private static final String GREEDY = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";
  private static final String EC = "product=kestra&hosts=kestra.example.com";
  private static final String RSA =
      EC + "&certificate.source=self-signed&certificate.keyAlgorithm=RSA_4096";
  private static final int CORES = 2;
  private static final int WAITING_LONG = 2 * CORES;

  @Inject EmbeddedServer server;
  @Inject StuckKeyPairs keyPairs;
  @Inject TwoCores capacity;

  private final List<Socket> sockets = new ArrayList<>();

  /** Makes no RSA key, until it is interrupted. */
  @Singleton
  @Replaces(KeyPairs.class)
  @Requires(property = "tlsmith.test.share")
  static class StuckKeyPairs extends KeyPairs {

    final Semaphore begun = new Semaphore(0);
    final Semaphore interrupted = new Semaphore(0);
    final AtomicInteger stuck = new AtomicInteger();

    StuckKeyPairs(SecureRandom random) {
      super(random);
    }

    @Override
    public KeyPair generate(KeyAlgorithm algorithm) {
      if (algorithm != KeyAlgorithm.RSA_4096) {
        return super.generate(algorithm);
      }
      stuck.incrementAndGet();
      begun.release();
      try {
        new CountDownLatch(1).await();
        return super.generate(algorithm);
      } catch (InterruptedException e) {
        interrupted.release();
        throw new AbandonedException();
      } finally {
        stuck.decrementAndGet();
      }
    }
  }

  /** The bound of a machine that is the same everywhere. */
  @Singleton
  @Replaces(Capacity.class)
  @Requires(property = "tlsmith.test.share")
  static class TwoCores extends Capacity {
    TwoCores() {
      super(CORES, Duration.ofMinutes(1), Duration.ofMinutes(1));
    }
  }

  /** What waits first, so that none of it is begun instead. */
  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets.reversed()) {
      if (socket == sockets.getFirst()) {
        until(() -> capacity.waiting(Weight.LONG_BUNDLE) == 0);
      }
      socket.close();
    }
    until(() -> keyPairs.stuck.get() == 0);
  }

  private Socket send(String from, String path, String form) throws IOException {
    Socket socket =
        new Socket(InetAddress.getByName(GREEDY), server.getPort(), InetAddress.getByName(from), 0);
    sockets.add(socket);
    String request =
        """
        POST %s HTTP/1.1\r
        Host: tlsmith\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        Connection: close\r
        \r
        %s\
        """
            .formatted(path, form.length(), form);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return answer.substring(0, answer.indexOf("\r\n"));
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("timed out").isFalse();
      Thread.onSpinWait();
    }
  }

  /** As much as one caller may have begun and waiting. */
  private void fill() throws Exception {
    keyPairs.begun.drainPermits();
    keyPairs.interrupted.drainPermits();
    send(GREEDY, "/v1/bundles.zip", RSA);
    keyPairs.begun.acquire();
    for (int i = 0; i < WAITING_LONG; i++) {
      send(GREEDY, "/v1/bundles.zip", RSA);
    }
    until(() -> capacity.waiting(Weight.LONG_BUNDLE) == WAITING_LONG);
  }

  @Test
  void anotherCallerIsServedWhileTheFirstOnesDearSpecsFillTheirQueue() throws Exception {
    fill();
    assertThat(status(send(GREEDY, "/v1/bundles.zip", RSA))).contains(" 503 ");
    for (String path : List.of("/v1/validations", "/v1/render/helm", "/v1/bundles.zip")) {
      assertThat(status(send(OTHER, path, EC))).as(path).contains(" 200 ");
      assertThat(status(send(GREEDY, path, EC))).as("%s makes no dear key", path).contains(" 200 ");
    }
    send(OTHER, "/v1/bundles.zip", RSA);
    keyPairs.begun.acquire(); // at once, although four of the first's wait
    until(() -> capacity.waiting(Weight.LONG_BUNDLE) == WAITING_LONG);
  }

  @Test
  void nothingIsDoneForWhoHasHungUp() throws Exception {
    fill();
    for (Socket waiting : sockets.subList(1, sockets.size())) {
      waiting.close();
    }
    until(() -> capacity.waiting(Weight.LONG_BUNDLE) == 0);
    sockets.getFirst().close();
    keyPairs.interrupted.acquire();
    assertThat(keyPairs.begun.tryAcquire()).as("what waited is not begun").isFalse();
    send(GREEDY, "/v1/bundles.zip", RSA);
    keyPairs.begun.acquire(); // the thread is free
  }
}
