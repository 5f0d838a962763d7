package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.EmittedSettings;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.StandIn;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real PHP servers, started with what a bundle sets for websockets and nothing else, and a JVM that
 * calls them as restapi does.
 */
class EmittedWebsocketsTest {

  @TempDir Path folder;
  @TempDir Path other;

  private final int port = Ports.free().https();

  @BeforeEach
  void phpIsThere() {
    assumeTrue(CommandLine.exists("php"), "php is not on the PATH");
  }

  @ParameterizedTest
  @CsvSource({
    "compose, 8.5, EC_P256", "compose, 8.9, RSA_2048", "compose, 8.10, ED25519",
    "helm, 8.7, RSA_2048", "helm, 8.10, EC_P256", "kubernetes, 8.8, ED25519"
  })
  void everyNameAndTheHealthCheckAreServedOverHttps(
      String target, String version, String algorithm) {
    ObjectNode spec = spec(target, version);
    spec.putObject("certificate").put("source", "self-signed").put("keyAlgorithm", algorithm);
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, "websockets", folder);
    assertThat(settings.variables().containsKey("PUSHER_SSL_PASSPHRASE"))
        .isEqualTo(target.equals("compose"));
    try (ProgramProcess _ = StandIn.php(folder, port, settings.variables())) {
      TlsClient client = TlsClient.of(bundle);
      for (String name : bundle.certificateNames()) {
        assertThat(client.isAnswered(name, port, "/up")).as(name).isTrue();
      }
      assertThat(settings.probe()).isEqualTo("https");
      assertThat(TlsClient.isAnsweredPlain(port, "/up")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"compose, 8.9", "helm, 8.7"})
  void restapiReachesWebsocketsThroughTheEmittedTrust(String target, String version) {
    TestBundle bundle = Service.bundle(spec(target, version));
    EmittedSettings called = EmittedSettings.of(bundle, target, "websockets", folder);
    Map<String, String> variables =
        EmittedSettings.of(bundle, target, "restapi", other).variables();
    assertThat(variables).containsEntry("RESTAPI_PUSHER_SSL_ENABLED", "true");
    // What the chart sets; compose has no chart.
    variables.putIfAbsent("RESTAPI_PUSHER_HOST", "platform-web-modeler-websockets");
    String name = variables.get("RESTAPI_PUSHER_HOST");
    String url = "https://%s:%d/up";
    String elsewhere = "else.example.com";
    List<String> names = List.of(name, elsewhere);
    try (ProgramProcess _ = StandIn.php(folder, port, called.variables())) {
      assertThat(StandIn.fetched(other, variables, names, url.formatted(name, port)).strip())
          .isEqualTo("up");
      assertThat(StandIn.fetched(other, variables, names, url.formatted(elsewhere, port)))
          .contains("not reached", "No subject alternative");
      variables.remove("JAVA_TOOL_OPTIONS");
      assertThat(StandIn.fetched(other, variables, names, url.formatted(name, port)))
          .contains("not reached", "PKIX");
    }
  }

  private static ObjectNode spec(String target, String version) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "camunda-web-modeler");
    spec.put("version", version).put("release", "platform").put("namespace", "data");
    spec.putArray("targets").add(target);
    spec.putArray("hosts").add("modeler.example.com").add("192.0.2.10");
    return spec;
  }
}
