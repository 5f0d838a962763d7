package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same guards stand behind TLS. */
@MicronautTest
@Timeout(300)
@Property(name = "micronaut.server.ssl.enabled", value = "true")
@Property(name = "micronaut.server.ssl.build-self-signed", value = "true")
@Property(name = "micronaut.server.ssl.port", value = "-1")
@Property(name = "tlsmith.connections.request-deadline", value = "3s")
@Property(name = "tlsmith.connections.max-per-address", value = "4")
class GuardsUnderTlsTest {

  @TempDir Path folder;

  @Inject EmbeddedServer server;

  /** The certificate is made at start, and not what is tested. */
  private static final class TrustsAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private SSLSocket connect() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
    return (SSLSocket)
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getPort());
  }

  private String exchange(String request) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    String smuggled = BrokenRequests.post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n");
    assertThat(RawConnection.status(exchange(smuggled))).isEqualTo(400);
    String good = BrokenRequests.get("Connection: close\r\n");
    assertThat(RawConnection.status(exchange(good))).isEqualTo(200);
  }

  /** Else a client cannot tell the end of an answer from an attacker's (RFC 8446 §6.1). */
  @Test
  void aRefusalEndsByACloseNotify() {
    String command =
        "printf 'nonsense\\r\\n\\r\\n' | openssl s_client -quiet -connect 127.0.0.1:%d";
    Assumptions.assumeTrue(CommandLine.exists("openssl"), "openssl is not on the PATH");
    Output output =
        CommandLine.run(folder, List.of("bash", "-c", command.formatted(server.getPort())));
    assertThat(output.text()).contains("HTTP/1.1 400").doesNotContain("unexpected eof");
  }

  @Test
  void aBodyThatDripsIsCutOff() throws Exception {
    try (SSLSocket socket = connect()) {
      String beginning = BrokenRequests.post("Content-Length: 100000\r\n", "");
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(
              () -> {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep(100);
                  socket.getOutputStream().write('a');
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  /** Netty gives a handshake ten seconds. */
  @Test
  void aHandshakeThatNobodyBeginsIsCutOff() throws Exception {
    try (RawConnection silent = new RawConnection(server.getPort())) {
      assertThat(silent.readToEnd()).isEmpty();
    }
  }

  @Test
  void plainHttpIsHungUpOn() throws Exception {
    try (RawConnection plain = new RawConnection(server.getPort())) {
      plain.send(BrokenRequests.get(""));
      assertThat(RawConnection.status(plain.readToEnd())).isNotEqualTo(200);
    }
  }

  @Test
  void handshakesThatNobodyFinishesLockNobodyOut() throws Exception {
    List<Socket> halfway = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
        halfway.add(socket);
        socket.getOutputStream().write(clientHello());
        assertThat(socket.getInputStream().read()).as("the server's hello").isNotNegative();
      }
      String good = BrokenRequests.get("Connection: close\r\n");
      assertThat(RawConnection.status(exchange(good))).isEqualTo(200);
    } finally {
      for (Socket socket : halfway) {
        socket.close();
      }
    }
  }

  /** What a client begins with. */
  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }
}
