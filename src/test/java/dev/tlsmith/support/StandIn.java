package dev.tlsmith.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.support.ServerProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real programs of the kinds that Camunda's closed images hold, told about TLS by their environment
 * alone.
 */
public final class StandIn {

  private static final Path SPRING_BOOT = Path.of("target/spring-boot");
  private static final Path SCRIPTS = Path.of("src/test/resources/stand-ins");

  private StandIn() {}

  /**
   * {@link SpringServer}, for restapi: {@code /ping} on the application's port, {@code
   * /health/readiness} on that of the management.
   */
  public static ProgramProcess spring(Path folder, Ports ports, Map<String, String> environment) {
    int[] listening = {ports.https(), ports.management()};
    return ProgramProcess.start(
        StartUp.cached("spring", springCommand(ports), environment, listening),
        environment,
        folder.resolve("spring.log"),
        listening);
  }

  /** The same, where it is expected to give up; returns what it said. */
  public static String springFailure(Path folder, Ports ports, Map<String, String> environment) {
    return ProgramProcess.failure(springCommand(ports), environment, folder.resolve("spring.log"));
  }

  private static List<String> springCommand(Ports ports) {
    try {
      return List.of(
          java(),
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx160m",
          "-cp",
          StartUp.jar(SpringServer.class, Map.of()) + ":" + libraries(),
          SpringServer.class.getName(),
          "--spring.main.banner-mode=off",
          "--logging.level.root=warn",
          "--server.port=" + ports.https(),
          "--management.server.port=" + ports.management(),
          "--management.endpoints.web.base-path=/",
          "--management.endpoint.health.probes.enabled=true");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link SpringServer} with its libraries in a folder, told nothing yet. */
  public static List<String> springCommand(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("application"));
    try (Stream<Path> jars = Files.list(SPRING_BOOT)) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, own.resolve(jar.getFileName()));
      }
    }
    Path application = StartUp.jar(SpringServer.class, Map.of());
    Files.copy(application, own.resolve("application.jar"));
    return List.of(
        java(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx160m",
        "-cp",
        own.resolve("*").toString(),
        SpringServer.class.getName(),
        "--spring.main.banner-mode=off",
        "--logging.level.root=warn");
  }

  /** The version of Spring Boot among its libraries, e.g. {@code "3.5.7"}. */
  public static String springVersion() {
    try (Stream<Path> jars = Files.list(SPRING_BOOT)) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.matches("spring-boot-[0-9.]+\\.jar"))
          .map(name -> name.replaceAll("spring-boot-|\\.jar", ""))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the build lays them out; nothing of this project is among them. */
  private static String libraries() throws IOException {
    try (Stream<Path> jars = Files.list(SPRING_BOOT)) {
      List<String> paths = jars.map(jar -> jar.toAbsolutePath().toString()).sorted().toList();
      return String.join(":", paths);
    }
  }

  /** The serial numbers of the certificates that a JVM with an environment trusts. */
  public static List<String> trusted(Path folder, Map<String, String> environment) {
    return printed(folder, environment, List.of(), TrustPrinter.class).lines().toList();
  }

  /**
   * What a URL answers to a JVM with an environment, or why it was not reached.
   *
   * @param names host names that are this machine; there are no others
   */
  public static String fetched(
      Path folder, Map<String, String> environment, List<String> names, String url) {
    try {
      String lines = String.join("", names.stream().map("127.0.0.1 %s\n"::formatted).toList());
      Path hosts = Files.writeString(folder.resolve("hosts"), lines);
      List<String> flags = List.of("-Djdk.net.hosts.file=" + hosts);
      return printed(folder, environment, flags, UrlPrinter.class, url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String printed(
      Path folder,
      Map<String, String> environment,
      List<String> flags,
      Class<?> main,
      String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
      command.addAll(flags);
      String jar = StartUp.jar(main, Map.of()).toString();
      command.addAll(List.of("-cp", jar, main.getName()));
      command.addAll(List.of(arguments));
      Path errors = folder.resolve("printed.log");
      Path output = folder.resolve("printed.txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectError(errors.toFile())
              .redirectOutput(output.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(300, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no answer within five minutes: " + command);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(Files.readString(errors));
      }
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * A Node server, for webapp or Console; skips the test where there is no Node. {@code /ping},
   * {@code /restapi}, {@code /restapi-management} and {@code /call?url=} on the application's port,
   * {@code /health/readiness} on that of the management.
   *
   * @param program whose variables it reads: {@code webapp} or {@code console}
   * @param routes the port of this machine by the port that it thinks it calls
   */
  public static ProgramProcess node(
      Path folder,
      String program,
      Ports ports,
      Map<String, String> environment,
      Map<Integer, Integer> routes) {
    return ProgramProcess.start(
        nodeCommand(program, ports, routes),
        environment,
        folder.resolve(program + ".log"),
        ports.https(),
        ports.management());
  }

  /** The same, where it is expected to give up; returns what it said. */
  public static String nodeFailure(
      Path folder, String program, Ports ports, Map<String, String> environment) {
    return ProgramProcess.failure(
        nodeCommand(program, ports, Map.of()), environment, folder.resolve(program + ".log"));
  }

  private static List<String> nodeCommand(
      String program, Ports ports, Map<Integer, Integer> routes) {
    assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
    List<String> command = new ArrayList<>(List.of("node", script("node-server.js"), program));
    command.add(String.valueOf(ports.https()));
    command.add(String.valueOf(ports.management()));
    routes.forEach((from, to) -> command.add(from + "=" + to));
    return command;
  }

  /**
   * A PHP server, for websockets: {@code /up}; skips the test where there is no PHP.
   *
   * @param environment with the certificate, or it serves plain HTTP
   */
  public static ProgramProcess php(Path folder, int port, Map<String, String> environment) {
    assumeTrue(CommandLine.exists("php"), "php is not on the PATH");
    return ProgramProcess.start(
        List.of("php", script("websockets-server.php"), String.valueOf(port)),
        environment,
        folder.resolve("websockets.log"),
        port);
  }

  private static String script(String name) {
    return SCRIPTS.resolve(name).toAbsolutePath().toString();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** With further variables. */
  public static Map<String, String> with(Map<String, String> environment, String... more) {
    Map<String, String> all = new HashMap<>(environment);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }
}
