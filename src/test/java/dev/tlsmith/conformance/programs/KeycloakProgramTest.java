package dev.tlsmith.conformance.programs;

import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** Keycloak, told by variables. Run by {@code -Pconformance}, which fetches the distribution. */
@Tag("conformance")
class KeycloakProgramTest extends ProgramContract {

  private static final Path DISTRIBUTION = Path.of("target/keycloak");

  private final Set<Integer> innerPorts = new HashSet<>();

  @Override
  String product() {
    return "keycloak";
  }

  @Override
  List<String> programs() {
    return List.of("cp");
  }

  /** The distribution is called by its version. */
  @Override
  List<String> versionCommand() {
    return List.of("echo", distribution().getFileName().toString());
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/realms/master");
  }

  /** A connection of before, on which nobody has said anything, ends with the reload. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  /** By which its transaction manager tells processes apart, on the loopback. */
  @Override
  Set<Integer> innerPorts() {
    return innerPorts;
  }

  @Override
  Map<String, String> environment(Path folder) {
    int transactions = Ports.next();
    innerPorts.add(transactions);
    return Map.of(
        "JAVA_HOME", System.getProperty("java.home"),
        "JAVA_OPTS_APPEND",
            "-XX:TieredStopAtLevel=1 -DCoreEnvironmentBean.socketProcessIdPort=" + transactions,
        "KC_HOSTNAME_STRICT", "false",
        "KC_DB", "dev-mem",
        "KC_CACHE", "local");
  }

  /** It is built for its settings as it starts, and so each has a distribution of its own. */
  @Override
  List<String> command(EmittedService service, Path folder) {
    Path own = folder.resolve("keycloak");
    RunningProgram.run(folder, List.of("cp", "-r", distribution().toString(), own.toString()));
    return List.of("sh", own.resolve("bin/kc.sh").toString(), "start");
  }

  private static Path distribution() {
    try (Stream<Path> folders = Files.list(DISTRIBUTION)) {
      return folders.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
