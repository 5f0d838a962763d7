package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.EmittedSettings;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.StandIn;
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

/** Real Spring Boot servers, started with what a bundle sets for restapi and nothing else. */
class EmittedRestapiTest {

  @TempDir Path folder;

  private final Ports ports = Ports.free();

  @ParameterizedTest
  @CsvSource({
    "compose, 8.5",
    "compose, 8.9",
    "helm, 8.7",
    "helm, 8.8",
    "helm, 8.10",
    "kubernetes, 8.9"
  })
  void everyNameIsServedOverHttpsAndManagementStaysPlain(String target, String version)
      throws IOException {
    TestBundle bundle = Service.bundle(spec(target, version));
    EmittedSettings settings = EmittedSettings.of(bundle, target, "restapi", folder);
    try (ProgramProcess _ = start(settings)) {
      TlsClient client = TlsClient.of(bundle);
      List<String> names = bundle.certificateNames();
      assertThat(names)
          .contains("modeler.example.com", "localhost", "127.0.0.1", "2001:db8::7")
          .anyMatch(name -> name.endsWith("-web-modeler-restapi.data.svc.cluster.local"));
      for (String name : names) {
        String called = name.replace("*", "sample");
        assertThat(client.get(called, ports.https(), "/ping")).as(name).endsWith("pong");
      }
      assertThatThrownBy(() -> client.get("else.example.com", ports.https(), "/ping"))
          .isInstanceOf(IOException.class);
      assertThat(TlsClient.isAnsweredPlain(ports.https(), "/ping")).isFalse();
      assertThat(settings.probe()).isEqualTo("http");
      assertThat(TlsClient.isAnsweredPlain(ports.management(), "/health/readiness")).isTrue();
      assertThat(client.isAnswered("localhost", ports.management(), "/health/readiness")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compose, shared",
    "compose, separate",
    "helm, shared",
    "helm, separate",
    "kubernetes, separate"
  })
  void managementSpeaksHttpsWithTheCertificateThatWasAskedFor(String target, String certificate)
      throws IOException {
    ObjectNode spec = spec(target, "8.9");
    ObjectNode options = spec.putObject("options").put("managementCertificate", certificate);
    options.putObject("managementTls").put("restapi", true);
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, "restapi", folder);
    try (ProgramProcess _ = start(settings)) {
      TlsClient client = TlsClient.of(bundle);
      assertThat(settings.probe()).isEqualTo("https");
      for (String name : List.of("localhost", "127.0.0.1", "platform-web-modeler-restapi.data")) {
        assertThat(client.get(name, ports.management(), "/health/readiness"))
            .startsWith("HTTP/1.1 200")
            .contains("UP");
      }
      assertThat(TlsClient.isAnsweredPlain(ports.management(), "/health/readiness")).isFalse();
      boolean same =
          client
              .serial("localhost", ports.management())
              .equals(client.serial("localhost", ports.https()));
      assertThat(same).isEqualTo(certificate.equals("shared"));
    }
  }

