package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of a few lines that makes its server with the module of the bundle. */
class NodeProgramTest extends ProgramContract {

  @Override
  String product() {
    return "node";
  }

  @Override
  List<String> programs() {
    return List.of("node");
  }

  @Override
  List<String> versionCommand() {
    return List.of("node", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/ping");
  }

  /** Node ends what is idle for five seconds. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Path program = folder.resolve("program.js");
    Files.copy(Path.of("src/test/resources/stand-ins/node-program.js"), program);
    return List.of("node", program.toString());
  }
}
