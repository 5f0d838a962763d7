package dev.tlsmith.command;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the beginning of a pack for a server that reads PEM files. */
@Command(
    name = "new",
    description =
        "Writes the beginning of a pack for a server that reads PEM files. What is not given is"
            + " asked for, where there is a terminal.",
    mixinStandardHelpOptions = true)
final class NewPack implements Callable<Integer> {

  /**
   * What the files are made of: {@code @id@} and so on. A line that needs what was not given is
   * left out.
   */
  private static final List<String> FILES =
      List.of("product.yaml", "examples/by-default/spec.yaml");

  /** What comes with them, below a folder of the name of what tells the program. */
  private static final Map<String, List<String>> FURTHER_FILES =
      Map.of(
          "variables", List.of("helm/values-tls.yaml.j2"),
          "configuration", List.of("helm/values-tls.yaml.j2", "configuration.j2"));

  private static final List<String> TOLD_BY = List.of("certificate", "key", "configuration");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "The folder of packs; the pack gets one in it.")
  private Path folder;

  @Option(names = "--id", description = "Its id and folder, e.g. acme-server.")
  private @Nullable String id;

  @Option(names = "--title", description = "Its name for readers, e.g. 'Acme Server'.")
  private @Nullable String title;

  @Option(names = "--documentation", description = "The page about TLS that its readers follow.")
  private @Nullable String documentation;

  @Option(names = "--line", description = "Its newest version line, e.g. 2.1.")
  private @Nullable String line;

  @Option(names = "--certificate", description = "The variable that names the certificate's file.")
  private @Nullable String certificate;

  @Option(names = "--key", description = "The variable that names the key's file.")
  private @Nullable String key;

  @Option(
      names = "--configuration",
      description =
          "Instead of variables: where the container has a part of its configuration, e.g."
              + " /etc/acme/conf.d/tls.conf.")
  private @Nullable String configuration;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields before call
  NewPack() {}

  @Override
  public Integer call() throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put("id", answer("--id", id, "[a-z]([a-z0-9-]{0,61}[a-z0-9])?"));
    answers.put("title", answer("--title", title, "\\P{Cntrl}+"));
    answers.put("documentation", answer("--documentation", documentation, "https://\\S+"));
    answers.put("line", answer("--line", line, "[0-9]+(\\.[0-9]+)*"));
    Map<String, String> files = new LinkedHashMap<>();
    FILES.forEach(file -> files.put(file, file));
    String toldBy = configuration == null ? "variables" : "configuration";
    FURTHER_FILES
        .getOrDefault(toldBy, List.of())
        .forEach(file -> files.put(file, toldBy + "/" + file));
    if (configuration == null) {
      answers.put("certificate", answer("--certificate", certificate, "[A-Za-z_][A-Za-z0-9_]*"));
      answers.put("key", answer("--key", key, "[A-Za-z_][A-Za-z0-9_]*"));
    } else {
      answers.put("configuration", answer("--configuration", configuration, "(/[A-Za-z0-9._-]+)+"));
    }
    Path pack = folder.resolve(answers.getOrDefault("id", ""));
    if (Files.exists(pack)) {
      throw new ParameterException(
          spec.commandLine(), "'%s' is there already; choose another --id".formatted(pack));
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path written = pack.resolve(file.getKey());
      Files.createDirectories(written.getParent());
      Files.writeString(written, filled(text(file.getValue()), answers));
      spec.commandLine().getOut().println(written);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private String answer(String option, @Nullable String given, String pattern) {
    String description = spec.findOption(option).description()[0];
    Console console = System.console();
    String answer = given;
    while (answer == null && console != null && console.isTerminal()) {
      answer = console.readLine("%s%n  %s: ", description, option.substring(2));
    }
    if (answer == null || !answer.strip().matches(pattern)) {
      String rule =
          answer == null
              ? "%s is missing; give it: %s"
              : "'%3$s' does not fit %s; give what it is: %s";
      throw new ParameterException(spec.commandLine(), rule.formatted(option, description, answer));
    }
    return answer.strip();
  }

  private static String filled(String text, Map<String, String> answers) {
    String filled =
        text.lines()
            .filter(
                line ->
                    TOLD_BY.stream()
                        .allMatch(
                            name -> answers.containsKey(name) || !line.contains("@" + name + "@")))
            .collect(Collectors.joining("\n", "", "\n"));
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      String quoted =
          '"' + new String(JsonStringEncoder.getInstance().quoteAsString(answer.getValue())) + '"';
      filled =
          filled
              .replace("\"@" + answer.getKey() + "@\"", quoted)
              .replace("@" + answer.getKey() + "@", answer.getValue());
    }
    return filled;
  }

  private static String text(String file) {
    try (InputStream in = NewPack.class.getResourceAsStream("/skeleton/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
