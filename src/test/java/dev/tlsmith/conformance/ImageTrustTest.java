package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of this machine with the files of a build context and the variables of its Dockerfile:
 * they trust a server under the CA, and do not without them.
 */
class ImageTrustTest {

  private static final String PONG = "pong";

  /** Compiled by each JVM for itself. */
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

  @TempDir static Path folder;

  private static HttpsServer server;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    TestBundle bundle =
        Service.bundle(
            "{product: kestra, version: 1.3.15, hosts: [kestra.example.com],"
                + " targets: [compose, image]}");
    bundle.unpack(folder);
    Files.writeString(folder.resolve("Client.java"), CLIENT);
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

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  static List<Path> javas() throws Exception {
    return CommandLine.keytools().stream().map(tool -> tool.resolveSibling("java")).toList();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void aJvmTrustsTheServerAndEveryPublicRootAsBefore(Path java) {
    String store = "-Djavax.net.ssl.trustStore=docker/trust/cacerts";
    Output told = run(List.of(java.toString(), store, "Client.java", url), Map.of());
    assertThat(told.text()).contains(new PublicRoots(null).count() + 1 + " trusted", PONG);
    assertThat(run(List.of(java.toString(), "Client.java", url), Map.of()).text())
        .contains("SSLHandshakeException");
  }

  @Test
  void everyKeytoolOpensTheStoreWithoutAPassword() throws Exception {
    for (Path keytool : CommandLine.keytools()) {
      Output listed =
          run(List.of(keytool.toString(), "-list", "-keystore", "docker/trust/cacerts"), Map.of());
      assertThat(listed.text()).contains(new PublicRoots(null).count() + 1 + " entries");
    }
  }

  @Test
  void nodeTrustsTheServer() {
    String program =
        "require('https').get('%s', r => r.on('data', d => console.log(`${d}`)))"
            + ".on('error', e => console.log(e.code))";
    trusts("node", List.of("node", "-e", program.formatted(url)), "NODE_EXTRA_CA_CERTS", "ca.crt");
  }

  @Test
  void phpTrustsTheServer() {
    String program = "echo @file_get_contents('%s') ?: 'refused';".formatted(url);
    trusts("php", List.of("php", "-r", program), "SSL_CERT_FILE", "ca-bundle.crt");
  }

  @Test
  void curlTrustsTheServer() {
    trusts("curl", List.of("curl", "-sS", url), "SSL_CERT_FILE", "ca-bundle.crt");
  }

  /** With the variable as the Dockerfile sets it, and not without. */
  private static void trusts(String tool, List<String> command, String variable, String file) {
    assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    String set = "ENV %s=/etc/tlsmith/trust/%s".formatted(variable, file);
    assertThat(folder.resolve("docker/Dockerfile")).content().contains(set);
    String path = folder.resolve("docker/trust").resolve(file).toString();
    assertThat(run(command, Map.of(variable, path)).text()).contains(PONG);
    assertThat(run(command, Map.of()).text()).doesNotContain(PONG);
  }

  private static Output run(List<String> command, Map<String, String> variables) {
    List<String> whole = new ArrayList<>(List.of("env"));
    for (String own :
        List.of("CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "SSL_CERT_FILE")) {
      whole.addAll(List.of("-u", own));
    }
    variables.forEach((name, value) -> whole.add(name + "=" + value));
    whole.addAll(command);
    return CommandLine.run(folder, whole);
  }
}
