package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * Kafka, one node, told by variables, which its image's own program makes a configuration of. Run
 * by {@code -Pconformance}, which lays out its libraries.
 */
@Tag("conformance")
class KafkaProgramTest extends ProgramContract {

  private static final Libraries LIBRARIES = new Libraries("kafka", "kafka_2.13");

  private final Map<Integer, InnerPorts> innerPorts = new HashMap<>();

  /** Those of the loopback, for the node itself and for its controller. */
  private record InnerPorts(int node, int controller) {}

  @Override
  String product() {
    return "kafka";
  }

  @Override
  List<String> programs() {
    return List.of();
  }

  @Override
  List<String> versionCommand() {
    return List.of("echo", LIBRARIES.version());
  }

  /**
   * ApiVersions, version 0, which the node answers whoever asks: <a
   * href="https://kafka.apache.org/protocol#The_Messages_ApiVersions">protocol</a>; the answer
   * begins with the number of the request and no error.
   */
  @Override
  Dialogue dialogue() {
    return Dialogue.direct("\0\0\0\12\0\22\0\0\0\0\0\1\377\377", "\0\0\0\1\0\0");
  }

  /** A node that starts again has none of before. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  String options(int port) {
    InnerPorts inner =
        innerPorts.computeIfAbsent(port, _ -> new InnerPorts(Ports.next(), Ports.next()));
    return "loopbackPort: %d, controllerPort: %d".formatted(inner.node(), inner.controller());
  }

  @Override
  Set<Integer> innerPorts() {
    return innerPorts.values().stream()
        .flatMap(ports -> Stream.of(ports.node(), ports.controller()))
        .collect(Collectors.toSet());
  }

  @Override
  Map<String, String> environment(Path folder) {
    return Map.of(
        "CLUSTER_ID",
        "5L6g3nShT-eMCtK--X86sw",
        "KAFKA_LOG_DIRS",
        folder.resolve("logs").toString());
  }

  /** As the image has it in docker/jvm/launch: the second time there is nothing to format. */
  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    for (String part : List.of("defaults", "mounted", "final")) {
      Files.createDirectories(folder.resolve(part));
    }
    String setup =
        quoted(
            LIBRARIES.java(
                "kafka.docker.KafkaDockerWrapper",
                "setup",
                "--default-configs-dir=" + folder.resolve("defaults"),
                "--mounted-configs-dir=" + folder.resolve("mounted"),
                "--final-configs-dir=" + folder.resolve("final")));
    String serve =
        quoted(LIBRARIES.java("kafka.Kafka", folder.resolve("final/server.properties").toString()));
    return List.of("bash", "-c", setup + "; exec " + serve);
  }

  private static String quoted(List<String> words) {
    return "'" + String.join("' '", words) + "'";
  }
}
