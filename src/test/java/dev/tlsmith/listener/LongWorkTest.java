package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many RSA-4096 keys take longer than a connection may be idle. */
@MicronautTest
@Timeout(300)
@Property(name = "tlsmith.test.long-work", value = "true")
@Property(name = "micronaut.server.port", value = "-1")
@Property(name = "micronaut.server.idle-timeout", value = "1s")
class LongWorkTest {

  @Inject EmbeddedServer server;

  /** Takes several times the idle time. */
  @Controller("/long-work")
  @Requires(property = "tlsmith.test.long-work")
  static class LongWork {
    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    String answer() throws InterruptedException {
      TimeUnit.SECONDS.sleep(4);
      return "done";
    }
  }

  @Test
  void aConnectionThatIsWorkedForIsNotIdleAndAfterwardsItIs() throws Exception {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      connection.send("GET /long-work HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200").endsWith("done");
      assertThat(connection.readToEnd()).as("hung up on when idle").isEmpty();
    }
  }
}
