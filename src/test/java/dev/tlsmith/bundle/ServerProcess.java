package dev.tlsmith.bundle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@link PingServer} in a JVM of its own, with nothing in its environment but what it is given. Its
 * own configuration has a port for plain HTTP and one for management, as Kestra's has.
 */
final class ServerProcess implements AutoCloseable {

  private static final String OWN_CONFIGURATION =
      """
      ping.server: true
      micronaut.server: {host: 127.0.0.1, port: $http}
      endpoints.all: {port: $management, enabled: true, sensitive: false}
      """;

  private static final String QUIET =
      """
      <configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender">
      <encoder><pattern>%level %msg%n</pattern></encoder></appender>
      <root level="warn"><appender-ref ref="out"/></root></configuration>
      """;

  /** Three ports that were free a moment ago. */
  record Ports(int http, int management, int https) {

    static Ports free() {
      try (ServerSocket a = new ServerSocket(0);
          ServerSocket b = new ServerSocket(0);
          ServerSocket c = new ServerSocket(0)) {
        return new Ports(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final ProgramProcess process;

  private ServerProcess(ProgramProcess process) {
    this.process = process;
  }

  /** Starts a server and waits until it accepts connections on the port for HTTPS. */
  static ServerProcess start(Path folder, Ports ports, Map<String, String> environment) {
    List<String> command = command(folder, ports, environment);
    return new ServerProcess(
        ProgramProcess.start(command, environment, folder.resolve("server.log"), ports.https()));
  }

  /** Starts a server that is expected to give up, and returns what it said. */
  static String failure(Path folder, Ports ports, Map<String, String> environment) {
    List<String> command = command(folder, ports, environment);
    return ProgramProcess.failure(command, environment, folder.resolve("server.log"));
  }

  /** Runs a main class of the tests with flags for the JVM, and returns what it prints. */
  static String print(Path folder, List<String> flags, Class<?> main, String... arguments) {
    try {
      List<String> command = new ArrayList<>(java(folder));
      command.addAll(1, flags);
      command.add(main.getName());
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path folder, Ports ports, Map<String, String> environment) {
    try {
      Path own = Files.createDirectories(folder.resolve("server"));
      Files.writeString(
          own.resolve("application.yml"),
          OWN_CONFIGURATION
              .replace("$http", String.valueOf(ports.http()))
              .replace("$management", String.valueOf(ports.management())));
      Files.writeString(own.resolve("logback.xml"), QUIET);
      List<String> command = new ArrayList<>(java(folder));
      // As Kestra's launcher does it: exec java ${JAVA_OPTS}, unquoted.
      Stream.of(environment.getOrDefault("JAVA_OPTS", "").split(" "))
          .filter(flag -> !flag.isEmpty())
          .forEach(flag -> command.add(1, flag));
      command.add(PingServer.class.getName());
      return command;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A JVM with the libraries of the tests, and of this project the stand-in for Kestra alone.
   * Kestra has no micronaut-security on its class path, which would ask for a login here.
   */
  private static List<String> java(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("server"));
    Path classes =
        Path.of(PingServer.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.contains("PingServer") || name.contains("TrustPrinter")) {
          Path copy = own.resolve(classes.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.write(copy, Files.readAllBytes(file));
        }
      }
    }
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar") && !path.contains("micronaut-security"))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx160m",
        "-cp",
        own + File.pathSeparator + libraries);
  }

  @Override
  public void close() {
    process.close();
  }
}
