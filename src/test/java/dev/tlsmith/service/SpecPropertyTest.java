package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.ServiceClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Throws random and hostile specs at the running service. A failure names its seed and index;
 * {@code -Dseed=} repeats a run, {@code -Dspecs=} sets its length.
 */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.certificate-authority.certificates",
    value = "src/test/resources/service-ca/ca.crt")
@Property(
    name = "tlsmith.certificate-authority.private-key",
    value = "src/test/resources/service-ca/ca.key")
class SpecPropertyTest {

  /** The same each time, so that a build is green or red for a reason that it can name. */
  private static final long DEFAULT_SEED = 20_261_122;

  private static final int CONCURRENCY = 4;
  private static final int SHOWN_FAILURES = 12;

  @Inject EmbeddedServer server;

  @Test
  @Timeout(600)
  void whateverIsSentIsAnsweredAsTheContractSays() throws Exception {
    long seed = Long.getLong("seed", DEFAULT_SEED);
    int specs = Integer.getInteger("specs", 10_000);
    System.out.printf("SpecPropertyTest: -Dseed=%d -Dspecs=%d%n", seed, specs);
    ServiceClient client = new ServiceClient(server);
    SpecSource source = new SpecSource(products(client));
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    Map<String, AtomicInteger> outcomes = Collections.synchronizedMap(new TreeMap<>());
    try (ExecutorService callers = Executors.newFixedThreadPool(CONCURRENCY)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < specs; i++) {
        int index = i;
        running.add(
            callers.submit(
                () -> {
                  if (failures.size() < SHOWN_FAILURES) {
                    Case one = Case.of(source, seed, index);
                    String outcome = run(client, one, failures);
                    outcomes.computeIfAbsent(outcome, o -> new AtomicInteger()).incrementAndGet();
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    System.out.println("SpecPropertyTest: " + outcomes);
    assertThat(failures)
        .as("-Dseed=%d", seed)
        .withRepresentation(new org.assertj.core.presentation.StandardRepresentation())
        .isEmpty();
    assertThat(outcomes.keySet())
        .as("every kind of answer was seen")
        .contains("200 validations", "200 helm", "200 compose", "200 kubernetes", "200 bundles")
        .anyMatch(outcome -> outcome.startsWith("400"))
        .anyMatch(outcome -> outcome.startsWith("422"));
  }

  private static Map<String, JsonNode> products(ServiceClient client) {
    Map<String, JsonNode> products = new TreeMap<>();
    for (JsonNode product : client.get("/v1/products").json()) {
      String id = product.path("id").asText();
      products.put(id, client.get("/v1/products/" + id).json());
    }
    return products;
  }

  private static String run(ServiceClient client, Case one, List<String> failures) {
    try {
      return attempt(client, one);
    } catch (Throwable fault) {
      Case least = shrunk(client, one, kind(fault));
      failures.add(
          "index %d, POST %s as %s: %s\n%s"
              .formatted(one.index(), one.path(), one.contentType(), fault, least.shown()));
      return "failed";
    }
  }

  private static String attempt(ServiceClient client, Case one) {
    ServiceClient.Answer answer = client.post(one.path(), one.contentType(), one.body());
    AnswerCheck.check(answer, one);
    String path = one.path().substring(one.path().lastIndexOf('/') + 1);
    return answer.status() + " " + path;
  }

  /** Takes fields away as long as it still fails. */
  private static Case shrunk(ServiceClient client, Case failing, String kind) {
    Case least = failing;
    boolean smaller = true;
    for (int round = 0; smaller && round < 12 && least.spec() != null; round++) {
      smaller = false;
      for (Case candidate : candidates(least)) {
        try {
          attempt(client, candidate);
        } catch (Throwable stillFails) {
          if (kind(stillFails).equals(kind)) {
            least = candidate;
            smaller = true;
            break;
          }
        }
      }
    }
    return least;
  }

  private static String kind(Throwable fault) {
    String message = String.valueOf(fault.getMessage());
    return message.substring(0, Math.min(60, message.length()));
  }

  private static List<Case> candidates(Case of) {
    List<Case> candidates = new ArrayList<>();
    ObjectNode spec = of.spec();
    if (spec == null) {
      return candidates;
    }
    for (String name : List.copyOf(names(spec))) {
      ObjectNode without = spec.deepCopy();
      without.remove(name);
      candidates.add(of.with(without));
    }
    for (String name : names(spec)) {
      if (spec.get(name) instanceof ObjectNode object) {
        for (String inner : names(object)) {
          ObjectNode without = spec.deepCopy();
          ((ObjectNode) without.get(name)).remove(inner);
          candidates.add(of.with(without));
        }
      }
    }
    return candidates;
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * One request.
   *
   * @param spec what was meant, before bytes were damaged; null where there is no telling
   * @param valid whether the schemas allow it
   */
  record Case(
      int index,
      String path,
      String contentType,
      @Nullable ObjectNode spec,
      boolean valid,
      byte[] body) {

    static Case of(SpecSource source, long seed, int index) {
      Random random = new Random(seed * 1_000_003 + index);
      String path = path(random);
      boolean makesKeys = !path.equals("/v1/validations") && !path.matches(".*(helm|compose)");
      ObjectNode spec = source.valid(random, makesKeys);
      int kind = random.nextInt(100);
      boolean valid = kind < 60;
      if (!valid && kind < 75) {
        source.poison(random, spec);
      } else if (!valid && kind < 92) {
        source.mutate(random, spec);
      }
      if (makesKeys && spec.toString().contains("RSA_")) {
        path = "/v1/validations";
      }
      String contentType =
          SpecSource.pick(
              random,
              "application/json",
              "application/json",
              "application/yaml",
              "application/x-www-form-urlencoded",
              SpecText.MULTIPART);
      byte[] body = SpecText.encode(spec, contentType);
      // A form cannot say every name or every number that a solver may hold.
      valid &= !contentType.contains("form") || spec.at("/certificate/acme/solver").isMissingNode();
      if (kind < 92) {
        return new Case(index, path, contentType, spec, valid, body);
      }
      return new Case(index, path, contentType, null, false, damaged(random, contentType, body));
    }

    private static String path(Random random) {
      int choice = random.nextInt(1000);
      if (choice < 400) {
        return "/v1/validations";
      }
      if (choice < 960) {
        return choice % 2 == 0 ? "/v1/render/helm" : "/v1/render/compose";
      }
      return choice < 968 ? "/v1/render/kubernetes" : "/v1/bundles";
    }

    private static byte[] damaged(Random random, String contentType, byte[] body) {
      if (contentType.endsWith("json") && random.nextInt(4) == 0) {
        String text = new String(body, StandardCharsets.UTF_8);
        return ("{\"product\":\"x\"," + text.substring(1)).getBytes(StandardCharsets.UTF_8);
      }
      return SpecSource.corrupt(random, body);
    }

    Case with(ObjectNode other) {
      return new Case(index, path, contentType, other, valid, SpecText.encode(other, contentType));
    }

    String shown() {
      String text = spec == null ? new String(body, StandardCharsets.UTF_8) : spec.toString();
      return text.length() > 1500 ? text.substring(0, 1500) + "…" : text;
    }

    boolean isForm() {
      return contentType.contains("form");
    }
  }
}
