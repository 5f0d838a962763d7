package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * ActiveMQ Artemis, told by properties of the broker and of its JVM. Run by {@code -Pconformance},
 * which fetches the distribution.
 */
@Tag("conformance")
class ArtemisProgramTest extends ProgramContract {

  private static final Path DISTRIBUTION = Path.of("target/artemis");

  private final Map<Integer, Integer> consoles = new HashMap<>();

  @Override
  String product() {
    return "artemis";
  }

  @Override
  List<String> programs() {
    return List.of();
  }

  /** The distribution is called by its version. */
  @Override
  List<String> versionCommand() {
    return List.of("echo", distribution().getFileName().toString());
  }

  /** The header of AMQP with SASL, which the broker answers by its own. */
  @Override
  Dialogue dialogue() {
    return Dialogue.direct("AMQP\3\1\0\0", "AMQP\3\1\0\0");
  }

  /** A client that says no more than that is sent away after a while. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  String options(int port) {
    return "consolePort: " + consoles.computeIfAbsent(port, _ -> Ports.next());
  }

  /** Of the console, which is HTTPS. */
  @Override
  Set<Integer> innerPorts() {
    return Set.copyOf(consoles.values());
  }

  @Override
  Map<String, String> environment(Path folder) {
    return Map.of(
        "JAVA_HOME",
        System.getProperty("java.home"),
        "JAVA_ARGS",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m");
  }

  /** As the image has it in docker-run.sh: the instance is made at the first start. */
  @Override
  List<String> command(EmittedService service, Path folder) {
    Path instance = folder.resolve("instance");
    return List.of(
        "bash",
        "-ec",
        """
        [ -f '%2$s/etc/broker.xml' ] ||
          JAVA_ARGS_APPEND= '%1$s/bin/artemis' create '%2$s' --silent --nio --allow-anonymous --user admin --password for-tests-only
        exec '%2$s/bin/artemis' run
        """
            .formatted(distribution(), instance));
  }

  private static Path distribution() {
    try (Stream<Path> folders = Files.list(DISTRIBUTION)) {
      return folders.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
