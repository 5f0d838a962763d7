package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Emitted;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real Micronaut servers, started with what the files of a bundle set and nothing else. */
class EmittedSettingsServerTest {

  @TempDir Path folder;

  private final Ports ports = Ports.free();

  @ParameterizedTest
  @EnumSource(Emitted.class)
  void everyNameIsServedOverHttpsAndPlainHttpIsClosed(Emitted emitted) throws IOException {
    TestBundle bundle = Service.bundle(emitted.spec(ports));
    try (ServerProcess _ = start(emitted, bundle)) {
      TlsClient client = TlsClient.of(bundle);
      List<String> names = bundle.certificateNames();
      assertThat(names).contains("kestra.example.com", "localhost", "127.0.0.1", "2001:db8::7");
      for (String name : names) {
        String called = name.replace("*", "sample");
        assertThat(client.get(called, ports.https(), "/ping")).as(name).endsWith("pong");
      }
      assertThatThrownBy(() -> client.get("else.example.com", ports.https(), "/ping"))
          .isInstanceOf(IOException.class);
      assertThat(ProgramProcess.accepts(ports.http())).isFalse();
      assertThat(TlsClient.plain(ports.management(), "/health"))
          .startsWith("HTTP/1.1 200")
          .contains("UP");
    }
  }

