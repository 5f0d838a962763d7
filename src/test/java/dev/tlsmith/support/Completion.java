package dev.tlsmith.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.support.CommandLine.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a caller does whose key never left them: the commands at the beginning of {@code TLS.md}, as
 * written.
 */
public final class Completion {

  /** The key of the requests in the examples. */
  static final Path KEY = Path.of("src/test/resources/request/your.key");

  private static final String HEADING = "\n## First: complete the bundle with your key\n";

  private Completion() {}

  /** The bundle with the files that the caller made; itself where its keys are in it. */
  public static TestBundle of(TestBundle bundle) {
    if (scripts(bundle).isEmpty()) {
      return bundle;
    }
    try {
      Path folder = Files.createTempDirectory("completion");
      try {
        bundle.unpack(folder);
        run(bundle, folder);
        return withNewFiles(bundle, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the commands where the bundle was unpacked. */
  public static void run(TestBundle bundle, Path folder) throws IOException {
    for (String tool : List.of("bash", "openssl")) {
      assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    if (!Files.exists(folder.resolve("your.key"))) {
      Files.copy(KEY, folder.resolve("your.key"));
    }
    for (String script : scripts(bundle)) {
      Output output = CommandLine.run(folder, List.of("bash", "-ec", script));
      assertThat(output.exitCode()).as(output.text()).isZero();
    }
  }

  /** Puts the request where the script for renewal looks for it. */
  public static void writeRequest(TestBundle bundle, Path folder) throws IOException {
    Files.writeString(
        folder.resolve("your.csr"), bundle.spec().at("/certificate/request").asText());
  }

  /** The first block of shell below the heading, of each page that has it. */
  public static List<String> scripts(TestBundle bundle) {
    List<String> scripts = new ArrayList<>();
    for (String path : bundle.paths()) {
      String page = path.matches("(.*/)?TLS\\.md") ? bundle.text(path) : "";
      int heading = page.indexOf(HEADING);
      int start = heading < 0 ? -1 : page.indexOf("\n```bash\n", heading);
      if (start >= 0 && page.indexOf("\n## ", heading + 1) > start) {
        int from = start + "\n```bash\n".length();
        scripts.add(page.substring(from, page.indexOf("\n```", from)));
      }
    }
    return scripts;
  }

  private static TestBundle withNewFiles(TestBundle bundle, Path folder) throws IOException {
    List<BundleFile> files = new ArrayList<>(bundle.bundle().files());
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!bundle.has(name) && !name.equals("your.key") && !name.matches("output.*\\.txt")) {
          files.add(file(name, Files.readAllBytes(path)));
        }
      }
    }
    files.sort(Comparator.comparing(BundleFile::path));
    Bundle own = bundle.bundle();
    return TestBundle.of(
        bundle.spec(), new Bundle(own.deployments(), files, own.warnings(), own.next()));
  }

  private static BundleFile file(String name, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (name.endsWith(".p12") || name.endsWith(".jks")) {
      return BundleFile.store(name, true, "", content);
    }
    return name.endsWith("-encrypted.key")
        ? BundleFile.encryptedKey(name, "", text)
        : BundleFile.text(name, "text/plain", true, "", text);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
