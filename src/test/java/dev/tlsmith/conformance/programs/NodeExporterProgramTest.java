package dev.tlsmith.conformance.programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** node_exporter, which reads its files for each handshake. */
class NodeExporterProgramTest extends ProgramContract {

  @Override
  String product() {
    return "node-exporter";
  }

  @Override
  List<String> programs() {
    return List.of("prometheus-node-exporter");
  }

  @Override
  List<String> versionCommand() {
    return List.of("prometheus-node-exporter", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/");
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    List<String> command = new ArrayList<>(List.of("prometheus-node-exporter"));
    command.addAll(service.command());
    return command;
  }
}
