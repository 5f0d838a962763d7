package dev.tlsmith.conformance.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.ProgramProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A program of this machine in a folder that is its own, as a user without rights. */
final class RunningProgram implements AutoCloseable {

  private static final String USER = "nobody";
  private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  private final Path folder;
  private final List<String> command;
  private final Map<String, String> environment;
  private final int port;
  private ProgramProcess process;

  /**
   * Starts a program and waits until it accepts connections.
   *
   * @param folder that it may write to
   * @param environment besides {@code PATH} and {@code HOME}
   */
  RunningProgram(Path folder, List<String> command, Map<String, String> environment, int port) {
    this.folder = folder;
    this.command = asUser(command);
    this.environment = new HashMap<>(Map.of("PATH", PATH, "HOME", folder.toString()));
    this.environment.putAll(environment);
    this.port = port;
    this.process = start();
  }

  private ProgramProcess start() {
    own(folder);
    return ProgramProcess.start(command, environment, folder.resolve("program.log"), port);
  }

  /** Ends it and starts it again. */
  void restart() {
    process.close();
    process = start();
  }

  /** Sends it a signal, e.g. {@code "HUP"}. */
  void signal(String name) {
    process.signal(name);
  }

  /** The ports that it listens on. */
  Set<Integer> ports() throws IOException {
    return ListeningPorts.of(process.handle());
  }

  /** Runs a command beside it, as in its container: with its user and its variables. */
  void run(List<String> beside) {
    List<String> within = new ArrayList<>(List.of("env", "-i"));
    environment.forEach((name, value) -> within.add(name + "=" + value));
    within.addAll(beside);
    run(folder, within);
  }

  /** Runs a command in its folder as its user does, and returns what it prints. */
  static String run(Path folder, List<String> command) {
    own(folder);
    CommandLine.Output output = CommandLine.run(folder, asUser(command));
    assertThat(output.exitCode()).as("%s: %s", command, output.text()).isZero();
    return output.text();
  }

  private static void own(Path folder) {
    if (isRoot()) {
      CommandLine.run(folder, List.of("chown", "-R", USER, folder.toString()));
    }
  }

  private static List<String> asUser(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> prefix =
        List.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups", "--");
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    process.close();
  }
}
