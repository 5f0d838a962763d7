package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@code bash} block of every page, in its order and in one folder a page, against a
 * service on this machine. Behind the fence a block says where else it is run: {@code ci} in {@code
 * .ci/run}, {@code recipe} in {@code RecipesTest}; {@code illustration} marks one that cannot be.
 *
 * <p>Tools that need a cluster, a daemon or minutes are stand-ins, which only look whether the
 * files exist that they are given.
 */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.certificate-authority.certificates",
    value = "src/test/resources/service-ca/ca.crt")
@Property(
    name = "tlsmith.certificate-authority.private-key",
    value = "src/test/resources/service-ca/ca.key")
class DocumentedCommandsTest {

  private static final Path POM = Path.of("pom.xml");

  /** Fails where a file behind -f or --values is missing. */
  private static final String STAND_IN =
      """
      #!/usr/bin/env bash
      echo "$(basename "$0") $*"
      for argument; do
        if [ "${file:-}" = -f ] && ! [ -e "$argument" ]; then echo "no $argument" >&2; exit 1; fi
        file=$argument
      done
      """;

  @Inject EmbeddedServer server;
  @TempDir Path folder;

  static Stream<Page> pages() {
    return Page.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(block -> block.info().equals("bash")));
  }

  private static Stream<Page.Block> shellBlocks() {
    return Page.all().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> Set.of("bash", "sh", "shell", "console").contains(block.language()));
  }

  @Test
  void everyShellBlockSaysWhatRunsIt() {
    assertThat(shellBlocks())
        .extracting(Page.Block::info)
        .hasSizeGreaterThan(10)
        .allMatch(
            info -> Set.of("bash", "bash ci", "bash recipe", "bash illustration").contains(info));
  }

  /** It takes them out of the page by their section. */
  @Test
  void whatCiRunsIsTakenFromThePage() throws IOException {
    String script = Files.readString(Path.of(".ci/run"));
    List<String> sections =
        shellBlocks()
            .filter(block -> block.info().equals("bash ci"))
            .map(Page.Block::section)
            .distinct()
            .toList();
    assertThat(sections).isNotEmpty().allMatch(section -> script.contains('"' + section + '"'));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theCommandsOfAPageDoWhatItSays(Page page) throws IOException {
    for (String tool : List.of("bash", "curl", "unzip", "openssl")) {
      Assumptions.assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    for (String tool : List.of("mvn", "docker", "docker-compose", "helm", "kubectl")) {
      executable("bin/" + tool, STAND_IN);
    }
    executable("bin/less", "#!/bin/sh\ntest -s \"$1\"\n");
    for (Path file : ofCheckout()) {
      if (Files.isExecutable(file)) {
        executable(file.toString(), STAND_IN);
      } else {
        write(file.toString(), Files.readString(file));
      }
    }
    write("values.yaml", "{}\n");
    write("docker-compose.yml", "services: {kestra: {image: \"kestra/kestra:v1.3.0\"}}\n");
    String commands =
        page.blocks().stream()
            .filter(block -> block.info().equals("bash"))
            .map(Page.Block::code)
            .collect(Collectors.joining("\n"))
            .replaceAll(
                "http://127\\.0\\.0\\.1:7465|https://tlsmith\\.example\\.com",
                server.getURI().toString());
    write("commands.sh", "set -euo pipefail\nPATH=\"$PWD/bin:$PATH\"\n" + commands);
    Output output = CommandLine.run(folder, List.of("bash", "commands.sh"));
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text()).doesNotContain("\"status\":4", "\"status\":5");
  }

  /** The tests, properties and profiles that Maven is called with. */
  @Test
  void whatMavenIsGivenExists() throws IOException {
    String pom = Files.readString(POM);
    List<String> commands =
        shellBlocks()
            .flatMap(block -> block.code().lines())
            .filter(line -> line.startsWith("mvn "))
            .toList();
    assertThat(commands).hasSizeGreaterThan(8);
    for (String command : commands) {
      Matcher option =
          Pattern.compile(" -(D|P)([A-Za-z.]+)(?:=['\"]?([^'\" ]*))?").matcher(command);
      while (option.find()) {
        String name = option.group(2);
        if (option.group(1).equals("P")) {
          assertThat(pom).as(command).contains("<id>" + name + "</id>");
        } else if (name.equals("test") || name.equals("it.test")) {
          for (String test : option.group(3).split(",")) {
            assertThat(tests()).as(command).anyMatch(t -> t.matches(test.replace("*", ".*")));
          }
        } else if (!name.startsWith("skip")) {
          assertThat(pom).as(command).containsPattern("<" + Pattern.quote(name) + "[/>]");
        }
      }
    }
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      return sources.map(file -> file.getFileName().toString().replace(".java", "")).toList();
    }
  }

  /** What commands name of a checkout. */
  private static List<Path> ofCheckout() throws IOException {
    try (Stream<Path> bench = Files.list(Path.of("src/bench"));
        Stream<Path> docker = Files.list(Path.of("docker"))) {
      return Stream.concat(bench, docker).filter(Files::isRegularFile).toList();
    }
  }

  private void executable(String path, String text) throws IOException {
    assertThat(write(path, text).toFile().setExecutable(true)).isTrue();
  }

  private Path write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
