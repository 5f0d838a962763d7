package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The measurements that CONTRIBUTING.md tells people to run. */
@Timeout(300)
class BenchScriptsTest {

  private static final Path SCRIPTS = Path.of("src/bench");

  @TempDir Path folder;

  @Test
  void shellcheckFindsNothingInThem() throws IOException {
    Assumptions.assumeTrue(CommandLine.exists("shellcheck"), "shellcheck is not on the PATH");
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      List<String> scripts =
          files.map(Path::toString).filter(name -> name.endsWith(".sh")).sorted().toList();
      assertThat(scripts).hasSizeGreaterThan(1);
      Output output =
          CommandLine.run(
              folder,
              List.of(
                  "bash",
                  "-c",
                  "cd '%s' && shellcheck -x %s"
                      .formatted(Path.of("").toAbsolutePath(), String.join(" ", scripts))));
      assertThat(output.exitCode()).as(output.text()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"load.sh nothing", "attack.sh 0", "attack.sh 1m", "scale.sh 1m"})
  void whatIsAskedForWronglyIsAnsweredWithTheUsage(String command) {
    String script = SCRIPTS.toAbsolutePath() + "/" + command;
    Output output = CommandLine.run(folder, List.of("bash", "-c", "bash " + script));
    assertThat(output.exitCode()).isEqualTo(2);
    assertThat(output.text()).contains("src/bench/" + command.split(" ")[0] + " ");
    assertThat(output.text()).as("the header, and no line of the script").doesNotContain("set -");
  }
}
