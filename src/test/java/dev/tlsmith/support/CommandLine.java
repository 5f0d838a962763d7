package dev.tlsmith.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs the tools that check our work independently; a test is skipped where one is missing. */
public final class CommandLine {

  private CommandLine() {}

  /** What a tool said, on both streams, and its exit code. */
  public record Output(int exitCode, String text) {}

  /** Runs openssl in a folder; skips the test where there is none. */
  public static Output openssl(Path folder, String... arguments) {
    Assumptions.assumeTrue(exists("openssl"), "openssl is not on the PATH");
    return run(folder, Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList());
  }

  /** Every keytool of this machine, the running JDK's first; never empty. */
  public static List<Path> keytools() throws IOException {
    Path own = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return List.of(own);
    }
    try (Stream<Path> homes = Files.list(all)) {
      Stream<Path> others =
          homes
              .filter(home -> !Files.isSymbolicLink(home))
              .map(home -> home.resolve("bin/keytool"))
              .filter(Files::isExecutable);
      return Stream.concat(Stream.of(own), others.sorted()).distinct().toList();
    }
  }

  /** What makes a short-lived JVM start sooner, for the tools of the JDK. */
  private static final List<String> QUICK =
      List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC");

  /** Runs a command in a folder. */
  public static Output run(Path folder, List<String> arguments) {
    List<String> command = new ArrayList<>(arguments);
    if (command.getFirst().endsWith("/keytool")) {
      command.addAll(1, QUICK);
    }
    try {
      Path log = Files.createTempFile(folder, "output", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("no answer within 10 min: " + command);
      }
      return new Output(
          process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether a tool is on the PATH. */
  public static boolean exists(String tool) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
