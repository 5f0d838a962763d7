package dev.tlsmith.bundle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a server and waits until it accepts connections on the port for HTTPS. */
  static ServerProcess start(Path folder, Ports ports, Map<String, String> environment) {
    ServerProcess server = launch(folder, ports, environment);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
    while (!accepts(ports.https())) {
      if (!server.process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new AssertionError("no server on %s:%n%s".formatted(ports, server.log()));
      }
      pause();
    }
    return server;
  }

  /** Starts a server that is expected to give up, and returns what it said. */
  static String failure(Path folder, Ports ports, Map<String, String> environment) {
    try (ServerProcess server = launch(folder, ports, environment)) {
      if (!server.process.waitFor(300, TimeUnit.SECONDS) || server.process.exitValue() == 0) {
        throw new AssertionError("the server runs");
      }
      return server.log();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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

  private static ServerProcess launch(Path folder, Ports ports, Map<String, String> environment) {
    try {
      Path own = Files.createDirectories(folder.resolve("server"));
      Files.writeString(
          own.resolve("application.yml"),
          OWN_CONFIGURATION
              .replace("$http", String.valueOf(ports.http()))
              .replace("$management", String.valueOf(ports.management())));
      Files.writeString(own.resolve("logback.xml"), QUIET);
      Path log = folder.resolve("server.log");
      List<String> command = new ArrayList<>(java(folder));
      // As Kestra's launcher does it: exec java ${JAVA_OPTS}, unquoted.
      Stream.of(environment.getOrDefault("JAVA_OPTS", "").split(" "))
          .filter(flag -> !flag.isEmpty())
          .forEach(flag -> command.add(1, flag));
      command.add(PingServer.class.getName());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new ServerProcess(builder.redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JVM with the libraries of the tests, and of this project the stand-in for Kestra alone. */
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
            .filter(path -> path.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx160m",
        "-cp",
        own + File.pathSeparator + libraries);
  }

  /** Whether anything listens on a port of this machine. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String log() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
