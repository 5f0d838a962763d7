package dev.tlsmith.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tlsmith.bundle.ImageGenerator.Archive;
import dev.tlsmith.image.Tar;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that trust a CA, built by both builders and loaded by who loads images, on bases made of
 * local files: nothing is fetched.
 */
class TrustingImageIT {

  private static final String PONG = "pong";

  /** Like a product's: a user, an entrypoint, and flags for its JVM. */
  private static final String BASE =
      """
      FROM %s
      ENV JAVA_TOOL_OPTIONS=-Dof.the.base=1
      EXPOSE 8080
      VOLUME /data
      WORKDIR /app
      USER 1000:1000
      STOPSIGNAL SIGINT
      ENTRYPOINT ["java"]
      CMD ["--version"]
      """;

  private static final String CLIENT =
      """
      import java.net.URI;
      import javax.net.ssl.TrustManagerFactory;
      import javax.net.ssl.X509TrustManager;

      class Client {
        public static void main(String[] args) throws Exception {
          var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
          factory.init((java.security.KeyStore) null);
          var manager = (X509TrustManager) factory.getTrustManagers()[0];
          System.out.println(manager.getAcceptedIssuers().length + " trusted");
          try (var in = URI.create(args[0]).toURL().openStream()) {
            System.out.println(new String(in.readAllBytes()));
          }
        }
      }
      """;

  /** Debian's client has BuildKit in it, and newer ones ask for a plugin. */
  private static final String DOCKER =
      Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";

  @TempDir static Path folder;

  private static HttpsServer server;
  private static String url;
  private static Archive trustImage;