  @ParameterizedTest
  @CsvSource({"compose, docker-compose.tls.yaml", "kubernetes, kubernetes/restapi.patch.yaml"})
  void healthIsAskedForBelowTheBasePathOfTheCallersFile(String target, String file)
      throws IOException {
    ObjectNode spec = spec("compose", "8.9");
    spec.withArray("/targets").add("kubernetes");
    spec.putObject("options").putObject("managementTls").put("restapi", true);
    spec.putObject("existing")
        .put(
            "compose",
            """
            services:
              web-modeler-restapi: {environment: {MANAGEMENT_SERVER_BASE_PATH: /below}}
              web-modeler-websockets: {image: a}
            """);
    TestBundle bundle = Service.bundle(spec);
    assertThat(bundle.text(file)).contains("/below/health/readiness");
    EmittedSettings settings = EmittedSettings.of(bundle, target, "restapi", folder);
    settings.variables().put("MANAGEMENT_SERVER_BASE_PATH", "/below");
    try (ProgramProcess _ = start(settings)) {
      TlsClient client = TlsClient.of(bundle);
      assertThat(client.get("localhost", ports.management(), "/below/health/readiness"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void withoutTheSwitchManagementWouldInheritTheApplicationsTls() throws IOException {
    TestBundle bundle = Service.bundle(spec("compose", "8.9"));
    EmittedSettings settings = EmittedSettings.of(bundle, "compose", "restapi", folder);
    assertThat(settings.variables().remove("MANAGEMENT_SERVER_SSL_ENABLED")).isEqualTo("false");
    try (ProgramProcess _ = start(settings)) {
      assertThat(TlsClient.isAnsweredPlain(ports.management(), "/health/readiness")).isFalse();
      assertThat(
              TlsClient.of(bundle).isAnswered("localhost", ports.management(), "/health/readiness"))
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compose, want, true",
    "compose, need, true",
    "compose, need, false",
    "helm, want, true",
    "helm, need, false",
    "kubernetes, want, false",
    "kubernetes, need, true"
  })
  void onlyClientsOfTheOwnCaAreLetInAndProbesNeedNoCertificate(
      String target, String authentication, boolean managementTls) throws IOException {
    ObjectNode spec = spec(target, "8.9").put("clientAuthentication", authentication);
    ObjectNode options = spec.putObject("options").put("websocketsUrl", "https://ws.example.com");
    options.putArray("components").add("restapi");
    options.putObject("managementTls").put("restapi", managementTls);
    TestBundle bundle = Service.bundle(spec);
    TestBundle elsewhere = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, "restapi", folder);
    try (ProgramProcess _ = start(settings)) {
      TlsClient anybody = TlsClient.of(bundle);
      assertThat(TlsClient.of(bundle, bundle).isAnswered("localhost", ports.https(), "/ping"))
          .isTrue();
      assertThat(anybody.isAnswered("localhost", ports.https(), "/ping"))
          .isEqualTo(authentication.equals("want"));
      assertThat(TlsClient.of(bundle, elsewhere).isAnswered("localhost", ports.https(), "/ping"))
          .isFalse();
      boolean probed =
          settings.probe().equals("https")
              ? anybody.isAnswered("localhost", ports.management(), "/health/readiness")
              : TlsClient.isAnsweredPlain(ports.management(), "/health/readiness");
      assertThat(probed).isTrue();
      assertThat(settings.probe()).isEqualTo(managementTls ? "https" : "http");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compose, RSA_2048, JKS", "compose, EC_P384, PKCS12", "compose, ED25519, PKCS12",
    "helm, RSA_2048, PKCS12", "kubernetes, EC_P384, PKCS12", "helm, ED25519, PKCS12"
  })
  void everyKindOfKeyAndStoreIsRead(String target, String algorithm, String store)
      throws IOException {
    ObjectNode spec = spec(target, "8.9");
    spec.putObject("certificate").put("source", "self-signed").put("keyAlgorithm", algorithm);
    spec.putObject("keyStore").put("type", store);
    TestBundle bundle = Service.bundle(spec);
    try (ProgramProcess _ = start(EmittedSettings.of(bundle, target, "restapi", folder))) {
      assertThat(TlsClient.of(bundle).isAnswered("localhost", ports.https(), "/ping")).isTrue();
    }
  }

  @Test
  void anEncryptedPemKeyIsRefusedHenceTheKeyStore() {
    TestBundle bundle = Service.bundle(spec("compose", "8.9"));
    EmittedSettings settings = EmittedSettings.of(bundle, "compose", "restapi", folder);
    String password = settings.get("SERVER_SSL_KEY_STORE_PASSWORD");
    settings.variables().keySet().removeIf(name -> name.startsWith("SERVER_SSL_KEY_STORE"));
    Map<String, String> pem =
        StandIn.with(
            settings.variables(),
            "SERVER_SSL_CERTIFICATE",
            "file:" + folder.resolve("tls/tls.crt"),
            "SERVER_SSL_CERTIFICATE_PRIVATE_KEY",
            "file:" + folder.resolve("tls/tls-encrypted.key"),
            "SERVER_SSL_PASSPHRASE",
            password,
            "SERVER_SSL_KEY_PASSWORD",
            password);
    assertThat(StandIn.springFailure(folder, ports, pem)).contains("Password is required");
  }

  @ParameterizedTest
  @CsvSource({"compose, 8.9", "compose, 8.5", "helm, 8.7", "kubernetes, 8.8"})
  void theJvmTrustsThePrivateCaAndThePublicRoots(String target, String version) {
    ObjectNode spec = spec(target, version);
    spec.putObject("trust").put("additional", Matrix.additional());
    TestBundle bundle = Service.bundle(spec);
    EmittedSettings settings = EmittedSettings.of(bundle, target, "restapi", folder);
    List<String> trusted = StandIn.trusted(folder, settings.variables());
    List<String> publicRoots = StandIn.trusted(folder, Map.of());
    assertThat(publicRoots).hasSizeGreaterThan(50);
    assertThat(trusted).containsAll(publicRoots).hasSize(publicRoots.size() + 2);
  }

  private ProgramProcess start(EmittedSettings settings) {
    return StandIn.spring(folder, ports, settings.variables());
  }

  private static ObjectNode spec(String target, String version) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "camunda-web-modeler");
    spec.put("version", version).put("release", "platform").put("namespace", "data");
    spec.putArray("targets").add(target);
    spec.putArray("hosts")
        .add("modeler.example.com")
        .add("*.modeler.example.org")
        .add("192.0.2.10")
        .add("2001:db8::7");
    return spec;
  }
}
