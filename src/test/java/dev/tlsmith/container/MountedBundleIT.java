package dev.tlsmith.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** What the image answers, mounted into containers of other users, and under compose. */
class MountedBundleIT {

  /** nginx as somebody runs it who reads what the pack pem-server's overlay mounts. */
  private static final String NGINX_CONF =
      """
      pid /tmp/nginx.pid;
      daemon off;
      events {}
      http {
        access_log off;
        client_body_temp_path /tmp/body;
        proxy_temp_path /tmp/proxy;
        fastcgi_temp_path /tmp/fastcgi;
        uwsgi_temp_path /tmp/uwsgi;
        scgi_temp_path /tmp/scgi;
        server {
          listen 8443 ssl;
          ssl_certificate /pem/tls.crt;
          ssl_certificate_key /pem/tls.key;
          ssl_password_file /tmp/passphrase;
          location / { return 200 "served by nginx"; }
        }
      }
      """;

  private static final String NGINX_COMPOSE =
      """
      services:
        pem:
          image: %s
          user: "1001:1001"
          read_only: true
          cap_drop: [ALL]
          tmpfs: ["/tmp"]
          command:
            - /bin/sh
            - -c
            - umask 077; echo "$$TLS_PASSPHRASE" >/tmp/passphrase; exec nginx -e stderr -c /nginx.conf
          volumes: ["./nginx.conf:/nginx.conf:ro"]
          ports: ["127.0.0.1:%d:8443"]
      """;

  @TempDir static Path folder;

  private static TeamService service;
  private static Unpacked own;
  private static int ownPort;

  private List<String> compose = List.of();

  @BeforeAll
  static void start() {
    Image.assumeDocker();
    ownPort = ServerProcess.Ports.next();
    own = TeamService.ownTls(folder.resolve("own"), ownPort);
    service = TeamService.start(folder, own);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @AfterEach
  void composeDown() {
    if (!compose.isEmpty()) {
      compose("down", "--timeout", "5");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kestra, kestra",
    "pem-server, pem",
    "camunda-console, console",
    "camunda-web-modeler, web-modeler-restapi"
  })
  void anotherUserReadsWhatTheOverlayMountsAndNothingThatIsConfidential(
      String product, String composeService) {
    Unpacked bundle = bundle(product, product + ".example.com");
    Set<String> mounted = bundle.mounted(composeService);
    Set<String> readable = readableByUser1001(bundle);
    assertThat(mounted).isNotEmpty();
    assertThat(readable).containsAll(mounted);
    Set<String> others = new TreeSet<>(bundle.files());
    others.removeAll(readable);
    assertThat(others)
        .isEqualTo(bundle.confidential())
        .contains("ca/ca.key", "tls/tls.key")
        .anyMatch(name -> name.endsWith(".env"));
  }

  @Test
  void nginxServesTheEmittedPemUnderTheEmittedOverlay() throws IOException {
    Unpacked bundle = bundle("pem-server", "pem.example.com");
    int port = ServerProcess.Ports.next();
    Files.writeString(bundle.path("nginx.conf"), NGINX_CONF);
    Files.writeString(
        bundle.path("docker-compose.yaml"), NGINX_COMPOSE.formatted(Image.NGINX, port));
    composeUp(bundle.folder());

    Caller caller = Caller.trusting(bundle.path("tls/ca.crt"));
    await("pem", () -> caller.get("pem.example.com", port).contains("200 OK"));
    assertThat(caller.get("pem.example.com", port)).endsWith("served by nginx");
    assertThatThrownBy(() -> caller.get("other.example.com", port))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("other.example.com");
    Caller stranger = Caller.trusting(own.path("tls/ca.crt"));
    assertThatThrownBy(() -> stranger.get("pem.example.com", port))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void theComposeFileRunsTheServiceUnderTheOverlayThatItMadeForItself() throws IOException {
    Path home = own.folder();
    Files.copy(Path.of("docker/docker-compose.yaml"), home.resolve("docker-compose.yaml"));
    TeamService.access(home);
    Files.writeString(
        home.resolve(".env"),
        "TLSMITH_IMAGE=%s%nTLSMITH_MANAGEMENT_PORT=%d%n"
            .formatted(Image.built(), ServerProcess.Ports.next()));
    composeUp(home);

    await(
        "tlsmith",
        () -> {
          String id = compose("ps", "-q", "tlsmith").text().strip();
          Output state =
              CommandLine.run(
                  home, List.of("docker", "inspect", "-f", "{{.State.Health.Status}}", id));
          return state.text().strip().equals("healthy");
        });
    Caller caller = Caller.trusting(own.path("tls/ca.crt"));
    String spec = "{product: kestra, hosts: [kestra.example.com]}";
    assertThat(TeamService.post(caller, ownPort, "/v1/validations", spec).statusCode())
        .isEqualTo(200);
    assertThat(caller.get("tlsmith.example.com", ownPort)).startsWith("HTTP/1.1 200");
  }

  private static Unpacked bundle(String product, String host) {
    String spec = "{product: %s, hosts: [%s], targets: [compose]}".formatted(product, host);
    return Unpacked.into(
        folder.resolve(product + "-" + System.nanoTime()), service.post("/v1/bundles.tgz", spec));
  }

  /** Those of a bundle's files that a container of another user and group than root's can read. */
  private static Set<String> readableByUser1001(Unpacked bundle) {
    String script =
        "cd /bundle; for file in \"$@\"; do head -c 1 \"$file\" >/dev/null 2>&1 && echo \"$file\";"
            + " done; true";
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    command.addAll(bundle.files());
    try (GenericContainer<?> reader =
        Image.confined(Image.BUILD, Map.of("/bundle", bundle.folder()))) {
      reader
          .withCommand(command.toArray(String[]::new))
          .withCreateContainerCmdModifier(create -> create.withUser("1001:1001"))
          .withStartupCheckStrategy(
              new OneShotStartupCheckStrategy().withTimeout(TeamService.PATIENCE))
          .start();
      return new TreeSet<>(reader.getLogs().lines().toList());
    }
  }

  private void composeUp(Path home) {
    String tool = CommandLine.exists("docker-compose") ? "docker-compose" : "docker";
    assumeTrue(CommandLine.exists(tool), "neither docker-compose nor docker is on the PATH");
    List<String> command = new ArrayList<>(List.of(tool));
    if (tool.equals("docker")) {
      command.add("compose");
    }
    for (String file : List.of("docker-compose.yaml", "docker-compose.tls.yaml")) {
      command.addAll(List.of("-f", home.resolve(file).toString()));
    }
    compose = command;
    Output up = compose("up", "-d");
    assertThat(up.exitCode()).as(up.text()).isZero();
  }

  private Output compose(String... arguments) {
    List<String> command = new ArrayList<>(compose);
    command.addAll(List.of(arguments));
    return CommandLine.run(folder, command);
  }

  /** Something that may fail until a server is there. */
  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  private void await(String container, Attempt attempt) {
    long end = System.nanoTime() + TeamService.PATIENCE.toNanos();
    while (!succeeds(attempt)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(compose("logs", container).text());
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static boolean succeeds(Attempt attempt) {
    try {
      return attempt.succeeds();
    } catch (IOException notYet) {
      return false;
    }
  }
}
