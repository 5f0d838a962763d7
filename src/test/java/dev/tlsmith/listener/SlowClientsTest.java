package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody holds a connection by being slow; the deadlines are short here. */
@MicronautTest
@Timeout(300)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "micronaut.server.idle-timeout", value = "3s")
@Property(name = "micronaut.server.netty.child-options.so_sndbuf", value = "4096")
@Property(name = "tlsmith.test.accepted-channels", value = "true")
@Property(name = "tlsmith.connections.request-deadline", value = "3s")
class SlowClientsTest {

  private static final String LARGE = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final int USUAL = 1 << 16;
  private static final int TINY = 1024;

  @Inject EmbeddedServer server;
  @Inject AcceptedChannels accepted;

  /** A connection that was answered, and is kept alive; the server's end of it is the latest. */
  private RawConnection connect(int receiveBuffer) throws Exception {
    RawConnection connection = new RawConnection(server.getPort(), receiveBuffer);
    connection.send(BrokenRequests.get(""));
    assertThat(RawConnection.status(connection.readAnswer())).isEqualTo(200);
    return connection;
  }

  private void theServerHangsUp() throws InterruptedException {
    accepted.latest().closeFuture().await();
  }

  @Test
  void aClientThatSaysNothingIsHungUpOn() throws Exception {
    try (RawConnection silent = connect(USUAL)) {
      assertThat(silent.readToEnd()).isEmpty();
      theServerHangsUp();
    }
  }

  @Test
  void headersThatDripAreCutOff() throws Exception {
    drip("GET /health HTTP/1.1\r\nHost: x\r\nX: ");
  }

  @Test
  void aBodyThatDripsIsCutOff() throws Exception {
    drip(BrokenRequests.post("Content-Length: 100000\r\n", ""));
  }

  @Test
  void chunksThatDripAreCutOff() throws Exception {
    drip(BrokenRequests.post("Transfer-Encoding: chunked\r\n", "fffff\r\n"));
  }

  /** Each drip comes well within the idle time, so that only the deadline of the whole ends it. */
  private void drip(String beginning) throws Exception {
    try (RawConnection slow = connect(USUAL)) {
      boolean taken = slow.send(beginning);
      while (taken) {
        TimeUnit.MILLISECONDS.sleep(100);
        taken = slow.send("a");
      }
      theServerHangsUp();
    }
  }

  @Test
  void aBodyThatStallsIsCutOff() throws Exception {
    try (RawConnection slow = connect(USUAL)) {
      slow.send(BrokenRequests.post("Content-Length: 1000\r\n", BrokenRequests.BODY));
      assertThat(RawConnection.status(slow.readToEnd())).isNotEqualTo(200);
      theServerHangsUp();
    }
  }

  @Test
  void anAnswerThatNobodyFetchesIsDropped() throws Exception {
    try (RawConnection slow = connect(TINY)) {
      slow.send(LARGE);
      theServerHangsUp();
      assertThat(RawConnection.isWhole(slow.readToEnd())).isFalse();
    }
  }

  @Test
  void anAnswerThatIsFetchedInDripsIsDropped() throws Exception {
    try (RawConnection slow = connect(TINY)) {
      slow.send(LARGE);
      while (slow.readSome()) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      theServerHangsUp();
    }
  }

  /** What waits to be answered behind an answer that nobody fetches is not being worked on. */
  @Test
  void aClientThatPipelinesAndNeverReadsIsHungUpOn() throws Exception {
    try (RawConnection slow = connect(TINY)) {
      slow.send(LARGE.repeat(150));
      theServerHangsUp();
    }
  }

  /** Each request comes well within the idle time. */
  @Test
  void aClientThatAsksOnAndNeverReadsIsHungUpOn() throws Exception {
    try (RawConnection slow = connect(TINY)) {
      slow.send(LARGE);
      while (accepted.latest().isOpen()) {
        slow.send(BrokenRequests.get(""));
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  @Test
  void aClientThatPipelinesAndReadsIsAnsweredInFull() throws Exception {
    try (RawConnection quick = connect(USUAL)) {
      quick.send(BrokenRequests.get("").repeat(150));
      for (int i = 0; i < 150; i++) {
        assertThat(RawConnection.isWhole(quick.readAnswer())).isTrue();
      }
    }
  }
}
