package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.AccessServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Policy and tokens that change while the service runs. */
@Timeout(300)
class AccessReloadTest {

  private static final String FIRST = "f1".repeat(32);
  private static final String SECOND = "5e".repeat(32);
  private static final String SPEC = "{product: kestra, hosts: [%s]}";

  @TempDir Path folder;
  private AccessServer server;

  @BeforeEach
  void start() {
    Map<String, Object> often = Map.of("tlsmith.access.refresh-interval", "50ms");
    server = AccessServer.start(folder, policy("a.example.com"), Map.of(FIRST, "ci"), often);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String policy(String suffix) {
    return """
    callers: {ci: {policy: all}}
    policies:
      all:
        hostSuffixes: [%s]
        namespaces: ["*"]
        products: ["*"]
        sources: ["*"]
        returnCaKey: true
        requestsPerMinute: 100000
    """
        .formatted(suffix);
  }

  private int status(String token, String host) {
    return server.post("/v1/validations", token, SPEC.formatted(host)).status();
  }

  /** As Kubernetes does it: another file in the place of the old one. */
  private void put(String name, String content) throws IOException {
    Path other = Files.writeString(folder.resolve("other"), content);
    Files.move(
        other,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean isOutdated() {
    return server
        .client()
        .get("/prometheus", "Authorization", "Bearer " + FIRST)
        .text()
        .contains("tlsmith_access_outdated 1.0");
  }

  @Test
  void aTokenThatIsTakenOutIsNobodysAnyMore() throws IOException {
    assertThat(status(FIRST, "a.example.com")).isEqualTo(200);
    assertThat(status(SECOND, "a.example.com")).isEqualTo(401);
    put("tokens.yaml", "ci: [\"%s\"]".formatted(AccessServer.digest(SECOND)));
    await(() -> status(SECOND, "a.example.com") == 200);
    assertThat(status(FIRST, "a.example.com")).isEqualTo(401);
  }

  @Test
  void anotherPolicyIsInForceWithoutARestart() throws IOException {
    assertThat(status(FIRST, "b.example.com")).isEqualTo(403);
    put("policy.yaml", policy("b.example.com"));
    await(() -> status(FIRST, "b.example.com") == 200);
    assertThat(status(FIRST, "a.example.com")).isEqualTo(403);
  }

  @Test
  void whatIsWrongChangesNothingAndIsToldByANumber() throws IOException {
    assertThat(isOutdated()).isFalse();
    put("policy.yaml", "callers: {ci: {policy: nobody-wrote-it}}");
    await(this::isOutdated);
    assertThat(status(FIRST, "a.example.com")).isEqualTo(200);
    assertThat(status(FIRST, "b.example.com")).isEqualTo(403);
    Files.delete(folder.resolve("tokens.yaml"));
    assertThat(status(FIRST, "a.example.com")).isEqualTo(200);
    put("tokens.yaml", "ci: [\"%s\"]".formatted(AccessServer.digest(FIRST)));
    put("policy.yaml", policy("b.example.com"));
    await(() -> status(FIRST, "b.example.com") == 200);
    await(() -> !isOutdated());
  }
}
