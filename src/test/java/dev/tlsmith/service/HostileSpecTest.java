package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.ServiceClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attacks the running service with specs that are large, deep or malformed. A failure names its
 * seed and index; {@code -Dseed=} repeats a run, {@code -Dspecs=} sets its length. From a hundred
 * thousand on it is a run for the record, on a machine of its own, and judges the time as well.
 */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.certificate-authority.certificates",
    value = "src/test/resources/service-ca/ca.crt")
@Property(
    name = "tlsmith.certificate-authority.private-key",
    value = "src/test/resources/service-ca/ca.key")
class HostileSpecTest {

  private static final long DEFAULT_SEED = 20_261_127;
  private static final int CONCURRENCY = 4;
  private static final int WARM_UP = 300;
  private static final int PROGRESS = 5_000;
  private static final int SHOWN_FAILURES = 12;
  private static final int FOR_THE_RECORD = 100_000;
  private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(1);

  @Inject EmbeddedServer server;

  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
  private final AtomicReference<Refusal> slowest =
      new AtomicReference<>(new Refusal(Duration.ZERO, "none"));

  /** An answer to what can't be fulfilled, and how long it took as the caller sees it. */
  private record Refusal(Duration time, String request) {}

  @Test
  @Timeout(3600)
  void aHostileSpecIsAnsweredOrRefusedAndNeverBreaksTheService() throws Exception {
    long seed = Long.getLong("seed", DEFAULT_SEED);
    int specs = Integer.getInteger("specs", 1_000);
    System.out.printf("HostileSpecTest: -Dseed=%d -Dspecs=%d%n", seed, specs);
    ServiceClient client = new ServiceClient(server);
    Map<String, JsonNode> products = products(client);
    SpecSource source = new SpecSource(products);
    List<ObjectNode> examples = examples(products);
    // The first ones pay for classes and compilation, in small runs as well.
    for (int i = 0; i < WARM_UP; i++) {
      HostileSpec spec = HostileSpec.of(examples, source, seed + 1, i);
      client.post(spec.path(), spec.contentType(), spec.body());
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(CONCURRENCY)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < specs; i++) {
        int index = i;
        running.add(
            callers.submit(
                () -> {
                  if (index % PROGRESS == PROGRESS - 1) {
                    report();
                  }
                  if (failures.size() < SHOWN_FAILURES) {
                    send(client, HostileSpec.of(examples, source, seed, index));
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    report();
    assertThat(failures).as("-Dseed=%d", seed).isEmpty();
    assertThat(statuses.keySet()).as("every kind of answer was seen").contains(200, 400, 422);
    if (specs >= FOR_THE_RECORD) {
      Refusal refusal = slowest.get();
      assertThat(refusal.time()).as(refusal.request()).isLessThan(LONGEST_REFUSAL);
    }
  }

  private void report() {
    Refusal refusal = slowest.get();
    System.out.printf(
        "HostileSpecTest: %s; the slowest refusal took %d ms: %s%n",
        statuses, refusal.time().toMillis(), refusal.request());
  }

  private void send(ServiceClient client, HostileSpec spec) {
    long start = System.nanoTime();
    try {
      ServiceClient.Answer answer = client.post(spec.path(), spec.contentType(), spec.body());
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      statuses.computeIfAbsent(answer.status(), s -> new AtomicInteger()).incrementAndGet();
      check(answer);
      if (answer.status() >= 400 && answer.status() < 500) {
        Refusal refusal = new Refusal(time, answer.status() + " to " + spec);
        slowest.accumulateAndGet(refusal, (a, b) -> a.time().compareTo(b.time()) >= 0 ? a : b);
      }
    } catch (RuntimeException | AssertionError fault) {
      failures.add("%s: %s".formatted(spec, fault));
    }
  }

  private static void check(ServiceClient.Answer answer) {
    int status = answer.status();
    if (status == 503) {
      assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    } else if (status != 200) {
      assertThat(status).as(answer::text).isBetween(400, 499);
      assertThat(answer.text()).doesNotContain("-----BEGIN PRIVATE");
    }
  }

  private static Map<String, JsonNode> products(ServiceClient client) {
    Map<String, JsonNode> products = new TreeMap<>();
    for (JsonNode product : client.get("/v1/products").json()) {
      String id = product.path("id").asText();
      products.put(id, client.get("/v1/products/" + id).json());
    }
    return products;
  }

  private static List<ObjectNode> examples(Map<String, JsonNode> products) throws IOException {
    List<ObjectNode> specs = new ArrayList<>();
    for (Examples.Example example : Examples.all()) {
      if (products.containsKey(example.pack())) {
        specs.add((ObjectNode) ServiceClient.YAML.readTree(example.spec()));
      }
    }
    return specs;
  }
}
