package dev.tlsmith.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.support.CommandLine.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * docker-compose. The one that is written in Python is started once and forked for each run ({@code
 * compose-runner.py}), since its start takes longer than what is asked of it.
 */
public final class DockerCompose {

  private static final Path RUNNER = Path.of("src/test/resources/compose-runner.py");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Optional<DockerCompose> RUNNING = start();

  private final BufferedReader answers;
  private final Writer orders;

  private DockerCompose(Process process) {
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Runs it in a folder; skips the test where there is none.
   *
   * @param environment besides that of this process
   */
  public static Output run(Path folder, Map<String, String> environment, List<String> arguments) {
    Assumptions.assumeTrue(
        CommandLine.exists("docker-compose"), "docker-compose is not on the PATH");
    if (RUNNING.isPresent()) {
      return RUNNING.get().order(folder, environment, arguments);
    }
    List<String> command = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add("docker-compose");
    command.addAll(arguments);
    return CommandLine.run(folder, command);
  }

  private synchronized Output order(
      Path folder, Map<String, String> environment, List<String> arguments) {
    try {
      Path output = Files.createTempFile(folder, "output", ".txt");
      Map<String, Object> order =
          Map.of(
              "folder",
              folder.toAbsolutePath().toString(),
              "environment",
              environment,
              "arguments",
              arguments,
              "output",
              output.toAbsolutePath().toString());
      orders.write(JSON.writeValueAsString(order) + "\n");
      orders.flush();
      int exitCode = Integer.parseInt(String.valueOf(answers.readLine()));
      return new Output(exitCode, Files.readString(output, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its own interpreter, which has its modules, where it is a script of Python. */
  private static Optional<DockerCompose> start() {
    Optional<Path> script =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "docker-compose"))
            .filter(Files::isExecutable)
            .findFirst();
    try {
      String first =
          script.isEmpty()
              ? ""
              : Files.readString(script.get(), StandardCharsets.ISO_8859_1)
                  .lines()
                  .findFirst()
                  .orElse("");
      if (!first.startsWith("#!") || !first.contains("python")) {
        return Optional.empty();
      }
      List<String> command = new ArrayList<>(List.of(first.substring(2).strip().split(" +")));
      command.add(RUNNER.toString());
      // It ends with this process, whose end is the end of its orders.
      return Optional.of(
          new DockerCompose(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
