package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.DockerCompose;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The overlay over compose files that people have, as docker-compose merges them. */
class ComposeOverlayTest {

  /** As Kestra ships it: the same services, ports, volumes and variables. */
  private static final String KESTRAS_OWN =
      """
      version: "3.7"
      volumes:
        postgres-data: {driver: local}
        kestra-data: {driver: local}
      services:
        postgres:
          image: postgres:18
          volumes: [postgres-data:/var/lib/postgresql]
          environment: {POSTGRES_DB: kestra, POSTGRES_USER: kestra, POSTGRES_PASSWORD: k3str4}
        $service:
          image: kestra/kestra:latest
          user: "root"
          command: server standalone
          depends_on: [postgres]
          volumes:
            - kestra-data:/app/storage
            - /var/run/docker.sock:/var/run/docker.sock
            - /tmp/kestra-wd:/tmp/kestra-wd
          ports: ["8080:8080", "8081:8081"]
          environment:
            JAVA_OPTS: "-Xmx1g"
            TZ: Europe/Berlin
            KESTRA_CONFIGURATION: |
              datasources:
                postgres:
                  url: jdbc:postgresql://postgres:5432/kestra
                  username: kestra
                  password: "k3$$tr4$${NOT_A_VARIABLE}"
              kestra:
                storage: {type: local, local: {base-path: "/app/storage"}}
                queue: {type: postgres}
                tasks: {tmp-dir: {path: /tmp/kestra-wd/tmp}}
                url: http://localhost:8080/
      """;

  /** As a reader of the documentation's page has it: its own folder, stores and port. */
  private static final String THE_PAGES =
      """
      version: "3.7"
      volumes:
        kestra-data: {driver: local}
        tmp-kestra: {driver: local}
      services:
        $service:
          image: registry.kestra.io/docker/kestra:latest
          user: "root"
          command: server standalone --worker-thread=128
          volumes:
            - kestra-data:/app/storage
            - /var/run/docker.sock:/var/run/docker.sock
            - tmp-kestra:/tmp/kestra-wd
            - /app/ssl:/app/ssl
          ports: ["8443:8443"]
          environment:
            JAVA_OPTS: "-Djavax.net.ssl.trustStore=/app/ssl/truststore.jks"
            KESTRA_CONFIGURATION: |
              micronaut:
                security: {x509: {enabled: false}}
                ssl: {enabled: true}
                server:
                  ssl:
                    port: 8443
                    enabled: true
                    clientAuthentication: want
                    keyStore: {path: "file:/app/ssl/server.p12", password: changeit, type: PKCS12}
                    trustStore: {path: "file:/app/ssl/truststore.jks", password: changeit, type: JKS}
              datasources: {postgres: {password: k3str4}}
      """;

  /** What docker-compose makes of a file alone, which says nothing about where it lies. */
  private static final Map<String, JsonNode> ALONE = new HashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void dockerComposeIsThere() {}

