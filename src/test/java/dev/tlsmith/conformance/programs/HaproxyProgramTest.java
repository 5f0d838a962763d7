package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** HAProxy, which reads its part of the configuration behind a file of the caller's. */
class HaproxyProgramTest extends ProgramContract {

  @Override
  String product() {
    return "haproxy";
  }

  @Override
  List<String> programs() {
    return List.of("haproxy");
  }

  @Override
  List<String> versionCommand() {
    return List.of("haproxy", "-v");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/");
  }

  /** Workers of before the signal answer what they have, and close what is idle. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  @Override
  String options(int port) {
    return "backend: own";
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Path own = folder.resolve("haproxy.cfg");
    Files.writeString(
        own,
        """
        defaults
          mode http
          timeout client 10s
          timeout connect 10s
          timeout server 10s
        backend own
          http-request return status 200
        """);
    List<String> command = new ArrayList<>(service.command());
    command.replaceAll(
        word -> word.equals("/usr/local/etc/haproxy/haproxy.cfg") ? own.toString() : word);
    // https://github.com/docker-library/haproxy/blob/master/docker-entrypoint.sh
    command.addAll(1, List.of("-W", "-db"));
    return command;
  }
}
