package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/**
 * ZooKeeper, one server, told by variables of which its image writes a file. Run by {@code
 * -Pconformance}, which lays out its libraries.
 */
@Tag("conformance")
class ZookeeperProgramTest extends ProgramContract {

  private static final Libraries LIBRARIES = new Libraries("zookeeper", "zookeeper");

  @Override
  String product() {
    return "zookeeper";
  }

  @Override
  List<String> programs() {
    return List.of();
  }

  @Override
  List<String> versionCommand() {
    return List.of("echo", LIBRARIES.version());
  }

  /** The one of its four-letter words that is open by default. */
  @Override
  Dialogue dialogue() {
    return Dialogue.direct("srvr", "Zookeeper version");
  }

  /** One word is one connection. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  /** Writes the file as docker-entrypoint.sh of the image does: an entry for each word. */
  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Map<String, String> told = service.environment();
    Path data = Files.createDirectories(folder.resolve("data"));
    List<String> entries = new ArrayList<>(List.of("dataDir=" + data, "tickTime=2000"));
    entries.addAll(List.of(told.get("ZOO_SERVERS").split(" ")));
    entries.addAll(List.of(told.get("ZOO_CFG_EXTRA").split(" ")));
    Path configuration = Files.write(folder.resolve("zoo.cfg"), entries);
    return LIBRARIES.java(
        "org.apache.zookeeper.server.quorum.QuorumPeerMain", configuration.toString());
  }
}
