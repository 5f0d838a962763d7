package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} says of each package what its {@code package-info.java} says. */
class ArchitecturePageTest {

  private static final Path ROOT = Path.of("src/main/java/dev/tlsmith");
  private static final Pattern FIRST_SENTENCE =
      Pattern.compile("(?s)/\\*\\*\\s*(.*?\\.)(?=\\s|$).*");
  private static final Pattern RULE =
      Pattern.compile("(?s)Imports run one way: \\{@code (.*?)}\\.");

  @Test
  void thePackagesAreThoseOfTheSources() throws IOException {
    StringBuilder made = new StringBuilder();
    Matcher rule = RULE.matcher(plain(ROOT.resolve("package-info.java")));
    assertThat(rule.find()).as("the import rule in the root's package-info").isTrue();
    made.append("Imports run one way: `").append(rule.group(1)).append("`.\n\n");
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> packages =
          files
              .filter(file -> file.endsWith("package-info.java"))
              .map(Path::getParent)
              .filter(folder -> !folder.equals(ROOT))
              .sorted()
              .toList();
      for (Path folder : packages) {
        made.append(line(folder));
      }
    }
    MadePage.holdPart(Path.of("docs/architecture.md"), "packages", made.toString());
  }

  private static String line(Path folder) throws IOException {
    Path name = ROOT.relativize(folder);
    Matcher sentence = FIRST_SENTENCE.matcher(plain(folder.resolve("package-info.java")));
    assertThat(sentence.matches()).as("%s has a first sentence", folder).isTrue();
    String said = sentence.group(1).replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`");
    return "  ".repeat(name.getNameCount() - 1)
        + "- [`%s`](../%s): %s\n".formatted(name.getFileName(), folder, said);
  }

  /** The Javadoc on one line, without its asterisks; braces of code count as its own. */
  private static String plain(Path info) throws IOException {
    return Files.readString(info).replaceAll("\\s*\n \\* ?", " ").replaceAll(" +", " ");
  }
}
