package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What is not a request is refused or hung up on, and harms nobody. */
@Isolated("reads the log of the whole process")
@MicronautTest
@Timeout(240)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "micronaut.server.idle-timeout", value = "2s")
@Property(name = "tlsmith.connections.request-deadline", value = "1s")
class MalformedRequestsTest {

  private static final String GOOD =
      BrokenRequests.post(
          "Connection: close\r\nTransfer-Encoding: chunked\r\n",
          BrokenRequests.CHUNK + "0\r\n\r\n");

  @Inject EmbeddedServer server;

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void nothingOfABodyIsLoggedAndNoneOfItIsAFaultOfOurs() {
    root.detachAppender(log);
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains(BrokenRequests.MARK))
        .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
  }

  private String exchange(String request) throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      connection.send(request);
      return connection.readToEnd();
    }
  }

  private void theNextRequestIsServed() throws IOException {
    assertThat(RawConnection.status(exchange(GOOD))).isEqualTo(200);
  }

  static Stream<String> broken() {
    return BrokenRequests.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenRequestIsRefusedAndTheConnectionEnds(String what) throws IOException {
    String answer = exchange(BrokenRequests.all().get(what));
    // The answer may be lost where more was sent than was read; the connection ends all the same.
    if (!answer.isEmpty()) {
      assertThat(RawConnection.status(answer)).as(answer).isBetween(400, 499);
      assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
      assertThat(RawConnection.body(answer).path("status").asInt())
          .isEqualTo(RawConnection.status(answer));
      assertThat(answer).doesNotContain(BrokenRequests.MARK);
    }
    theNextRequestIsServed();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenRequestThatIsCutOffIsForgotten(String what) throws IOException {
    String request = BrokenRequests.all().get(what);
    try (RawConnection connection = new RawConnection(server.getPort())) {
      connection.send(request.substring(0, request.length() / 2));
    }
    theNextRequestIsServed();
  }

  @Test
  void aBodyThatIsCutOffIsNotTakenForAWholeOne() throws IOException {
    for (String framing :
        new String[] {"Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"}) {
      try (RawConnection connection = new RawConnection(server.getPort())) {
        String body = framing.startsWith("T") ? BrokenRequests.CHUNK : BrokenRequests.BODY;
        connection.send(BrokenRequests.post(framing, body));
        connection.endOutput();
        assertThat(RawConnection.status(connection.readToEnd())).isNotEqualTo(200);
      }
    }
    theNextRequestIsServed();
  }

  @Test
  void whatFollowsABrokenRequestIsNotServed() throws IOException {
    String two = BrokenRequests.post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") + GOOD;
    String answer = exchange(two);
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
    assertThat(RawConnection.status(answer)).isEqualTo(400);
  }

  @Test
  void aBrokenRequestIsNotAnsweredInPlaceOfTheOneBeforeIt() throws IOException {
    String answer = exchange(GOOD.replace("Connection: close\r\n", "") + "\0\r\n\r\n");
    assertThat(RawConnection.status(answer)).isIn(0, 200);
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void whatHttpAllowsIsServed(String headers) throws IOException {
    String body =
        headers.contains("hunked") ? BrokenRequests.CHUNK + "0\r\n\r\n" : BrokenRequests.BODY;
    String length = headers.contains("hunked") ? "" : "Content-Length: " + body.length() + "\r\n";
    String answer = exchange(BrokenRequests.post(headers + length + "Connection: close\r\n", body));
    assertThat(RawConnection.status(answer)).isEqualTo(200);
  }

  static Stream<String> wellFormed() {
    return Stream.of(
        "",
        "Content-Encoding: identity\r\n",
        "Transfer-Encoding: Chunked\r\n",
        "Expect: 100-continue\r\n",
        "X-Folded: a\r\n b\r\n",
        "Accept-Encoding: gzip\r\n");
  }
}
