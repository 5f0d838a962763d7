package dev.tlsmith.conformance.programs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** Node-RED, which has no editor's settings here but those of the bundle. */
class NodeRedProgramTest extends ProgramContract {

  /** What npm installs, as {@code .ci/run} has it done. */
  private static final Path INSTALLED = Path.of("target/node-red/node_modules");

  @Override
  String product() {
    return "node-red";
  }

  @Override
  List<String> programs() {
    return List.of("node");
  }

  @BeforeAll
  static void itIsInstalled() {
    assumeTrue(Files.isDirectory(INSTALLED), INSTALLED + " is not there; .ci/run makes it");
  }

  @Override
  List<String> versionCommand() {
    return List.of(
        "node", "-p", "require('%s/package.json').version".formatted(program(INSTALLED)));
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/");
  }

  /** What cannot be refused is refused by the pack. */
  @Override
  List<String> clientAuthentications() {
    return List.of("need");
  }

  /** Node ends what is idle for five seconds. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    Path own = folder.resolve("node_modules");
    RunningProgram.run(
        folder, List.of("cp", "-r", INSTALLED.toAbsolutePath().toString(), own.toString()));
    String data = service.path("/data").toString();
    return List.of("node", program(own) + "/red.js", "--userDir", data, "flows.json");
  }

  private static Path program(Path modules) {
    return modules.toAbsolutePath().resolve("node-red");
  }
}
