package dev.tlsmith.support;

import dev.tlsmith.Application;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The service in a JVM of its own, as an operator starts it, on a port of loopback. */
public final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;

  private ServiceProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param folder for its log
   * @param environment its settings
   */
  public static ServiceProcess start(Path folder, Map<String, String> environment) {
    try {
      int port = ServerProcess.Ports.next();
      Path log = folder.resolve("service.log");
      ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().put("MICRONAUT_SERVER_PORT", String.valueOf(port));
      Process process = builder.redirectOutput(log.toFile()).start();
      ServiceProcess service = new ServiceProcess(process, log, port);
      service.await();
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it with settings that it is expected to refuse, and returns what it said. */
  public static String refusal(Path folder, Map<String, String> environment) {
    try {
      Path log = folder.resolve("service.log");
      ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(log.toFile()).start();
      if (process.waitFor() == 0) {
        throw new AssertionError("the service ended as if all were well");
      }
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command() {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !Files.exists(Path.of(path, "logback-test.xml")))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath,
        Application.class.getName());
  }

  private void await() throws IOException {
    while (!accepts()) {
      if (!process.isAlive()) {
        throw new AssertionError("the service did not start:\n" + log());
      }
      pause();
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The port of {@link #address}. */
  public int port() {
    return port;
  }

  /** Asks it to end, as Docker and Kubernetes do. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until it has ended, and returns its exit code. */
  public int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** What it has logged so far. */
  public String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
