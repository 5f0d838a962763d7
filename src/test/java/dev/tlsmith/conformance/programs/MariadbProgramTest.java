package dev.tlsmith.conformance.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** MariaDB of Debian, told by flags, reloaded by a statement. */
class MariadbProgramTest extends ProgramContract {

  @Override
  String product() {
    return "mariadb";
  }

  @Override
  List<String> programs() {
    return List.of("mariadbd", "mariadb-install-db", "mariadb");
  }

  @Override
  List<String> versionCommand() {
    return List.of("mariadbd", "--version");
  }

  /** The login of an account without a password, which an OK packet answers. */
  @Override
  Dialogue dialogue() {
    String login =
        "\5\u00aa\n\0" // capabilities, as in the SSLRequest
            + "\0\0\0\1" // largest packet
            + "\u002d" // utf8mb4
            + "\0".repeat(23)
            + "root\0"
            + "\0" // no answer to the challenge
            + "mysql_native_password\0";
    String hello = (char) login.length() + "\0\0\2" + login;
    return new Dialogue(Dialogue.Opening.MYSQL, _ -> hello, "\0\0\0\2\0\0\0", false);
  }

  @Override
  List<String> clientAuthentications() {
    return List.of("want");
  }

  @Override
  List<String> command(EmittedService service, Path folder) {
    String data = "--datadir=" + folder.resolve("data");
    RunningProgram.run(
        folder,
        List.of(
            "mariadb-install-db",
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            data));
    List<String> emitted = service.command();
    return Stream.of(
            List.of(emitted.getFirst(), "--no-defaults"),
            emitted.subList(1, emitted.size()),
            List.of(
                data,
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--connect-timeout=120"))
        .flatMap(List::stream)
        .toList();
  }
}
