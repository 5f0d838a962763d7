package dev.tlsmith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A server in a process of its own, with nothing in its environment but what it is given. */
public final class ProgramProcess implements AutoCloseable {

  private static final int SECONDS_TO_START = 300;

  private final Process process;
  private final Path log;

  private ProgramProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a server and waits until it accepts connections on each of the ports. */
  public static ProgramProcess start(
      List<String> command, Map<String, String> environment, Path log, int... ports) {
    ProgramProcess server = launch(command, environment, log);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
    while (!IntStream.of(ports).allMatch(ProgramProcess::accepts)) {
      if (!server.process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new AssertionError(
            "no server on %s:%n%s".formatted(IntStream.of(ports).boxed().toList(), server.log()));
      }
      pause();
    }
    return server;
  }

  /** Starts a server that is expected to give up, and returns what it said. */
  static String failure(List<String> command, Map<String, String> environment, Path log) {
    try (ProgramProcess server = launch(command, environment, log)) {
      if (!server.process.waitFor(SECONDS_TO_START, TimeUnit.SECONDS)
          || server.process.exitValue() == 0) {
        throw new AssertionError("the server runs");
      }
      return server.log();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ProgramProcess launch(
      List<String> command, Map<String, String> environment, Path log) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new ProgramProcess(builder.redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether anything listens on a port of this machine. */
  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends it a signal.
   *
   * @param name without SIG, e.g. {@code "HUP"}
   */
  public void signal(String name) {
    List<String> kill = List.of("kill", "-s", name, String.valueOf(process.pid()));
    CommandLine.Output output = CommandLine.run(log.toAbsolutePath().getParent(), kill);
    if (output.exitCode() != 0) {
      throw new AssertionError(output.text());
    }
  }

  /** The process, for who looks at what it does. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it has said so far. */
  String log() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, and waits until it has. */
  void end() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_START, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end:%n%s".formatted(log()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly(); // first, or it would start others in their place
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
