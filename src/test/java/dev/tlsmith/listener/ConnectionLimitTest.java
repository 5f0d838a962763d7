package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody locks others out by holding connections. There are six places, two for each address. */
@MicronautTest
@Timeout(300)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "tlsmith.connections.max", value = "6")
@Property(name = "tlsmith.connections.max-per-address", value = "2")
@Property(name = "tlsmith.connections.proxies", value = "127.0.9.0/24")
@Property(name = "tlsmith.test.accepted-channels", value = "true")
@Property(name = "tlsmith.test.held-work", value = "true")
class ConnectionLimitTest {

  private static final String GET = BrokenRequests.get("");
  private static final String HELD = "GET /held-work HTTP/1.1\r\nHost: x\r\n\r\n";

  @Inject EmbeddedServer server;
  @Inject AcceptedChannels accepted;
  @Inject HeldWork work;

  private final List<RawConnection> connections = new ArrayList<>();

  /** Is at work until it is let go. */
  @Controller("/held-work")
  @Requires(property = "tlsmith.test.held-work")
  static class HeldWork {

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore letGo = new Semaphore(0);

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    String answer() throws InterruptedException {
      begun.release();
      letGo.acquire();
      return "done";
    }
  }

  @AfterEach
  void hangUp() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }

  private RawConnection connect(String from) throws IOException {
    RawConnection connection = new RawConnection(server.getPort(), from);
    connections.add(connection);
    return connection;
  }

  private static int status(RawConnection connection) throws IOException {
    connection.send(GET);
    return RawConnection.status(connection.readAnswer());
  }

  /**
   * Takes a place, which an answer shows, and then says no more than the beginning of a request.
   */
  private void holdOne(String from) throws IOException {
    RawConnection connection = connect(from);
    assertThat(status(connection)).isEqualTo(200);
    connection.send("GET / HTTP/1.1\r\n");
  }

  @Test
  void theConnectionThatWasLeftWaitingLongestGivesItsPlaceToANewOne() throws Exception {
    RawConnection first = connect("127.0.0.1");
    assertThat(status(first)).isEqualTo(200);
    RawConnection second = connect("127.0.0.1");
    assertThat(status(second)).isEqualTo(200);
    assertThat(status(first)).isEqualTo(200);
    RawConnection third = connect("127.0.0.1");
    assertThat(status(third)).isEqualTo(200);
    assertThat(second.readToEnd()).isEmpty();
    assertThat(status(first)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /health HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: x\r\n"})
  void oneAddressLeavesThePlacesOfOthersAlone(String beginning) throws Exception {
    RawConnection other = connect("127.0.0.1");
    assertThat(status(other)).isEqualTo(200);
    for (int i = 0; i < 50; i++) {
      connect("127.0.0.2").send(beginning);
    }
    assertThat(status(connect("127.0.0.3"))).isEqualTo(200);
    assertThat(status(other)).isEqualTo(200);
    assertThat(accepted.open()).isLessThanOrEqualTo(6);
  }

  @Test
  void theProbeIsServedWhereManyAddressesTakeAllPlaces() throws Exception {
    for (int i = 0; i < 4; i++) {
      for (int host = 10; host < 15; host++) {
        holdOne("127.0.0." + host);
      }
    }
    assertThat(status(connect("127.0.0.1"))).isEqualTo(200);
  }

  @Test
  void theProbeIsServedBesideAClientOfTheSameAddressThatHoldsConnections() throws Exception {
    for (int i = 0; i < 50; i++) {
      holdOne("127.0.0.1");
    }
    assertThat(status(connect("127.0.0.1"))).isEqualTo(200);
  }

  @Test
  void aConnectionThatIsWorkedForKeepsItsPlace() throws Exception {
    RawConnection first = connect("127.0.0.4");
    RawConnection second = connect("127.0.0.4");
    first.send(HELD);
    second.send(HELD);
    work.begun.acquire(2);
    assertThat(connect("127.0.0.4").readToEnd()).isEmpty();
    assertThat(status(connect("127.0.0.5"))).isEqualTo(200);
    work.letGo.release(2);
    assertThat(first.readAnswer()).endsWith("done");
    assertThat(second.readAnswer()).endsWith("done");
    assertThat(status(connect("127.0.0.4"))).isEqualTo(200);
  }

  @Test
  void aProxyHasAsManyPlacesAsThereAre() throws Exception {
    List<RawConnection> ofProxy = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawConnection connection = connect("127.0.9.1");
      connection.send(HELD);
      ofProxy.add(connection);
    }
    work.begun.acquire(6);
    work.letGo.release(6);
    for (RawConnection connection : ofProxy) {
      assertThat(connection.readAnswer()).endsWith("done");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max, 0",
    "max, -1",
    "max-per-address, 0",
    "request-deadline, PT0S",
    "proxies, proxy.example.com",
    "proxies, 10.0.0.0/33",
    "proxies, 10.0.0.0/x",
    "proxies, ::1/129"
  })
  void aSettingThatCannotBeMeantStopsTheStart(String property, String value) {
    String name = "tlsmith.connections." + property;
    Map<String, Object> properties =
        Map.of(name, value, "micronaut.server.port", -1, "micronaut.health.monitor.enabled", false);
    assertThatThrownBy(
            () -> {
              try (ApplicationContext context =
                  ApplicationContext.builder().properties(properties).build()) {
                context.start().getBean(EmbeddedServer.class).start();
              }
            })
        .rootCause()
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }
}
