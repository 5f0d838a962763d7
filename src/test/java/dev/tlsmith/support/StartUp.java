package dev.tlsmith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Lets JVMs that tests start again and again start sooner: from a jar, with a cache of what the
 * first of them loaded (JEP 514). Each is made once in a run of the tests.
 */
final class StartUp {

  private static final Path FOLDER = Path.of("target/stand-ins").toAbsolutePath();
  private static final Map<String, Path> JARS = new ConcurrentHashMap<>();
  private static final Map<String, String> CACHES = new ConcurrentHashMap<>();

  private StartUp() {}

  /**
   * A jar with the files below a class's root whose names contain its own.
   *
   * @param texts further files, by their names
   */
  static Path jar(Class<?> program, Map<String, String> texts) {
    return JARS.computeIfAbsent(
        program.getSimpleName(),
        name -> {
          try {
            return packed(program, texts, name);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path packed(Class<?> program, Map<String, String> texts, String name)
      throws IOException {
    Path content = Files.createTempDirectory(Files.createDirectories(FOLDER), name);
    Path classes = Path.of(program.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().contains(name)) {
          Path copy = content.resolve(classes.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(content.resolve(text.getKey()), text.getValue());
    }
    Path jar = FOLDER.resolve(name + ".jar");
    List<String> arguments =
        List.of("--create", "--file", jar.toString(), "-C", content.toString(), ".");
    int exitCode =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IOException("jar ended with " + exitCode);
    }
    return jar;
  }

  /**
   * A command with the flag for its cache. The first call makes that, by a run of the command.
   *
   * @param name of the cache
   * @param command a JVM; its class path has jars alone
   * @param ports that it listens on when it is ready
   */
  static List<String> cached(
      String name, List<String> command, Map<String, String> environment, int... ports) {
    String cache =
        CACHES.computeIfAbsent(name, absent -> train(absent, command, environment, ports));
    return with("-XX:AOTCache=" + cache, command);
  }

  private static String train(
      String name, List<String> command, Map<String, String> environment, int... ports) {
    String cache = FOLDER.resolve(name + ".aot").toString();
    Path log = FOLDER.resolve(name + ".log");
    try (ProgramProcess program =
        ProgramProcess.start(
            with("-XX:AOTCacheOutput=" + cache, command), environment, log, ports)) {
      program.end();
    }
    return cache;
  }

  private static List<String> with(String flag, List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.add(1, flag);
    return all;
  }
}
