package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Alertmanager, alone: several of them on this machine would meet on the port of their gossip. */
class AlertmanagerProgramTest extends ProgramContract {

  @Override
  String product() {
    return "alertmanager";
  }

  @Override
  List<String> programs() {
    return List.of("prometheus-alertmanager");
  }

  @Override
  List<String> versionCommand() {
    return List.of("prometheus-alertmanager", "--version");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/-/ready");
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Path configuration = folder.resolve("alertmanager.yml");
    Files.writeString(configuration, "route: {receiver: none}\nreceivers: [{name: none}]\n");
    List<String> command = new ArrayList<>(List.of("prometheus-alertmanager"));
    for (String word : service.command()) {
      command.add(
          word.replace("=/etc/alertmanager/alertmanager.yml", "=" + configuration)
              .replace("=/alertmanager", "=" + folder.resolve("data")));
    }
    command.add("--cluster.listen-address=");
    return command;
  }
}
