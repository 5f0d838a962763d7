package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may take on the wire, however it is framed. */
@MicronautTest
@Timeout(240)
@Property(name = "micronaut.server.port", value = "-1")
class RequestSizeTest {

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final int MIB = 1 << 20;

  @Inject EmbeddedServer server;

  /** What is answered before all that is sent was read; sending ends with the first refusal. */
  private String sendOn(String beginning, String part, int parts, String end) throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      boolean taken = connection.send(beginning);
      String some = part.repeat(1000);
      for (int i = 0; taken && i < parts / 1000; i++) {
        taken = connection.send(some);
      }
      if (taken) {
        connection.send(end);
      }
      return connection.readToEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\r\na\r\n", "1;a=b\r\na\r\n", "00000001\r\na\r\n"})
  void whatFramesChunksCountsAgainstTheBound(String chunk) throws IOException {
    String head = BrokenRequests.post(CHUNKED, "");
    String answer = sendOn(head, chunk, MIB / 2, "0\r\n\r\n");
    assertThat(RawConnection.status(answer)).isEqualTo(413);
  }

  @Test
  void chunksOfAnUsualSizeDoNotCostABodyItsBound() throws IOException {
    String part = "200\r\n" + "a".repeat(0x200) + "\r\n";
    String head = BrokenRequests.post("Connection: close\r\n" + CHUNKED, "");
    String answer = sendOn(head, part, 2000, "0\r\n\r\n");
    assertThat(RawConnection.status(answer)).isEqualTo(400);
  }

  @Test
  void manyTrailersAreRefused() throws IOException {
    String head = BrokenRequests.post(CHUNKED, BrokenRequests.CHUNK + "0\r\n");
    String answer = sendOn(head, "X: y\r\n", 5000, "\r\n");
    assertThat(RawConnection.status(answer)).isIn(413, 431);
  }

  /** A connection that was closed at once would be reset, and the answer lost with it. */
  @ParameterizedTest
  @ValueSource(ints = {MIB + 1, 8 * MIB})
  void theRefusalArrivesThoughTheBodyIsStillSent(int length) throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      String head = BrokenRequests.post("Content-Length: " + length + "\r\n", "");
      assertThat(connection.send(head)).isTrue();
      assertThat(connection.send(new byte[length])).isTrue();
      assertThat(RawConnection.status(connection.readToEnd())).isEqualTo(413);
    }
  }

  @Test
  void eachRequestOfAConnectionHasTheWholeBound() throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      String body = "a".repeat(MIB - 100);
      for (int i = 0; i < 4; i++) {
        connection.send(BrokenRequests.post("Content-Length: " + body.length() + "\r\n", body));
        assertThat(RawConnection.status(connection.readAnswer())).isEqualTo(400);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000000", "99999999999"})
  void aLengthOverTheBoundIsRefusedBeforeTheBodyIsAskedFor(String length) throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      String headers = "Expect: 100-continue\r\nContent-Length: " + length + "\r\n";
      connection.send(BrokenRequests.post(headers, ""));
      String answer = connection.readToEnd();
      assertThat(RawConnection.status(answer)).isEqualTo(413);
      assertThat(RawConnection.body(answer).path("status").asInt()).isEqualTo(413);
    }
  }

  @Test
  void aLengthWithinTheBoundIsAskedFor() throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      String headers =
          "Connection: close\r\nExpect: 100-continue\r\nContent-Length: "
              + BrokenRequests.BODY.length()
              + "\r\n";
      connection.send(BrokenRequests.post(headers, ""));
      String asked = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(connection.read(asked.length())).isEqualTo(asked);
      connection.send(BrokenRequests.BODY);
      assertThat(RawConnection.status(connection.readToEnd())).isEqualTo(200);
    }
  }
}