  @BeforeAll
  static void start() throws Exception {
    Image.assumeDocker();
    TestBundle bundle =
        Service.bundle(
            "{product: kestra, version: 1.3.15, hosts: [localhost], targets: [compose]}");
    serve(bundle);
    ObjectNode spec = Service.JSON.createObjectNode();
    spec.put("product", "kestra").put("version", "1.3.15").putArray("hosts").add("localhost");
    spec.putObject("certificate")
        .put("source", "provided")
        .put("certificates", bundle.text("tls/tls.crt") + bundle.text("tls/ca.crt"))
        .put("privateKey", bundle.text("tls/tls.key"));
    Files.write(
        folder.resolve("context.tgz"),
        Service.images().context(Service.read(spec.toString()), Service.ANYBODY).content());
    trustImage = Service.images().trustImage(Service.read(spec.toString()), Service.ANYBODY);
    Files.write(folder.resolve("trust.tar"), trustImage.content());
    Files.writeString(folder.resolve("Client.java"), CLIENT);
    Files.writeString(folder.resolve("base.Dockerfile"), BASE.formatted(Image.BUILD));
    succeeds("DOCKER_BUILDKIT=0 %s build -q -t tlsmith-trusting-base - < base.Dockerfile");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void serve(TestBundle bundle) throws Exception {
    bundle.unpack(folder);
    char[] password = bundle.keyStorePassword().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("tls/keystore.p12"))) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] pong = PONG.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, pong.length);
          try (exchange) {
            exchange.getResponseBody().write(pong);
          }
        });
    server.start();
    url = "https://localhost:" + server.getAddress().getPort() + "/";
  }

  private static Output shell(String command) {
    return CommandLine.run(folder, List.of("bash", "-c", command.replace("%s", DOCKER)));
  }

  private static String succeeds(String command) {
    Output output = shell(command);
    assertThat(output.exitCode()).as("%s: %s", command, output.text()).isZero();
    return output.text().strip();
  }

  private static JsonNode inspected(String image) throws Exception {
    return Service.JSON.readTree(succeeds("%s image inspect " + image)).get(0);
  }

  /** As somebody who may nothing, and writes nowhere. */
  private static Output confined(String image, String entrypoint, String arguments) {
    String options =
        "--rm --read-only --cap-drop=ALL --user 1000:1000 --network host -v"
            + " $PWD/Client.java:/Client.java:ro";
    return shell(
        "%s run " + options + " --entrypoint " + entrypoint + " " + image + " " + arguments);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void bothBuildersMakeAnImageThatTrustsTheServerAndIsElseTheBase(int buildKit) throws Exception {
    String image = "tlsmith-trusting-" + buildKit;
    succeeds(
        "DOCKER_BUILDKIT=%d %%s build -t %s --build-arg BASE_IMAGE=tlsmith-trusting-base - < context.tgz"
            .formatted(buildKit, image));
    Output run = confined(image, "java", "-XX:-UsePerfData /Client.java " + url);
    assertThat(run.text())
        .contains(new PublicRoots(null).count() + 1 + " trusted", PONG, "-Dof.the.base=1");
    assertThat(
            confined("tlsmith-trusting-base", "java", "-XX:-UsePerfData /Client.java " + url)
                .text())
        .doesNotContain(PONG);
    JsonNode base = inspected("tlsmith-trusting-base");
    JsonNode built = inspected(image);
    assertThat(withoutWhatIsAdded(built)).isEqualTo(withoutWhatIsAdded(base));
    assertThat(built.at("/Config/Env")).containsAll(base.at("/Config/Env"));
    assertThat(built.at("/Config/Labels/org.opencontainers.image.base.name").asText())
        .isEqualTo("tlsmith-trusting-base");
    List<String> layers = texts(built.at("/RootFS/Layers"));
    assertThat(layers).startsWith(texts(base.at("/RootFS/Layers")).toArray(String[]::new));
  }

  private static List<String> texts(JsonNode list) {
    return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
        .map(i -> list.get(i).asText())
        .toList();
  }

  /** Without variables and labels, and without what the legacy builder notes of itself. */
  private static JsonNode withoutWhatIsAdded(JsonNode image) {
    ObjectNode config = image.path("Config").deepCopy();
    config.remove(List.of("Env", "Labels", "Image", "Hostname", "Container", "OnBuild"));
    config.properties().removeIf(entry -> entry.getValue().isNull());
    return config;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node | -e \"require(`https`).get(`URL`,r=>r.on(`data`,d=>console.log(d.toString())))\"",
        "php | -r \"echo file_get_contents(`URL`);\"",
        "curl | -sS URL"
      })
  void nodePhpAndCurlInAnImageTrustTheServer(String program, String arguments) {
    succeeds(
        "DOCKER_BUILDKIT=0 %s build -q -t tlsmith-trusting-tools --build-arg"
            + " BASE_IMAGE=tlsmith-tools:local - < context.tgz");
    String ask = arguments.replace('`', '\'').replace("URL", url);
    assertThat(confined("tlsmith-trusting-tools", program, ask).text()).contains(PONG);
    assertThat(confined("tlsmith-tools:local", program, ask).text()).doesNotContain(PONG);
  }

  @Test
  void dockerLoadsTheTrustImageUnderTheDigestThatWasProven() throws Exception {
    succeeds("%s load -i trust.tar");
    JsonNode proof =
        Service.JSON.readTree(Tar.read(trustImage.content()).get("proof.json").content());
    assertThat(inspected("kestra-trust:latest").path("Id").asText())
        .isEqualTo(proof.at("/image/digests/platforms/0/config").asText());
    Files.writeString(
        folder.resolve("own.Dockerfile"),
        "FROM %s\nCOPY --from=kestra-trust /etc/tlsmith/trust/cacerts /opt/java/openjdk/lib/security/\n"
            .formatted(Image.BUILD));
    succeeds("DOCKER_BUILDKIT=0 %s build -q -t tlsmith-trusting-own - < own.Dockerfile");
    assertThat(
            confined("tlsmith-trusting-own", "java", "-XX:-UsePerfData /Client.java " + url).text())
        .contains(PONG);
  }

  @Test
  void containerdImportsTheTrustImageUnderTheDigestThatWasProven() {
    assumeTrue(CommandLine.exists("ctr"), "ctr is not on the PATH");
    String socket =
        Stream.of("/run/containerd/containerd.sock", "/run/docker/containerd/containerd.sock")
            .filter(path -> Files.exists(Path.of(path)))
            .findFirst()
            .orElseThrow();
    String ctr = "ctr -a " + socket + " -n tlsmith-tests images ";
    succeeds(ctr + "import --all-platforms trust.tar");
    assertThat(succeeds(ctr + "ls"))
        .contains("docker.io/library/kestra-trust:latest", trustImage.digest(), "linux/arm64");
    succeeds(ctr + "rm docker.io/library/kestra-trust:latest");
  }
}
