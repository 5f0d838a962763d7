package dev.tlsmith.support;

import io.micronaut.core.version.VersionUtils;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@link PingServer} in a JVM of its own, with nothing in its environment but what it is given. Its
 * own configuration has a port for plain HTTP and one for management, as Kestra's has.
 */
public final class ServerProcess implements AutoCloseable {

  private static final String OWN_CONFIGURATION =
      """
      ping.server: true
      micronaut.server: {host: 127.0.0.1, port: "${ping.http}"}
      endpoints.all: {port: "${ping.management}", enabled: true, sensitive: false}
      """;

  private static final String QUIET =
      """
      <configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender">
      <encoder><pattern>%level %msg%n</pattern></encoder></appender>
      <root level="warn"><appender-ref ref="out"/></root></configuration>
      """;

  /** What a Micronaut application has on its class path, and {@link PingServer} itself. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(PingServer|micronaut-(?!micrometer|test)|netty-|react(or|ive)-|jackson-|jakarta"
              + "|slf4j-|logback-|snakeyaml).*");

  /** Three ports that nobody takes before a program that is told of them. */
  public record Ports(int http, int management, int https) {

    /**
     * Below those that the kernel gives away by itself, to clients too: one of these can be gone
     * before the program starts.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    /** Two processes that test at once begin far from each other. */
    private static final AtomicInteger NEXT =
        new AtomicInteger((int) (ProcessHandle.current().pid() * 100 % COUNT));

    public static Ports free() {
      return new Ports(next(), next(), next());
    }

    /** A port that this process gives away once. */
    public static int next() {
      for (int tried = 0; tried < COUNT; tried++) {
        int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
        try (ServerSocket free = new ServerSocket(port)) {
          return free.getLocalPort();
        } catch (IOException e) {
          // somebody has it
        }
      }
      throw new IllegalStateException("no port is free");
    }
  }

  private final ProgramProcess process;

  private ServerProcess(ProgramProcess process) {
    this.process = process;
  }

  /**
   * The command of {@link PingServer} with its libraries in a folder; its environment says where it
   * listens.
   *
   * @param management the port on which it answers health checks without TLS
   */
  public static List<String> command(Path folder, int management) throws IOException {
    Path own = Files.createDirectories(folder.resolve("application"));
    for (String library : classPath().split(File.pathSeparator)) {
      Path jar = Path.of(library);
      if (NEEDED.matcher(jar.getFileName().toString()).matches()) {
        Files.copy(jar, own.resolve(jar.getFileName()));
      }
    }
    return List.of(
        java(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx160m",
        "-Dping.http=0",
        "-Dping.management=" + management,
        "-cp",
        own.resolve("*").toString(),
        PingServer.class.getName());
  }

  /** The version of Micronaut on the class path, e.g. {@code "4.10.26"}. */
  public static String micronautVersion() {
    return String.valueOf(VersionUtils.getMicronautVersion());
  }

  /** Starts a server and waits until it accepts connections on the port for HTTPS. */
  public static ServerProcess start(Path folder, Ports ports, Map<String, String> environment) {
    List<String> command =
        StartUp.cached("ping", command(ports, environment), environment, ports.https());
    return new ServerProcess(
        ProgramProcess.start(command, environment, folder.resolve("server.log"), ports.https()));
  }

  /** Starts a server that is expected to give up, and returns what it said. */
  public static String failure(Path folder, Ports ports, Map<String, String> environment) {
    return ProgramProcess.failure(
        command(ports, environment), environment, folder.resolve("server.log"));
  }

  /** Runs {@link TrustPrinter} with flags for the JVM, and returns what it prints. */
  public static String trusted(Path folder, List<String> flags) {
    try {
      List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
      command.addAll(flags);
      String jar = StartUp.jar(TrustPrinter.class, Map.of()).toString();
      command.addAll(List.of("-cp", jar, TrustPrinter.class.getName()));
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Ports ports, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m"));
    command.add("-Dping.http=" + ports.http());
    command.add("-Dping.management=" + ports.management());
    // As Kestra's launcher does it: exec java ${JAVA_OPTS}, unquoted.
    Stream.of(environment.getOrDefault("JAVA_OPTS", "").split(" "))
        .filter(flag -> !flag.isEmpty())
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath(), PingServer.class.getName()));
    return command;
  }

  /**
   * The libraries of the tests, and of this project the stand-in for Kestra alone. Kestra has no
   * micronaut-security on its class path, which would ask for a login here.
   */
  private static String classPath() {
    Map<String, String> own = Map.of("application.yml", OWN_CONFIGURATION, "logback.xml", QUIET);
    Stream<String> libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar") && !path.contains("micronaut-security"));
    return Stream.concat(Stream.of(StartUp.jar(PingServer.class, own).toString()), libraries)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Override
  public void close() {
    process.close();
  }
}
