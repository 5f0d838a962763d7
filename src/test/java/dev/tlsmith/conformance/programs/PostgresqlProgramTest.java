package dev.tlsmith.conformance.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL of Debian, told by flags, with the pg_hba.conf of the bundle. */
class PostgresqlProgramTest extends ProgramContract {

  /** Debian keeps each version in a folder of its own, which is not on the PATH. */
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  @Override
  String product() {
    return "postgresql";
  }

  @Override
  List<String> programs() {
    return List.of("pg_ctlcluster"); // of postgresql-common, which every server of Debian needs
  }

  @Override
  List<String> versionCommand() {
    return List.of(program("postgres"), "--version");
  }

  /** A StartupMessage of an account, which a server that lets the client in answers by SASL. */
  @Override
  Dialogue dialogue() {
    String message = "\0\3\0\0user\0postgres\0database\0postgres\0\0";
    String length = "\0\0\0" + (char) (message.getBytes(StandardCharsets.ISO_8859_1).length + 4);
    return new Dialogue(Dialogue.Opening.POSTGRES, _ -> length + message, "SCRAM-SHA-256", false);
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    String data = folder.resolve("data").toString();
    RunningProgram.run(
        folder, List.of(program("initdb"), "-D", data, "-U", "postgres", "-A", "trust"));
    List<String> emitted = service.command();
    return Stream.of(
            List.of(program(emitted.getFirst())),
            emitted.subList(1, emitted.size()),
            List.of("-D", data, "-k", folder.toString()))
        .flatMap(List::stream)
        .toList();
  }

  private static String program(String name) {
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      Path newest = versions.max(Comparator.naturalOrder()).orElseThrow();
      return newest.resolve("bin").resolve(name).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
