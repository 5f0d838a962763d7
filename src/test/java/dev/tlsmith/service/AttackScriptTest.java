package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The measurement beside an attacker, for three seconds. Whether the bounds hold is for a quiet
 * machine to say; here it has to come to a verdict, with answers to the other caller behind it.
 */
@MicronautTest
@Timeout(300)
@EnabledOnOs(OS.LINUX)
@Property(name = "micronaut.server.port", value = "-1")
class AttackScriptTest {

  @Inject EmbeddedServer server;
  @TempDir Path folder;

  @Test
  void theMeasurementBesideAnAttackerComesToAVerdict() {
    for (String tool : List.of("bash", "wrk", "curl", "awk")) {
      Assumptions.assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    String script = Path.of("src/bench/load.sh").toAbsolutePath().toString();
    Output output =
        CommandLine.run(
            folder,
            List.of("env", "TLSMITH_URL=" + server.getURI(), "bash", script, "attack", "3"));
    assertThat(output.exitCode()).as(output.text()).isBetween(0, 1);
    assertThat(output.text())
        .contains("The attacker's specs: RSA_4096 with ", ", EC_P256 with ")
        .containsPattern("\\| validations \\| [1-9]\\d* \\|")
        .containsPattern("\\| bundles \\| [1-9]\\d* \\|")
        .containsPattern("(?m)^verdict: (held|missed: .*)$")
        .doesNotContain("missed: attacker", "attack.sh: line", "load.sh: line", "awk:");
  }
}