  /** Every example for compose, and every cell of one version line. */
  static Stream<Named<TestBundle>> overlays() {
    return Service.kestra().entrySet().stream()
        .filter(entry -> entry.getValue().has("docker-compose.tls.yaml"))
        .filter(entry -> !entry.getKey().startsWith("cell") || entry.getKey().contains(" 1.3 "))
        .map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void overKestrasOwnFileEverySettingStaysAndTlsIsAdded(TestBundle bundle) throws IOException {
    assertLaidOver(bundle, KESTRAS_OWN);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void overTheFileOfTheDocumentationPageEverySettingStaysAndTlsIsAdded(TestBundle bundle)
      throws IOException {
    assertLaidOver(bundle, THE_PAGES);
  }

  private void assertLaidOver(TestBundle bundle, String own) throws IOException {
    String name = bundle.option("composeService").asText("kestra");
    bundle.unpack(folder);
    String file = own.replace("$service", name);
    Files.writeString(folder.resolve("docker-compose.yaml"), file);
    JsonNode before = ALONE.computeIfAbsent(file, absent -> config("-f", "docker-compose.yaml"));
    JsonNode after = config("-f", "docker-compose.yaml", "-f", "docker-compose.tls.yaml");

    assertThat(after.path("volumes")).isEqualTo(before.path("volumes"));
    for (var service : before.path("services").properties()) {
      if (!service.getKey().equals(name)) {
        assertThat(after.path("services").path(service.getKey())).isEqualTo(service.getValue());
      }
    }
    JsonNode mine = before.path("services").path(name);
    JsonNode merged = after.path("services").path(name);
    assertKept(bundle, mine, merged);
    assertAdded(bundle, mine, merged);
  }

  private static void assertKept(TestBundle bundle, JsonNode mine, JsonNode merged) {
    for (String field : List.of("image", "user", "command", "depends_on")) {
      assertThat(merged.path(field)).as(field).isEqualTo(mine.path(field));
    }
    assertThat(texts(merged.path("volumes"))).containsAll(texts(mine.path("volumes")));
    assertThat(texts(merged.path("ports"))).containsAll(texts(mine.path("ports")));
    boolean outbound =
        bundle.option("outboundTrust").asBoolean() || bundle.termination().equals("none");
    for (var variable : mine.path("environment").properties()) {
      if (!variable.getKey().equals("JAVA_OPTS") || !outbound) {
        assertThat(merged.path("environment").path(variable.getKey()))
            .as(variable.getKey())
            .isEqualTo(variable.getValue());
      }
    }
    if (outbound && bundle.option("javaOpts").asText().isEmpty()) {
      assertThat(bundle.warnings()).contains("java-opts-are-replaced");
    }
  }

  private void assertAdded(TestBundle bundle, JsonNode mine, JsonNode merged) {
    JsonNode environment = merged.path("environment");
    int https = bundle.option("httpsPort").asInt(8443);
    if (bundle.servesApplication()) {
      assertThat(environment.path("MICRONAUT_SERVER_SSL_ENABLED").asText()).isEqualTo("true");
      assertThat(environment.path("MICRONAUT_SERVER_SSL_PORT").asInt()).isEqualTo(https);
      assertThat(environment.path("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD").asText())
          .isEqualTo(bundle.keyStorePassword());
      int published = bundle.option("publishedPort").asInt(0);
      assertThat(texts(merged.path("ports")))
          .anyMatch(
              port ->
                  port.matches(
                      "%d:%d(/tcp)?".formatted(published == 0 ? https : published, https)));
    }
    List<String> added = new ArrayList<>(texts(merged.path("volumes")));
    added.removeAll(texts(mine.path("volumes")));
    assertThat(added).isNotEmpty();
    Set<String> targets = new TreeSet<>();
    for (String mount : added) {
      String[] parts = mount.split(":", -1);
      assertThat(Path.of(parts[0])).as(mount).isRegularFile();
      assertThat(parts[1]).doesNotStartWith("/app/ssl");
      assertThat(parts[2]).isEqualTo("ro");
      targets.add(parts[1]);
    }
    for (var variable : environment.properties()) {
      if (variable.getKey().endsWith("STORE_PATH") || variable.getKey().endsWith("KESTRA_PATH")) {
        assertThat(targets).contains(variable.getValue().asText().replaceFirst("^file:", ""));
      }
    }
    boolean management = bundle.servesApplication() && bundle.option("managementTls").asBoolean();
    assertThat(merged.has("healthcheck")).isEqualTo(management);
    if (management) {
      assertThat(environment.path("ENDPOINTS_ALL_PORT").asInt()).isEqualTo(https);
      assertThat(merged.path("healthcheck").toString())
          .contains("https://localhost:%d/health".formatted(https));
    }
  }

  @Test
  void aPasswordOrPathWithADollarIsNotInterpolated() throws IOException {
    ObjectNode spec = Service.exampleSpec("laid-over-the-documentation-page");
    spec.withObject("/options").put("javaOpts", "-Dname=%h-.,:=@~+/x");
    spec.putObject("keyStore").put("password", "a-password.with~every_sign");
    TestBundle bundle = Service.bundle(spec);
    bundle.unpack(folder);
    Files.writeString(
        folder.resolve("docker-compose.yaml"), KESTRAS_OWN.replace("$service", "kestra"));
    JsonNode merged =
        config("-f", "docker-compose.yaml", "-f", "docker-compose.tls.yaml")
            .at("/services/kestra/environment");
    assertThat(merged.path("JAVA_OPTS").asText())
        .startsWith("-Dname=%h-.,:=@~+/x -Djavax.net.ssl.");
    assertThat(merged.path("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD").asText())
        .isEqualTo("a-password.with~every_sign");
    // docker-compose writes a literal dollar as two, in what it prints.
    assertThat(merged.path("KESTRA_CONFIGURATION").asText()).contains("k3$$tr4$${NOT_A_VARIABLE}");
  }

  private JsonNode config(String... files) {
    List<String> arguments = new ArrayList<>(List.of(files));
    arguments.add("config");
    Output output = DockerCompose.run(folder, Map.of(), arguments);
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text()).doesNotContain("is not set", "Defaulting to a blank");
    return Service.yaml(output.text());
  }

  /** Ports and volumes in the short form, whichever one docker-compose prints. */
  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list) {
      texts.add(item.isTextual() ? item.asText() : shortForm(item));
    }
    return texts;
  }

  private static String shortForm(JsonNode item) {
    Map<Boolean, String> ends = Map.of(true, ":ro", false, ":rw");
    return item.has("published")
        ? item.path("published").asText() + ":" + item.path("target").asText()
        : item.path("source").asText()
            + ":"
            + item.path("target").asText()
            + ends.get(item.path("read_only").asBoolean());
  }
}
