package dev.tlsmith.container;

import dev.tlsmith.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The service in a container, as a team runs it: over TLS that it made for itself on loopback, for
 * a caller with a token whom the policy confines to {@code example.com}.
 */
final class TeamService implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String TOKEN = "a-token-that-only-these-tests-know";

  private static final String POLICY =
      """
      callers:
        tests: {policy: examples}
      policies:
        examples:
          hostSuffixes: [example.com]
          namespaces: ["*"]
          products: ["*"]
          sources: [self-signed]
          returnCaKey: true
      """;

  /** What the service makes for itself. */
  private static final String OWN_SPEC =
      """
      product: tlsmith
      hosts: [tlsmith.example.com]
      options: {publishedPort: %d}
      targets: [compose]
      """;

  private static final String ENV_FILE = "tls/tlsmith.env";

  private final GenericContainer<?> container;
  private final Caller caller;

  private TeamService(GenericContainer<?> container, Caller caller) {
    this.container = container;
    this.caller = caller;
  }

  /**
   * Has the image make TLS for itself, on loopback, where neither TLS nor a token is needed.
   *
   * @param publishedPort where its overlay publishes HTTPS on this machine
   */
  static Unpacked ownTls(Path folder, int publishedPort) {
    int port = ServerProcess.Ports.next();
    try (GenericContainer<?> alone = Image.confined(Image.built(), Map.of())) {
      alone
          .withNetworkMode("host")
          .withEnv("MICRONAUT_SERVER_HOST", "127.0.0.1")
          .withEnv("MICRONAUT_SERVER_PORT", String.valueOf(port))
          .withEnv("ENDPOINTS_ALL_PORT", String.valueOf(ServerProcess.Ports.next()))
          .waitingFor(Wait.forLogMessage(".*Startup completed.*", 1).withStartupTimeout(PATIENCE))
          .start();
      return Unpacked.into(
          folder,
          Caller.withoutTls()
              .post(
                  "http://127.0.0.1:%d/v1/bundles.tgz".formatted(port),
                  OWN_SPEC.formatted(publishedPort)));
    }
  }

  /** Writes {@code access/policy.yaml} and {@code access/tokens.yaml}. */
  static Path access(Path folder) {
    try {
      Path access = Files.createDirectories(folder.resolve("access"));
      Files.writeString(access.resolve("policy.yaml"), POLICY);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
      Files.writeString(
          access.resolve("tokens.yaml"),
          "tests: [\"sha256:%s\"]%n".formatted(HexFormat.of().formatHex(hash)));
      for (String name : List.of("policy.yaml", "tokens.yaml")) {
        Files.setPosixFilePermissions(
            access.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
      }
      return access;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts the service, which dies at once where its AOT cache is not accepted.
   *
   * @param tls what {@link #ownTls} made
   */
  static TeamService start(Path folder, Unpacked tls) {
    Path access = access(folder);
    Map<String, Path> mounts = new LinkedHashMap<>();
    mounts.put("/etc/tlsmith/tls/keystore.p12", tls.path("tls/keystore.p12"));
    mounts.put("/etc/tlsmith/access/policy.yaml", access.resolve("policy.yaml"));
    mounts.put("/etc/tlsmith/access/tokens.yaml", access.resolve("tokens.yaml"));
    mounts.put("/etc/tlsmith/packs", Path.of("src/test/resources/packs"));
    GenericContainer<?> container = Image.confined(Image.built(), mounts);
    container
        .withEnv("MICRONAUT_SERVER_SSL_ENABLED", "true")
        .withEnv("MICRONAUT_SERVER_SSL_KEY_STORE_PATH", "file:/etc/tlsmith/tls/keystore.p12")
        .withEnv("MICRONAUT_SERVER_SSL_KEY_STORE_TYPE", "PKCS12")
        .withEnv("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD", password(tls))
        .withEnv("TLSMITH_ACCESS_POLICY", "/etc/tlsmith/access/policy.yaml")
        .withEnv("TLSMITH_ACCESS_TOKENS", "/etc/tlsmith/access/tokens.yaml")
        .withEnv("TLSMITH_PACKS", "/etc/tlsmith/packs")
        .withEnv("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -Xlog:library=info")
        .withExposedPorts(7465, 7466)
        .waitingFor(Wait.forHttp("/health/readiness").forPort(7466).withStartupTimeout(PATIENCE))
        .start();
    return new TeamService(container, Caller.trusting(tls.path("tls/ca.crt")));
  }

  static String password(Unpacked tls) {
    return tls.variable(ENV_FILE, "MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD");
  }

  GenericContainer<?> container() {
    return container;
  }

  /** Somebody who trusts the service's certificate, and has no token. */
  Caller caller() {
    return caller;
  }

  /** Where the service has a path. */
  String url(String path) {
    return "https://localhost:%d%s".formatted(container.getMappedPort(7465), path);
  }

  /** Posts a spec with the token. */
  HttpResponse<byte[]> post(String path, String spec) {
    return post(caller, container.getMappedPort(7465), path, spec);
  }

  /** The same to another port of this machine. */
  static HttpResponse<byte[]> post(Caller caller, int port, String path, String spec) {
    return caller.post(
        "https://localhost:%d%s".formatted(port, path), spec, "Authorization", "Bearer " + TOKEN);
  }

  @Override
  public void close() {
    container.close();
  }
}
