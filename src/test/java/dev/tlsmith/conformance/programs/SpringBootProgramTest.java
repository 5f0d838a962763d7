package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An application of Spring Boot with Tomcat, as an image has it: told by variables alone. */
class SpringBootProgramTest extends ProgramContract {

  @Override
  String product() {
    return "spring-boot";
  }

  @Override
  List<String> programs() {
    return List.of();
  }

  @Override
  List<String> versionCommand() {
    return List.of("echo", StandIn.springVersion());
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/ping");
  }

  /** Tomcat ends what is idle for a minute. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    return StandIn.springCommand(folder);
  }
}
