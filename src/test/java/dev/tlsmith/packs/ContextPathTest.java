package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Emitted;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.ServerProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path below which Kestra answers, from the option and from the caller's own files. */
class ContextPathTest {

  private static final String SET = "MICRONAUT_SERVER_CONTEXT_PATH";

  @TempDir Path folder;

  private static ObjectNode spec(String target, String field, String file) {
    ObjectNode spec =
        Service.JSON.createObjectNode().put("product", "kestra").put("version", "1.3");
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add(target);
    spec.putObject("options").put("managementTls", true);
    if (!file.isEmpty()) {
      spec.putObject("existing").put(field, file);
    }
    return spec;
  }

  private static ObjectNode values(String values) {
    return spec("helm", "helmValues", values);
  }

  private static ObjectNode compose(String environment) {
    return spec(
        "compose", "compose", "services: {kestra: {environment: %s}}".formatted(environment));
  }

  private static List<String> refusal(ObjectNode spec) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec));
    assertThat(refusal).as("it is refused").isNotNull();
    return refusal.faults().stream().map(Fault::code).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configurations: {application: {micronaut: {server: {context-path: /kestra}}}}",
        "configurations: {application: {micronaut: {server: {contextPath: kestra}}}}",
        "configurations: {application: {micronaut: {server: {context_path: /kestra/}}}}",
        "configurations: {application: {micronaut.server.context-path: kestra/}}",
        "configurations: {application: {micronaut: {server.contextPath: /kestra}}}",
        "configurations: {application: {micronaut.server: {contextPath: /kestra}}}",
        "common: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, value: /kestra}]}",
        "common: {extraEnv: [{name: micronaut.server.context-path, value: /kestra}]}",
        "common: {extraEnv: [{name: Micronaut_Server_ContextPath, value: kestra}]}",
        "deployments: {standalone: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, value:"
            + " /kestra}]}}",
        "workerGroups: {gpu: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, value: /kestra}]}}",
        "common: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, value: /kestra}]}\n"
            + "configurations: {application: {micronaut: {server: {context-path: /other}}}}"
      })
  void everySpellingInTheValuesReachesProbesAndCommands(String values) {
    TestBundle bundle = Service.bundle(values(values));
    assertThat(bundle.text("helm/values-tls.yaml"))
        .contains("\"/kestra/health\"", "\"/kestra/health/liveness\"")
        .contains("\"/kestra/health/readiness\"");
    assertThat(bundle.text("TLS.md"))
        .contains("https://kestra.example.com:8443/kestra/ping")
        .contains("`https://kestra.example.com/kestra/`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{MICRONAUT_SERVER_CONTEXT_PATH: /kestra}",
        "[MICRONAUT_SERVER_CONTEXT_PATH=kestra/]",
        "{micronaut.server.context-path: /kestra}",
        "{KESTRA_CONFIGURATION: 'micronaut: {server: {context-path: kestra}}'}",
        "{KESTRA_CONFIGURATION: 'micronaut.server.contextPath: /kestra'}",
        "{KESTRA_CONFIGURATION: '{\"micronaut\": {\"server\": {\"context_path\": \"/kestra/\"}}}'}",
        "{KESTRA_CONFIGURATION: 'micronaut.server.contextPath: /a', MICRONAUT_SERVER_CONTEXT_PATH:"
            + " /kestra}"
      })
  void everySpellingInTheComposeFileReachesHealthCheckAndCommands(String environment) {
    TestBundle bundle = Service.bundle(compose(environment));
    assertThat(bundle.text("docker-compose.tls.yaml"))
        .contains("\"https://localhost:8443/kestra/health\"");
    assertThat(bundle.text("TLS.md")).contains("https://kestra.example.com:8443/kestra/ping");
  }

  @ParameterizedTest
  @CsvSource({"application, kestra.example.com:8443", "both, kestra.example.com"})
  void theOptionReachesWhateverAsksKestra(String termination, String asked) {
    ObjectNode spec = spec("kubernetes", "", "").put("termination", termination);
    spec.withObject("/options").put("contextPath", "/a/b+c");
    TestBundle bundle = Service.bundle(spec);
    assertThat(bundle.text("kubernetes/deployment.patch.yaml"))
        .contains("\"/a/b+c/health\"", "\"/a/b+c/health/liveness\"", "\"/a/b+c/health/readiness\"");
    assertThat(bundle.text("TLS.md")).contains("https://" + asked + "/a/b+c/ping");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "common: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, valueFrom: {configMapKeyRef:"
            + " {name: a, key: b}}}]}",
        "deployments: {worker: {extraEnv: [{name: MICRONAUT_SERVER_CONTEXT_PATH, valueFrom:"
            + " {secretKeyRef: {name: a, key: b}}}]}}",
        "configurations: {application: {micronaut: {server: {context-path: '${BELOW:/a}'}}}}",
        "configurations: {application: {micronaut: {server: {context-path: '{{ .Values.below"
            + " }}'}}}}"
      })
  void aPathThatIsNotInTheFileIsAskedFor(String values) {
    ObjectNode spec = values(values);
    assertThat(refusal(spec)).containsExactly("context-path-is-not-seen");
    spec.withObject("/options").put("contextPath", "/a");
    assertThat(Service.bundle(spec).text("TLS.md")).contains("/a/ping");
    spec.withObject("/options").put("contextPath", "/");
    assertThat(Service.bundle(spec).text("TLS.md")).contains(":8443/ping");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[MICRONAUT_SERVER_CONTEXT_PATH]", "{MICRONAUT_SERVER_CONTEXT_PATH: }"})
  void aPathThatComposeTakesFromTheShellIsAskedFor(String environment) {
    assertThat(refusal(compose(environment))).containsExactly("context-path-is-not-seen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a b",
        "' /a'",
        "'/a '",
        "//a",
        "/a//",
        "/a//b",
        "//",
        "'/a?b'",
        "'/a#b'",
        "/ä",
        "/a/../b",
        "/./a",
        "'/{a}'",
        "/a%2",
        "'https://h/a'"
      })
  void whatIsNoPathIsRefused(String path) {
    assertThat(refusal(compose("{%s: %s}".formatted(SET, path))))
        .containsExactly("context-path-is-no-path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a.b-c_d~e", "/a%20b", "/a/b;c=1,d", "/a:b@c", "/a!b*(c)&d'e"})
  void everyPathThatMicronautTakesIsTaken(String path) {
    TestBundle bundle = Service.bundle(compose("{%s: \"%s\"}".formatted(SET, path)));
    assertThat(bundle.text("docker-compose.tls.yaml"))
        .contains("\"https://localhost:8443%s/health\"".formatted(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "''"})
  void noPathIsTheWholeHost(String path) {
    TestBundle bundle = Service.bundle(compose("{%s: %s}".formatted(SET, path)));
    assertThat(bundle.text("docker-compose.tls.yaml"))
        .contains("\"https://localhost:8443/health\"");
  }

  @Test
  void theOptionMustNotContradictTheFile() {
    ObjectNode spec = compose("{MICRONAUT_SERVER_CONTEXT_PATH: kestra}");
    for (String other : List.of("/other", "/", "/kestra/x")) {
      spec.withObject("/options").put("contextPath", other);
      assertThat(refusal(spec)).as(other).containsExactly("context-path-contradicts-file");
    }
    spec.withObject("/options").put("contextPath", "/kestra");
    assertThat(Service.bundle(spec).text("TLS.md")).contains("/kestra/ping");
  }

  @Test
  void filesMustNotContradictOneAnother() {
    ObjectNode spec = values("common: {extraEnv: [{name: %s, value: /a}]}".formatted(SET));
    spec.withArray("/targets").add("compose");
    spec.withObject("/existing")
        .put("compose", "services: {kestra: {environment: {%s: /b}}}".formatted(SET));
    assertThat(refusal(spec)).containsExactly("context-paths-differ");
    spec.withObject("/existing")
        .put("compose", "services: {kestra: {environment: {%s: a/}}}".formatted(SET));
    assertThat(Service.bundle(spec).text("TLS.md")).contains("/a/ping");
  }

  @Test
  void withoutAServerAnyContextPathWillDo() {
    ObjectNode spec = compose("{MICRONAUT_SERVER_CONTEXT_PATH: '${BELOW}'}");
    spec.remove("options");
    spec.put("termination", "none").putObject("trust").put("additional", Matrix.additional());
    assertThat(Service.bundle(spec).text("docker-compose.tls.yaml")).contains("trustStore");
  }

  /** Where the context path stands in a file that is not seen, their probes have it. */
  @Test
  void aPathThatAProbeOfTheCallersAsksForIsKept() {
    String probes =
        """
        deployments:
          worker: {livenessProbe: {httpGet: {path: /unseen/health, port: management}}}
        workerGroups:
          gpu: {startupProbe: {httpGet: {path: /unseen/health, port: management}}}
        """;
    JsonNode values = Service.bundle(values(probes)).yaml("helm/values-tls.yaml");
    for (String probe :
        List.of("/deployments/worker/livenessProbe", "/workerGroups/gpu/startupProbe")) {
      assertThat(values.at(probe + "/httpGet/scheme").asText()).as(probe).isEqualTo("HTTPS");
      assertThat(values.at(probe + "/httpGet").has("path")).as(probe).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"compose, 8087", "helm, 8443"})
  void consoleIsAskedBelowItsPathInTheCallersFile(String target, String port) {
    String variable = "CAMUNDA_CONSOLE_CONTEXT_PATH";
    ObjectNode spec =
        target.equals("compose")
            ? spec(
                target,
                target,
                "services: {console: {environment: [%s=flows/]}}".formatted(variable))
            : spec(
                target,
                "helmValues",
                "console: {env: [{name: %s, value: flows}]}".formatted(variable));
    spec.put("product", "camunda-console").put("version", "8.9");
    assertThat(Service.bundle(spec).text("TLS.md"))
        .contains("https://kestra.example.com:%s/flows/".formatted(port));
    spec.withObject("/options").put("contextPath", "/other");
    assertThat(refusal(spec)).contains("context-path-contradicts-file");
  }

  @Test
  void webModelersUrlHasThePathOfTheCallersFile() {
    ObjectNode spec =
        spec(
            "compose",
            "compose",
            """
            services:
              web-modeler-restapi: {environment: {SERVER_SERVLET_CONTEXT_PATH: flows}}
              web-modeler-websockets: {image: a}
            """);
    spec.put("product", "camunda-web-modeler").put("version", "8.9").remove("options");
    assertThat(Service.bundle(spec).text("docker-compose.tls.yaml"))
        .contains("RESTAPI_SERVER_URL: \"https://kestra.example.com/flows\"");
    spec.putObject("options").put("serverUrl", "https://kestra.example.com/other");
    assertThat(refusal(spec)).contains("server-url-contradicts-file");
  }

  /** A real Micronaut server: its management is below the context path, too. */
  @ParameterizedTest
  @EnumSource(
      value = Emitted.class,
      names = {"COMPOSE", "PATCH"})
  void aServerAnswersWhatProbesAndCommandsAsk(Emitted emitted) throws IOException {
    Ports ports = Ports.free();
    ObjectNode spec = emitted.spec(ports);
    spec.withObject("/options").put("managementTls", true);
    spec.putObject("existing")
        .put("compose", "services: {kestra: {environment: {%s: flows/}}}".formatted(SET));
    TestBundle bundle = Service.bundle(spec);
    bundle.unpack(folder);
    Map<String, String> environment = emitted.environment(bundle, folder, ports);
    environment.put(SET, "flows/");
    try (ServerProcess _ = ServerProcess.start(folder, ports, environment)) {
      TlsClient client = TlsClient.of(bundle);
      for (String path : List.of("/health", "/health/liveness", "/health/readiness", "/ping")) {
        assertThat(client.get("localhost", ports.https(), "/flows" + path))
            .as(path)
            .startsWith("HTTP/1.1 200");
        assertThat(client.get("localhost", ports.https(), path))
            .as(path)
            .doesNotStartWith("HTTP/1.1 200");
      }
    }
    String files = bundle.text("TLS.md") + probes(emitted, bundle);
    assertThat(files).contains("/flows/health", ":%d/flows/ping".formatted(ports.https()));
  }

  private static String probes(Emitted emitted, TestBundle bundle) {
    return bundle.text(
        emitted == Emitted.COMPOSE
            ? "docker-compose.tls.yaml"
            : "kubernetes/deployment.patch.yaml");
  }
}
