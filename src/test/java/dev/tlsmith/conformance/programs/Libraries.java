package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program on the JVM that is a class path: that of {@code src/test/programs/<name>/pom.xml},
 * which {@code -Pconformance} lays out.
 *
 * @param name of that folder
 * @param artifact the one among them whose version is the program's
 */
record Libraries(String name, String artifact) {

  private Path folder() {
    return Path.of("target/programs", name, "target/dependency").toAbsolutePath();
  }

  /** The version of the program, e.g. {@code "4.1.1"}. */
  String version() {
    Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d[\\d.]*)\\.jar");
    try (Stream<Path> jars = Files.list(folder())) {
      return jars.map(path -> jar.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matched -> matched.group(1))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs a class of it, on the JVM of the tests. */
  List<String> java(String main, String... arguments) {
    Stream<String> command =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            folder() + "/*",
            main);
    return Stream.concat(command, Stream.of(arguments)).toList();
  }
}
