package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pack of the guide on packs, on the real program: nginx with the files of its bundle. */
class NginxPackTest {

  private static final Map<String, Object> PACKS =
      Map.of("tlsmith.packs", "src/test/resources/packs", "micronaut.server.port", "-1");

  @TempDir Path folder;

  private final Ports ports = Ports.free();
  private HttpServer upstream;

  @BeforeEach
  void nginxIsThere() throws IOException {
    assumeTrue(CommandLine.exists("nginx"), "nginx is not on the PATH");
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/ping",
        exchange -> {
          byte[] pong = "pong".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, pong.length);
          exchange.getResponseBody().write(pong);
          exchange.close();
        });
    upstream.start();
  }

  @AfterEach
  void stop() {
    if (upstream != null) {
      upstream.stop(0);
    }
  }

  @Test
  void everyNameIsServedAndNoOther() throws IOException {
    TestBundle bundle = bundle("none");
    try (ProgramProcess _ = nginx(bundle)) {
      TlsClient client = TlsClient.of(bundle);
      for (String name : bundle.certificateNames()) {
        assertThat(client.get(name, ports.https(), "/ping")).as(name).contains("pong");
      }
      assertThat(client.isAnswered("else.example.com", ports.https(), "/ping")).isFalse();
      assertThat(TlsClient.plain(ports.https(), "/ping")).doesNotContain("pong");
    }
  }

  /** nginx answers 400 after a complete handshake, so that only the answer tells. */
  @ParameterizedTest
  @ValueSource(strings = {"need", "want"})
  void aClientIsLetInByItsCertificate(String clientAuthentication) throws IOException {
    TestBundle bundle = bundle(clientAuthentication);
    try (ProgramProcess _ = nginx(bundle)) {
      String host = "www.example.com";
      assertThat(TlsClient.of(bundle, bundle).get(host, ports.https(), "/ping")).contains("pong");
      assertThat(TlsClient.of(bundle).get(host, ports.https(), "/ping").contains("pong"))
          .isEqualTo(clientAuthentication.equals("want"));
      assertThat(TlsClient.of(bundle, bundle("need")).get(host, ports.https(), "/ping"))
          .doesNotContain("pong");
    }
  }

  /** The command of the page, with this process in the place of the container's first one. */
  @Test
  void aRenewedBundleIsServedAfterTheSignalThatThePageAndRenewShName() throws IOException {
    String host = "www.example.com";
    try (EmbeddedServer service = ApplicationContext.run(EmbeddedServer.class, PACKS)) {
      TestBundle bundle = bundle(service.getApplicationContext(), "none");
      try (ProgramProcess nginx = nginx(bundle)) {
        String before = TlsClient.of(bundle).serial(host, ports.https());
        String renew = "TLSMITH_URL=%s exec ./renew.sh --force".formatted(service.getURL());
        CommandLine.Output output = CommandLine.run(folder, List.of("bash", "-c", renew));
        assertThat(output.exitCode()).as(output.text()).isZero();
        Matcher command =
            Pattern.compile("(?m)^docker compose .* kill -s ([A-Z]+) web$").matcher(output.text());
        assertThat(command.find()).as(output.text()).isTrue();
        assertThat(bundle.text("TLS.md").lines()).contains(command.group());
        assertThat(TlsClient.of(bundle).serial(host, ports.https())).isEqualTo(before);
        nginx.signal(command.group(1));
        String renewed =
            CommandLine.openssl(folder, "x509", "-in", "tls/tls.crt", "-noout", "-serial").text();
        awaitSerial(TlsClient.of(bundle), host, number(renewed.strip().replace("serial=", "")));
      }
    }
  }

  private void awaitSerial(TlsClient client, String host, BigInteger serial) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!number(client.serial(host, ports.https())).equals(serial)) {
      assertThat(System.nanoTime()).as("the certificate of before").isLessThan(end);
      ProgramProcess.pause();
    }
  }

  private static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }

  private TestBundle bundle(String clientAuthentication) {
    try (ApplicationContext context = ApplicationContext.run(PACKS)) {
      return bundle(context, clientAuthentication);
    }
  }

  private TestBundle bundle(ApplicationContext context, String clientAuthentication) {
    String spec =
        """
        product: nginx
        hosts: [www.example.com]
        clientAuthentication: %s
        targets: [compose]
        options: {httpsPort: %d, upstream: 'http://127.0.0.1:%d'}
        """
            .formatted(clientAuthentication, ports.https(), upstream.getAddress().getPort());
    return TestBundle.of(
        Service.yaml(spec),
        Service.generate(context.getBean(BundleGenerator.class), Service.read(spec)));
  }

  /**
   * An unprivileged nginx whose configuration includes the bundle's, mounted as its overlay says.
   */
  private ProgramProcess nginx(TestBundle bundle) throws IOException {
    bundle.unpack(folder);
    String server = bundle.text("nginx-tls.conf");
    for (JsonNode volume : bundle.yaml("docker-compose.tls.yaml").at("/services/web/volumes")) {
      String[] mount = volume.asText().split(":");
      server = server.replace(mount[1], folder.resolve(mount[0]).normalize().toString());
    }
    Path included = Files.writeString(folder.resolve("included.conf"), server);
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off; pid %1$s/nginx.pid; error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fcgi;
          uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
          include %2$s;
        }
        """
            .formatted(folder, included));
    List<String> command =
        List.of("nginx", "-p", folder.toString(), "-c", configuration.toString());
    return ProgramProcess.start(
        command,
        Map.of("PATH", "/usr/sbin:/usr/bin:/bin"),
        folder.resolve("nginx.log"),
        ports.https());
  }
}
