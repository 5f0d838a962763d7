package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus, which reads its files for each handshake. */
class PrometheusProgramTest extends ProgramContract {

  @Override
  String product() {
    return "prometheus";
  }

  @Override
  List<String> programs() {
    return List.of("prometheus");
  }

  @Override
  List<String> versionCommand() {
    return List.of("prometheus", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/-/ready");
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(configuration, "global: {scrape_interval: 1m}\n");
    List<String> command = new ArrayList<>(List.of("prometheus"));
    for (String word : service.command()) {
      command.add(
          word.replace("=/etc/prometheus/prometheus.yml", "=" + configuration)
              .replace("=/prometheus", "=" + folder.resolve("data")));
    }
    return command;
  }
}
