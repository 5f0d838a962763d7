package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.sun.net.httpserver.HttpServer;
import dev.tlsmith.authority.SigningKey;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Provenance of a chart, as gpgv and Helm take it. */
@ResourceLock(Rendered.HELM)
class ChartProvenanceTest {

  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.example.com]
      certificate: {source: cert-manager, issuer: {name: corporate}}
      """;
  private static final SigningKey KEY = SigningKey.rsa();
  private static final String PROPERTY = "tlsmith.chart-signing.private-key";

  @TempDir static Path folder;
  private static EmbeddedServer server;
  private static ServiceClient client;

  @BeforeAll
  static void start() {
    server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of("micronaut.server.port", -1, PROPERTY, KEY.write(folder).toString()));
    client = new ServiceClient(server);
  }

  /** Helm in this process has no folder for its cache, and takes the one that it runs in. */
  @AfterAll
  static void stop() throws IOException {
    server.getApplicationContext().close();
    try (DirectoryStream<Path> cached = Files.newDirectoryStream(Path.of(""), "helm-manager-*")) {
      for (Path file : cached) {
        Files.delete(file);
      }
    }
  }

  private static Answer post(String path) {
    Answer answer = client.post(path, "application/yaml", SPEC);
    assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
    return answer;
  }

  private static String fileName(Answer answer) {
    return answer.header("Content-Disposition").replaceFirst("^.*filename=\"(.*)\"$", "$1");
  }

  private static String digest(byte[] archive) throws Exception {
    return "sha256:"
        + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
  }

  @Test
  void gpgvTakesItAndItNamesTheVeryArchive() throws Exception {
    Answer archive = post("/v1/charts.tgz");
    Answer provenance = post("/v1/charts.prov");
    assertThat(fileName(provenance)).isEqualTo(fileName(archive) + ".prov");
    assertThat(provenance.mediaType())
        .isEqualTo("application/vnd.cncf.helm.chart.provenance.v1.prov");
    assertThat(provenance.header("Cache-Control")).isEqualTo("no-store");

    Assumptions.assumeTrue(CommandLine.exists("gpgv"), "gpgv is not on the PATH");
    Files.writeString(folder.resolve("chart.prov"), provenance.text());
    String keyring = KEY.writeKeyring(folder).toString();
    CommandLine.Output output =
        CommandLine.run(
            folder, List.of("gpgv", "--keyring", keyring, "--output", "signed", "chart.prov"));
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text()).contains("Good signature");
    String[] parts = Files.readString(folder.resolve("signed")).split("\n\\.\\.\\.\n", -1);
    assertThat(parts).hasSize(2);
    JsonNode chart = Service.yaml(parts[0]);
    assertThat(chart.path("name").asText()).isEqualTo("kestra-tls");
    assertThat(chart.at("/dependencies/0/name").asText()).isEqualTo("kestra");
    assertThat(Service.yaml(parts[1]).at("/files").path(fileName(archive)).asText())
        .isEqualTo(digest(archive.bytes()));
  }

  /** A repository of the chart and its provenance, and a chart that depends on it. */
  private static Path dependent(String address, Answer archive) throws Exception {
    String version = fileName(archive).replaceFirst("^kestra-tls-", "").replaceFirst("\\.tgz$", "");
    Path chart = Files.createTempDirectory(folder, "dependent").resolve("dependent");
    Files.createDirectories(chart.resolve("templates"));
    ObjectNode description = Service.JSON.createObjectNode();
    description.put("apiVersion", "v2").put("name", "dependent").put("version", "1.0.0");
    description
        .putArray("dependencies")
        .addObject()
        .put("name", "kestra-tls")
        .put("version", version)
        .put("repository", address);
    Files.writeString(chart.resolve("Chart.yaml"), description.toString());
    return chart;
  }

  private static HttpServer repository(Answer archive, String provenance) throws Exception {
    String name = fileName(archive);
    ObjectNode index = Service.JSON.createObjectNode().put("apiVersion", "v1");
    ObjectNode entry = index.putObject("entries").putArray("kestra-tls").addObject();
    entry.put("apiVersion", "v2").put("name", "kestra-tls");
    entry.put("version", name.replaceFirst("^kestra-tls-", "").replaceFirst("\\.tgz$", ""));
    entry.put("digest", digest(archive.bytes())).putArray("urls").add("charts/" + name);
    Map<String, byte[]> files =
        Map.of(
            "/index.yaml",
            index.toString().getBytes(StandardCharsets.UTF_8),
            "/charts/" + name,
            archive.bytes(),
            "/charts/" + name + ".prov",
            provenance.getBytes(StandardCharsets.UTF_8));
    HttpServer repository =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    repository.createContext(
        "/",
        exchange -> {
          byte[] file = files.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
          if (file != null) {
            exchange.getResponseBody().write(file);
          }
          exchange.close();
        });
    repository.start();
    return repository;
  }

  private static void update(Answer archive, String provenance, Path keyring) throws Exception {
    HttpServer repository = repository(archive, provenance);
    try {
      String address = "http://127.0.0.1:%d".formatted(repository.getAddress().getPort());
      Path chart = dependent(address, archive);
      new Helm(chart).dependency().update().verify().withKeyring(keyring).call();
      assertThat(chart.resolve("charts").resolve(fileName(archive))).exists();
    } finally {
      repository.stop(0);
    }
  }

  @Test
  void helmVerifiesItAndRefusesAnotherKeyAndAChangedLine() throws Exception {
    Answer archive = post("/v1/charts.tgz");
    String provenance = post("/v1/charts.prov").text();
    Path keyring = KEY.writeKeyring(folder);
    update(archive, provenance, keyring);

    Path other = SigningKey.rsa().writeKeyring(folder);
    assertThatThrownBy(() -> update(archive, provenance, other)).hasMessageContaining("openpgp");
    String changed = provenance.replace("application", "library");
    assertThatThrownBy(() -> update(archive, changed, keyring)).hasMessageContaining("openpgp");
  }

  @Test
  void whereNobodySignsChartsTheRefusalSaysSo() {
    Answer answer;
    try (EmbeddedServer unsigned =
        ApplicationContext.run(EmbeddedServer.class, Map.of("micronaut.server.port", -1))) {
      answer = new ServiceClient(unsigned).post("/v1/charts.prov", "application/yaml", SPEC);
    }
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
    assertThat(answer.json().at("/errors/0/code").asText()).isEqualTo("no-chart-signing");
    assertThat(answer.json().path("detail").asText()).contains(PROPERTY);
  }
}
