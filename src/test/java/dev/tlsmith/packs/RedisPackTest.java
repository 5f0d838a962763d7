package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is told by flags: Redis with the command of its overlay, and nothing else. */
class RedisPackTest {

  private static final String HOST = "redis.example.com";

  @TempDir Path folder;

  private final Ports ports = Ports.free();

  @BeforeEach
  void redisIsThere() {
    assumeTrue(CommandLine.exists("redis-server"), "redis-server is not on the PATH");
    assumeTrue(CommandLine.exists("redis-cli"), "redis-cli is not on the PATH");
  }

  @Test
  void theCommandOfTheOverlayServesTlsAndAsksForClientCertificates() throws IOException {
    TestBundle bundle = bundle("need");
    try (ProgramProcess _ = redis(bundle)) {
      assertThat(TlsClient.of(bundle, bundle).serial(HOST, ports.https())).isNotEmpty();
      assertThat(ping("--cert", "tls/client.crt", "--key", "tls/client.key").text())
          .contains("PONG");
      assertThat(ping().text()).doesNotContain("PONG");
    }
  }

  @Test
  void theReloadOfThePageServesTheRenewedPairAtOnce() throws IOException {
    TestBundle bundle = bundle("none");
    try (ProgramProcess _ = redis(bundle)) {
      assertThat(ping().text()).contains("PONG");
      TestBundle renewed = bundle("none");
      renewed.unpack(folder);
      assertThat(TlsClient.of(bundle).serial(HOST, ports.https())).isNotEmpty();
      String exec = " exec -T redis ";
      String command =
          bundle.text("TLS.md").lines().filter(line -> line.contains(exec)).findFirst().get();
      String own =
          command
              .substring(command.indexOf(exec) + exec.length())
              .replace("/etc/redis-tls", folder.resolve("tls").toString());
      Output output = CommandLine.run(folder, List.of("bash", "-c", own));
      assertThat(output.text()).contains("OK");
      assertThat(TlsClient.of(renewed).serial(HOST, ports.https())).isNotEmpty();
    }
  }

  private Output ping(String... more) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p"));
    command.add(String.valueOf(ports.https()));
    command.addAll(List.of("--tls", "--cacert", "tls/ca.crt"));
    command.addAll(List.of(more));
    command.add("PING");
    return CommandLine.run(folder, command);
  }

  private TestBundle bundle(String clientAuthentication) {
    String spec =
        """
        product: redis
        hosts: [%s]
        clientAuthentication: %s
        targets: [compose]
        options: {httpsPort: %d}
        """
            .formatted(HOST, clientAuthentication, ports.https());
    Map<String, Object> packs = Map.of("tlsmith.packs", "src/test/resources/packs");
    try (ApplicationContext context = ApplicationContext.run(packs)) {
      return TestBundle.of(
          Service.yaml(spec),
          Service.generate(context.getBean(BundleGenerator.class), Service.read(spec)));
    }
  }

  private ProgramProcess redis(TestBundle bundle) {
    bundle.unpack(folder);
    JsonNode service = bundle.yaml("docker-compose.tls.yaml").at("/services/redis");
    List<String> command = new ArrayList<>();
    service.path("command").forEach(word -> command.add(word.asText()));
    for (JsonNode volume : service.path("volumes")) {
      String[] mount = volume.asText().split(":");
      command.replaceAll(
          word -> word.equals(mount[1]) ? folder.resolve(mount[0]).normalize().toString() : word);
    }
    command.addAll(List.of("--dir", folder.toString(), "--bind", "127.0.0.1"));
    return ProgramProcess.start(
        command, Map.of("PATH", "/usr/bin:/bin"), folder.resolve("redis.log"), ports.https());
  }
}
