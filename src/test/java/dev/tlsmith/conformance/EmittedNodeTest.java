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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real Node servers, started with what a bundle sets for webapp and for Console and nothing else,
 * and what they reach by it.
 */
class EmittedNodeTest {

  @TempDir Path folder;
  @TempDir Path other;

  private final Ports ports = Ports.free();
  private final Ports restapi = Ports.free();

  @BeforeEach
  void nodeIsThere() {
    assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
  }

  @ParameterizedTest
  @CsvSource({
    "webapp, compose, 8.5, false", "webapp, compose, 8.8, true", "webapp, helm, 8.6, true",
    "webapp, helm, 8.7, false", "webapp, kubernetes, 8.8, true", "console, compose, 8.6, true",
    "console, compose, 8.9, false", "console, helm, 8.5, false", "console, helm, 8.7, true",
    "console, helm, 8.8, true", "console, kubernetes, 8.9, true"
  })
  void everyNameIsServedAndManagementSpeaksWhatWasAskedFor(
      String program, String target, String version, boolean managementTls) throws IOException {
    TestBundle bundle = Service.bundle(spec(program, target, version, managementTls));
    EmittedSettings settings = EmittedSettings.of(bundle, target, program, folder);
    assertThat(settings.variables().keySet().stream().anyMatch(name -> name.contains("PASSPHRASE")))
        .isEqualTo(target.equals("compose"));
    try (ProgramProcess _ = StandIn.node(folder, program, ports, settings.variables(), Map.of())) {
      TlsClient client = TlsClient.of(bundle);
      for (String name : bundle.certificateNames()) {
        assertThat(client.isAnswered(name, ports.https(), "/ping")).as(name).isTrue();
      }
      assertThat(client.isAnswered("else.example.com", ports.https(), "/ping")).isFalse();
      assertThat(TlsClient.isAnsweredPlain(ports.https(), "/ping")).isFalse();
      assertThat(settings.probe()).isEqualTo(managementTls ? "https" : "http");
      assertThat(client.isAnswered("localhost", ports.management(), "/health/readiness"))
          .isEqualTo(managementTls);
      assertThat(TlsClient.isAnsweredPlain(ports.management(), "/health/readiness"))
          .isEqualTo(!managementTls);
    }
  }