  @ParameterizedTest
  @EnumSource(Emitted.class)
  void jksStoresAreServedTheSameWay(Emitted emitted) throws IOException {
    ObjectNode spec = emitted.spec(ports);
    spec.putObject("keyStore").put("type", "JKS").put("alias", "own-alias");
    TestBundle bundle = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      String answer = TlsClient.of(bundle).get("kestra.example.com", ports.https(), "/ping");
      assertThat(answer).endsWith("pong");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COMPOSE, want", "COMPOSE, need", "CHART_1, want", "CHART_1, need", "CHART_0, want",
    "CHART_0, need", "PATCH, want", "PATCH, need", "PAGE, want", "PAGE, need"
  })
  void onlyClientsOfTheOwnCaAreLetIn(Emitted emitted, String authentication) throws IOException {
    ObjectNode spec = emitted.spec(ports).put("clientAuthentication", authentication);
    TestBundle bundle = Service.bundle(spec);
    TestBundle elsewhere = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      String known = TlsClient.of(bundle, bundle).get("localhost", ports.https(), "/ping");
      assertThat(known).endsWith("pong");
      assertThat(isLetIn(TlsClient.of(bundle))).isEqualTo(authentication.equals("want"));
      assertThat(isLetIn(TlsClient.of(bundle, elsewhere))).isFalse();
    }
  }

  /** Micronaut takes another way to its trust store there. */
  @ParameterizedTest
  @EnumSource(
      value = Emitted.class,
      names = {"COMPOSE", "CHART_1", "PATCH"})
  void onlyClientsOfTheOwnCaAreLetInWhereCertificatesReload(Emitted emitted) throws IOException {
    ObjectNode spec = emitted.spec(ports).put("clientAuthentication", "need");
    spec.withObject("/options").put("hotReload", true);
    TestBundle bundle = Service.bundle(spec);
    TestBundle elsewhere = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      assertThat(isLetIn(TlsClient.of(bundle, bundle))).isTrue();
      assertThat(isLetIn(TlsClient.of(bundle))).isFalse();
      assertThat(isLetIn(TlsClient.of(bundle, elsewhere))).isFalse();
    }
  }

  private boolean isLetIn(TlsClient client) {
    try {
      return client.get("localhost", ports.https(), "/ping").endsWith("pong");
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Emitted.class,
      names = {"COMPOSE", "CHART_1", "PATCH"})
  void plainHttpThatIsKeptAnswersBesideHttps(Emitted emitted) throws IOException {
    ObjectNode spec = emitted.spec(ports);
    spec.withObject("/options").put("plainHttp", "kept");
    TestBundle bundle = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      String answer = TlsClient.of(bundle).get("localhost", ports.https(), "/ping");
      assertThat(answer).endsWith("pong");
      assertThat(TlsClient.plain(ports.http(), "/ping")).endsWith("pong");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Emitted.class,
      names = {"COMPOSE", "CHART_1", "PATCH"})
  void managementMovesToHttpsAndItsPlainPortCloses(Emitted emitted) throws IOException {
    ObjectNode spec = emitted.spec(ports);
    spec.withObject("/options").put("managementTls", true);
    TestBundle bundle = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      TlsClient client = TlsClient.of(bundle);
      assertThat(client.get("localhost", ports.https(), "/health"))
          .startsWith("HTTP/1.1 200")
          .contains("UP");
      assertThat(client.get("localhost", ports.https(), "/health/readiness"))
          .startsWith("HTTP/1.1 200");
      assertThat(ProgramProcess.accepts(ports.management())).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"COMPOSE, PKCS12", "CHART_1, PKCS12", "PATCH, PKCS12", "COMPOSE, JKS"})
  void aRenewedKeyStoreIsServedWithoutARestart(Emitted emitted, String type) throws IOException {
    ObjectNode spec = emitted.spec(ports);
    spec.withObject("/options").put("hotReload", true).put("refreshInterval", "1s");
    spec.putObject("keyStore").put("type", type).put("password", "the-same-before-and-after");
    TestBundle bundle = Service.bundle(spec);
    spec.putObject("certificate")
        .put("source", "private-ca")
        .put("caCertificates", bundle.text("tls/ca.crt"))
        .put("caPrivateKey", bundle.text("ca/ca.key"));
    TestBundle renewed = Service.bundle(spec);
    try (ServerProcess _ = start(emitted, bundle)) {
      TlsClient client = TlsClient.of(bundle);
      String before = client.serial("localhost", ports.https());
      String store = "tls/keystore." + (type.equals("JKS") ? "jks" : "p12");
      Files.write(folder.resolve(store), renewed.file(store).content());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
      while (client.serial("localhost", ports.https()).equals(before)) {
        assertThat(System.nanoTime()).as("the old certificate after five minutes").isLessThan(end);
        ProgramProcess.pause();
      }
      assertThat(client.get("localhost", ports.https(), "/ping")).endsWith("pong");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Emitted.class,
      names = {"COMPOSE", "CHART_1", "PATCH"})
  void theJvmTrustsThePrivateCaAndThePublicRoots(Emitted emitted) {
    ObjectNode spec = emitted.spec(ports);
    spec.withObject("/options").put("outboundTrust", true).put("javaOpts", "-Dours=kept");
    spec.putObject("trust").put("additional", Matrix.additional());
    TestBundle bundle = Service.bundle(spec);
    bundle.unpack(folder);
    Map<String, String> environment = emitted.environment(bundle, folder, ports);
    String variable = emitted == Emitted.CHART_1 ? "_JAVA_OPTIONS" : "JAVA_OPTS";
    String flags = environment.getOrDefault(variable, "").strip();
    assertThat(flags).startsWith("-Dours=kept ");
    List<String> trusted =
        ServerProcess.trusted(folder, List.of(flags.split(" "))).lines().toList();
    List<String> publicRoots = ServerProcess.trusted(folder, List.of()).lines().toList();
    assertThat(publicRoots).hasSizeGreaterThan(50);
    assertThat(trusted).containsAll(publicRoots).hasSize(publicRoots.size() + 2);
  }

  @Test
  void aWrongPasswordStopsTheServer() {
    TestBundle bundle = Service.bundle(Emitted.COMPOSE.spec(ports));
    bundle.unpack(folder);
    Map<String, String> environment = Emitted.COMPOSE.environment(bundle, folder, ports);
    environment.put("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD", "not-the-password");
    // The store's MAC tells, since only its key is encrypted.
    assertThat(ServerProcess.failure(folder, ports, environment))
        .contains("Failed PKCS12 integrity checking");
  }

  private ServerProcess start(Emitted emitted, TestBundle bundle) {
    bundle.unpack(folder);
    return ServerProcess.start(folder, ports, emitted.environment(bundle, folder, ports));
  }
}
