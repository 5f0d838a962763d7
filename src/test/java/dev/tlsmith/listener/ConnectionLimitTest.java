package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
@Timeout(300)
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "tlsmith.connections.most", value = "2")
class ConnectionLimitTest {

  private static final String GET = BrokenRequests.get("");

  @Inject EmbeddedServer server;

  private int status(RawConnection connection) throws IOException {
    connection.send(GET);
    return RawConnection.status(connection.readAnswer());
  }

  @Test
  void aConnectionMoreThanThereArePlacesForIsClosedAndTheOthersAreServed() throws Exception {
    try (RawConnection first = new RawConnection(server.getPort());
        RawConnection second = new RawConnection(server.getPort())) {
      assertThat(status(first)).isEqualTo(200);
      assertThat(status(second)).isEqualTo(200);
      for (int i = 0; i < 5; i++) {
        try (RawConnection third = new RawConnection(server.getPort())) {
          third.send(GET);
          assertThat(third.readToEnd()).isEmpty();
        }
      }
      assertThat(status(first)).isEqualTo(200);
      first.close();
      int afterwards = 0;
      while (afterwards != 200) {
        try (RawConnection next = new RawConnection(server.getPort())) {
          afterwards = status(next);
        }
      }
      assertThat(status(second)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"most, 0", "most, -1", "request-deadline, 0s"})
  void aBoundOfNothingStopsTheStart(String property, String value) {
    String name = "tlsmith.connections." + property;
    Map<String, Object> properties = Map.of(name, value);
    assertThatThrownBy(() -> ApplicationContext.run(properties).close())
        .rootCause()
        .hasMessageContaining(name);
  }
}