  @ParameterizedTest
  @CsvSource({"webapp, compose, 8.8", "webapp, kubernetes, 8.7", "console, compose, 8.9"})
  void theManagementPortShowsItsOwnCertificate(String program, String target, String version)
      throws IOException {
    ObjectNode spec = spec(program, target, version, true);
    spec.withObject("/options").put("managementCertificate", "separate");
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, program, folder);
    try (ProgramProcess _ = StandIn.node(folder, program, ports, settings.variables(), Map.of())) {
      TlsClient client = TlsClient.of(bundle);
      assertThat(client.serial("localhost", ports.management()))
          .isNotEqualTo(client.serial("localhost", ports.https()));
      assertThat(client.isAnswered("127.0.0.1", ports.management(), "/health/liveness")).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "webapp, compose, RSA_2048", "webapp, compose, EC_P384", "webapp, compose, ED25519",
    "webapp, helm, ED25519", "console, compose, RSA_2048", "console, kubernetes, ED25519"
  })
  void everyKindOfKeyIsRead(String program, String target, String algorithm) {
    ObjectNode spec = spec(program, target, "8.8", false);
    spec.putObject("certificate").put("source", "self-signed").put("keyAlgorithm", algorithm);
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, program, folder);
    try (ProgramProcess _ = StandIn.node(folder, program, ports, settings.variables(), Map.of())) {
      assertThat(TlsClient.of(bundle).isAnswered("localhost", ports.https(), "/ping")).isTrue();
    }
  }

  @Test
  void aWrongPassphraseStopsTheServer() {
    TestBundle bundle = Service.bundle(spec("webapp", "compose", "8.8", false));
    EmittedSettings settings = EmittedSettings.of(bundle, "compose", "webapp", folder);
    Map<String, String> wrong =
        StandIn.with(settings.variables(), "SSL_PASSPHRASE", "not-the-passphrase");
    assertThat(StandIn.nodeFailure(folder, "webapp", ports, wrong)).contains("Error");
  }

  @ParameterizedTest
  @CsvSource({
    "compose, 8.6, false, 8081, 8091",
    "helm, 8.7, true, 80, 8091",
    "helm, 8.8, false, 80, 8091",
    "kubernetes, 8.8, true, 80, 8091"
  })
  void webappReachesRestapiThroughTheEmittedTrust(
      String target, String version, boolean managementTls, int port, int managementPort)
      throws IOException {
    ObjectNode spec = spec("webapp", target, version, managementTls);
    spec.withObject("/options/managementTls").put("restapi", managementTls);
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings called = EmittedSettings.of(bundle, target, "restapi", folder);
    EmittedSettings caller = EmittedSettings.of(bundle, target, "webapp", other);
    Map<String, String> variables = caller.variables();
    if (!target.equals("compose")) {
      // What the chart sets, and a Deployment made without it has to.
      variables.put("RESTAPI_HOST", "platform-web-modeler-restapi");
      variables.put("RESTAPI_PORT", String.valueOf(port));
      variables.put("RESTAPI_MANAGEMENT_PORT", String.valueOf(managementPort));
    }
    Map<Integer, Integer> routes =
        Map.of(port, restapi.https(), managementPort, restapi.management());
    TlsClient client = TlsClient.of(bundle);
    try (ProgramProcess _ = StandIn.spring(folder, restapi, called.variables())) {
      try (ProgramProcess _ = StandIn.node(other, "webapp", ports, variables, routes)) {
        assertThat(client.get("localhost", ports.https(), "/restapi")).endsWith("pong");
        assertThat(client.get("localhost", ports.https(), "/restapi-management")).contains("UP");
      }
      variables.put("RESTAPI_HOST", "else.example.com");
      try (ProgramProcess _ = StandIn.node(other, "webapp", ports, variables, routes)) {
        assertThat(client.get("localhost", ports.https(), "/restapi"))
            .contains("ERR_TLS_CERT_ALTNAME_INVALID");
      }
      variables.put("RESTAPI_HOST", "localhost");
      variables.remove("NODE_EXTRA_CA_CERTS");
      try (ProgramProcess _ = StandIn.node(other, "webapp", ports, variables, routes)) {
        assertThat(client.get("localhost", ports.https(), "/restapi"))
            .contains("not reached: ")
            .doesNotContain("pong");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compose, 8.9",
    "helm, 8.5",
    "helm, 8.7",
    "helm, 8.8",
    "helm, 8.9",
    "kubernetes, 8.8"
  })
  void consoleReachesAServerUnderTheSameCa(String target, String version) throws IOException {
    TestBundle webapp = Service.bundle(spec("webapp", "compose", "8.8", false));
    EmittedSettings called = EmittedSettings.of(webapp, "compose", "webapp", other);
    ObjectNode spec = spec("console", target, version, false);
    spec.putObject("certificate")
        .put("source", "private-ca")
        .put("caCertificates", webapp.text("tls/ca.crt"))
        .put("caPrivateKey", webapp.text("ca/ca.key"));
    TestBundle console = Service.bundle(spec);
    Map<String, String> variables =
        EmittedSettings.of(console, target, "console", folder).variables();
    TlsClient client = TlsClient.of(webapp);
    String path = "/call?url=https://platform-web-modeler-webapp.data.svc:%d/ping";
    String call = path.formatted(restapi.https());
    try (ProgramProcess _ = StandIn.node(other, "webapp", restapi, called.variables(), Map.of())) {
      try (ProgramProcess _ = StandIn.node(folder, "console", ports, variables, Map.of())) {
        assertThat(client.get("localhost", ports.https(), call)).endsWith("pong");
      }
      variables.remove("NODE_EXTRA_CA_CERTS");
      try (ProgramProcess _ = StandIn.node(folder, "console", ports, variables, Map.of())) {
        assertThat(client.get("localhost", ports.https(), call))
            .contains("not reached: ")
            .doesNotContain("pong");
      }
    }
  }

  private static ObjectNode spec(
      String program, String target, String version, boolean managementTls) {
    boolean console = program.equals("console");
    ObjectNode spec = Service.JSON.createObjectNode();
    spec.put("product", console ? "camunda-console" : "camunda-web-modeler");
    spec.put("version", version).put("release", "platform").put("namespace", "data");
    spec.putArray("targets").add(target);
    spec.putArray("hosts").add("modeler.example.com").add("192.0.2.10");
    if (console) {
      spec.putObject("options").put("managementTls", managementTls);
    } else {
      spec.putObject("options").putObject("managementTls").put("webapp", managementTls);
    }
    return spec;
  }
}
