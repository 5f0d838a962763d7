package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** RabbitMQ of Debian, which reads its part of the configuration from the folder conf.d. */
class RabbitmqProgramTest extends ProgramContract {

  /** Debian's commands on the PATH are for root and its own user only. */
  private static final String PATH = "/usr/lib/rabbitmq/bin:/usr/bin:/bin";

  private final Set<Integer> innerPorts = new HashSet<>();

  @Override
  String product() {
    return "rabbitmq";
  }

  @Override
  List<String> programs() {
    return List.of("rabbitmqctl", "epmd");
  }

  @Override
  List<String> versionCommand() {
    return List.of("dpkg-query", "--show", "--showformat=${Version}", "rabbitmq-server");
  }

  /** The header of the protocol, which Connection.Start answers. */
  @Override
  Dialogue dialogue() {
    return Dialogue.direct("AMQP\0\0\u0009\1", "RabbitMQ");
  }

  /** Of Erlang's name server and of the node. */
  @Override
  Set<Integer> innerPorts() {
    return innerPorts;
  }

  private int innerPort() {
    int port = Ports.next();
    innerPorts.add(port);
    return port;
  }

  @Override
  Map<String, String> environment(Path folder) {
    int node = innerPort();
    return Map.ofEntries(
        Map.entry("PATH", PATH),
        Map.entry("ERL_EPMD_PORT", String.valueOf(innerPort())),
        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(node)),
        Map.entry("RABBITMQ_NODENAME", "tlsmith-%d@localhost".formatted(node)),
        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
        Map.entry("RABBITMQ_LOGS", "-"),
        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("enabled_plugins").toString()),
        Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString()),
        Map.entry("RABBITMQ_CONFIG_FILES", folder.resolve("root/etc/rabbitmq/conf.d").toString()),
        Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", folder.resolve("generated").toString()),
        Map.entry("RABBITMQ_ALLOW_INPUT", "true"),
        Map.entry("LANG", "C.UTF-8"));
  }

  /** Its name server would outlive it if it were started by the node. */
  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Files.writeString(
        service.path("/etc/rabbitmq/conf.d/10-patient.conf"), "handshake_timeout = 120000\n");
    return List.of(
        "bash",
        "-c",
        "setpriv --pdeathsig KILL epmd -port \"$ERL_EPMD_PORT\" & exec"
            + " /usr/lib/rabbitmq/bin/rabbitmq-server");
  }
}
