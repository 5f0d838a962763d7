package dev.tlsmith.support;

import dev.tlsmith.rendering.Syntax;
import dev.tlsmith.support.CommandLine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the programs say whose own languages no parser of this process knows. */
public final class ProgramSyntax {

  /**
   * What a configuration that parses can still lack where no server is to run; nginx says it after
   * it has read the whole file, but for names that it cannot resolve.
   */
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile(
          "syntax is ok|cannot load certificate|PEM_read_bio|BIO_new_file|\\bfailed \\(\\d+:"
              + "|host not found in|no \"ssl_certificate\" is defined");

  private static final Pattern TOP_LEVEL = Pattern.compile("(?m)^\\s*(events|http|stream)\\s*\\{");
  private static final Pattern IN_HTTP = Pattern.compile("(?m)^\\s*(server|upstream|map)\\b.*\\{");

  /** The first line of renew.sh that is the same for every bundle. */
  private static final String END_OF_RENEWAL = "\nprevious=previous\n";

  private static final Set<String> JUDGED_ENDS = ConcurrentHashMap.newKeySet();

  private ProgramSyntax() {}

  /**
   * What is wrong with a text.
   *
   * @return the program's words; empty if it takes the text, or is not on this machine
   */
  public static String complaint(String path, String text) throws IOException {
    return switch (Syntax.of(path)) {
      case SHELL -> shell(text);
      case JAVASCRIPT -> CommandLine.exists("node") ? javascript(path, text) : "";
      case NGINX -> CommandLine.exists("nginx") ? nginx(text) : "";
      case HELM_TEMPLATE, YAML, JSON, TOML, XML, PROPERTIES, ENVIRONMENT, MARKDOWN, TEXT -> "";
    };
  }

  private static String shell(String script) throws IOException {
    return inFolder(
        folder -> {
          Files.writeString(folder.resolve("script.sh"), script);
          Output bash = CommandLine.run(folder, List.of("bash", "-n", "script.sh"));
          if (bash.exitCode() != 0 || !CommandLine.exists("shellcheck")) {
            return bash.text();
          }
          Files.writeString(folder.resolve("script.sh"), withoutKnownEnd(script));
          return CommandLine.run(folder, List.of("shellcheck", "-s", "bash", "script.sh")).text();
        });
  }

  /**
   * renew.sh is one program with what it knows of a bundle in front: its end, which takes
   * shellcheck seconds, is the same in all, and was looked at with the first.
   */
  private static String withoutKnownEnd(String script) {
    int at = script.indexOf(END_OF_RENEWAL);
    if (at < 0 || JUDGED_ENDS.add(script.substring(at))) {
      return script;
    }
    return script.substring(0, at).replaceFirst("\n", "\n# shellcheck disable=SC2034,SC2154\n");
  }

  /** Parsed and not run; the end of its name says which kind of module it is. */
  private static String javascript(String path, String module) throws IOException {
    String name = Path.of(path).getFileName().toString();
    return inFolder(
        folder -> {
          Files.writeString(folder.resolve(name), module);
          return CommandLine.run(folder, List.of("node", "--check", name)).text();
        });
  }

  /** As a whole configuration, as what is included into {@code http}, or into {@code server}. */
  private static String nginx(String text) throws IOException {
    String part = "include part.conf;";
    String whole =
        TOP_LEVEL.matcher(text).find()
            ? part
            : IN_HTTP.matcher(text).find()
                ? "events {} http { %s }".formatted(part)
                : "events {} http { server { %s } }".formatted(part);
    return inFolder(
        folder -> {
          Files.writeString(folder.resolve("part.conf"), text);
          Files.writeString(folder.resolve("nginx.conf"), whole);
          Output output =
              CommandLine.run(
                  folder,
                  List.of(
                      "nginx", "-t", "-p", folder.toString(), "-c", "nginx.conf", "-e", "stderr"));
          Matcher environment = OF_THE_MACHINE.matcher(output.text());
          return output.exitCode() == 0 || environment.find() ? "" : output.text();
        });
  }

  private interface Work {
    String in(Path folder) throws IOException;
  }

  private static String inFolder(Work work) throws IOException {
    Path folder = Files.createTempDirectory("syntax");
    try {
      return work.in(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
