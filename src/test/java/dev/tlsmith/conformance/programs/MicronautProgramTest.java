package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An application of Micronaut with Netty, as an image has it: told by variables alone. */
class MicronautProgramTest extends ProgramContract {

  private final Set<Integer> management = new HashSet<>();

  @Override
  String product() {
    return "micronaut";
  }

  @Override
  List<String> programs() {
    return List.of();
  }

  @Override
  List<String> versionCommand() {
    return List.of("echo", ServerProcess.micronautVersion());
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/ping");
  }

  /** The application's own, for its health. */
  @Override
  Set<Integer> innerPorts() {
    return management;
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    int port = Ports.next();
    management.add(port);
    return ServerProcess.command(folder, port);
  }
}
