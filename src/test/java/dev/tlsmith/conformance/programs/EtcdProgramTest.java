package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** etcd, told by variables; its port for peers is another one. */
class EtcdProgramTest extends ProgramContract {

  private final Set<Integer> peers = new TreeSet<>();

  @Override
  String product() {
    return "etcd";
  }

  @Override
  List<String> programs() {
    return List.of("etcd");
  }

  @Override
  List<String> versionCommand() {
    return List.of("etcd", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/version");
  }

  @Override
  List<String> clientAuthentications() {
    return List.of("need");
  }

  @Override
  Set<Integer> innerPorts() {
    return peers;
  }

  @Override
  Map<String, String> environment(Path folder) {
    int port = Ports.next();
    peers.add(port);
    String url = "http://127.0.0.1:" + port;
    return Map.of(
        "ETCD_DATA_DIR",
        folder.resolve("data").toString(),
        "ETCD_LISTEN_PEER_URLS",
        url,
        "ETCD_INITIAL_ADVERTISE_PEER_URLS",
        url,
        "ETCD_INITIAL_CLUSTER",
        "default=" + url);
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    return List.of("etcd");
  }
}
