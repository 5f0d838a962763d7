package dev.tlsmith.conformance.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Redis, told by flags, reloaded by a command over the protected port. */
class RedisProgramTest extends ProgramContract {

  @Override
  String product() {
    return "redis";
  }

  @Override
  List<String> programs() {
    return List.of("redis-server", "redis-cli");
  }

  @Override
  List<String> versionCommand() {
    return List.of("redis-server", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.direct("PING\r\n", "+PONG");
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    return Stream.concat(service.command().stream(), Stream.of("--dir", folder.toString()))
        .toList();
  }
}
