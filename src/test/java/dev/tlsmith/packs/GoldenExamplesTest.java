package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Examples.Example;
import dev.tlsmith.support.ProgramSyntax;
import dev.tlsmith.support.Service;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every example of every pack gives what stands in its {@code expected/}: each text file, the list
 * of files with their modes, the warnings and the commands, or the faults. What a key makes random
 * is replaced by its name. {@code -Dgolden.update=true} rewrites; {@code -Dpacks.dir=…} adds packs.
 */
class GoldenExamplesTest {

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  /**
   * Long, and the same everywhere but for its head: it stands in one example of each source. {@code
   * answer.yaml} says of every example whether there is one.
   */
  private static final String SCRIPT = "renew.sh";

  private static ApplicationContext context;
  private static final Map<String, Set<String>> FIRED = new TreeMap<>();

  @BeforeAll
  static void start() {
    context = Examples.context();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @TestFactory
  Stream<DynamicTest> everyExampleGivesWhatItsFolderExpects() {
    Stream<DynamicTest> examples =
        Examples.all().stream()
            .map(
                example ->
                    DynamicTest.dynamicTest(
                        example.pack() + ": " + example.name(), () -> compare(example)));
    Stream<DynamicTest> rules =
        Examples.all().stream()
            .map(Example::pack)
            .distinct()
            .map(
                pack ->
                    DynamicTest.dynamicTest(
                        pack + ": every rule is fired by an example",
                        () -> assertThat(FIRED.get(pack)).containsAll(rules(pack))));
    return Stream.concat(examples, rules);
  }

  private static void compare(Example example) throws IOException {
    Map<String, String> actual = answer(example);
    for (Map.Entry<String, String> file : actual.entrySet()) {
      assertThat(ProgramSyntax.complaint(file.getKey(), file.getValue()))
          .as("what the program says that reads %s", file.getKey())
          .isEmpty();
    }
    Path folder = example.expected();
    if (!Files.exists(folder.resolve(SCRIPT))) {
      actual.remove(SCRIPT);
    }
    if (UPDATE) {
      rewrite(folder, actual);
    }
    assertThat(actual.keySet())
        .as(
            "files of %s (mvn test -Dtest=GoldenExamplesTest -Dgolden.update=true rewrites)",
            folder)
        .isEqualTo(paths(folder));
    for (Map.Entry<String, String> file : actual.entrySet()) {
      assertThat(file.getValue())
          .as("%s/%s", folder, file.getKey())
          .isEqualTo(Files.readString(folder.resolve(file.getKey())));
    }
  }

  private static Map<String, String> answer(Example example) throws IOException {
    Set<String> fired = FIRED.computeIfAbsent(example.pack(), pack -> new TreeSet<>());
    try {
      SpecRequest request =
          context.getBean(SpecReader.class).read(example.spec(), "application/yaml");
      BundleGenerator generator = context.getBean(BundleGenerator.class);
      Bundle bundle = request.answer(() -> Service.generate(generator, request.spec()));
      bundle.warnings().stream().map(Warning::code).forEach(fired::add);
      return texts(bundle);
    } catch (InvalidSpecException refusal) {
      refusal.faults().forEach(fault -> fired.add(fault.code()));
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("kind", refusal.kind());
      problem.put("errors", refusal.faults());
      return new TreeMap<>(Map.of("problem.yaml", YAML.writeValueAsString(problem)));
    }
  }

  private static Map<String, String> texts(Bundle bundle) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (BundleFile file : bundle.files()) {
      if (isMaterial(file)) {
        String name = "<%s>".formatted(file.path());
        names.put(Base64.getEncoder().encodeToString(file.content()), name);
        if (file.text() != null) {
          names.put(file.text().replace("\n", "\\n"), name);
        }
      }
      names.put(file.sha256(), "<digest>");
    }
    names.put(context.getRequiredProperty("tlsmith.version", String.class), "<version>");
    for (Bundle.DeploymentResult deployment : bundle.deployments()) {
      String of = bundle.deployments().size() == 1 ? "" : " of " + deployment.product();
      name(deployment.certificate(), "leaf" + of, names);
      name(deployment.authority(), "authority", names);
    }
    // A CA bundle begins with the CA's own file.
    List<String> longestFirst =
        names.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    for (BundleFile file : bundle.files()) {
      if (!isMaterial(file)) {
        String text = String.valueOf(file.text());
        for (String found : longestFirst) {
          text = text.replace(found, names.get(found));
        }
        texts.put(file.path(), text);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    if (bundle.deployments().size() == 1) {
      Bundle.DeploymentResult deployment = bundle.deployments().getFirst();
      answer.put("version", deployment.version());
      answer.put("chartVersion", deployment.chartVersion());
      answer.put("targets", deployment.targets());
    } else {
      answer.put("deployments", bundle.deployments().stream().map(d -> deployment(d)).toList());
    }
    answer.put(
        "files",
        bundle.files().stream()
            .map(f -> "%s %s%s".formatted(f.mode(), f.path(), f.secret() ? " (secret)" : ""))
            .toList());
    answer.put("warnings", bundle.warnings().stream().map(Warning::code).toList());
    answer.put("next", bundle.next());
    texts.put("answer.yaml", YAML.writeValueAsString(answer));
    return texts;
  }

  private static Map<String, Object> deployment(Bundle.DeploymentResult deployment) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("product", deployment.product());
    answer.put("version", deployment.version());
    answer.put("chartVersion", deployment.chartVersion());
    answer.put("release", deployment.release());
    answer.put("targets", deployment.targets());
    return answer;
  }

  private static boolean isMaterial(BundleFile file) {
    boolean folder = file.path().matches("(.*/)?(tls|docker/trust)/.*|ca/.*");
    return folder && !file.path().endsWith(".env");
  }

  private static void name(
      @Nullable CertificateSummary certificate, String name, Map<String, String> names) {
    if (certificate != null) {
      names.put(certificate.sha256Fingerprint(), "<fingerprint of the %s>".formatted(name));
      names.put(certificate.serialNumber(), "<serial number of the %s>".formatted(name));
      names.put(certificate.issuer(), "<issuer of the %s>".formatted(name));
    }
  }

  private static Set<String> rules(String pack) throws IOException {
    Set<String> codes = new TreeSet<>();
    Path own = Path.of(Examples.packsDirectory()).resolve(pack);
    Path folder = Files.isDirectory(own) ? own : Examples.PRODUCTS.resolve(pack);
    for (JsonNode rule : YAML.readTree(folder.resolve("product.yaml").toFile()).path("rules")) {
      codes.add(code(rule));
    }
    if (folder.equals(Examples.PRODUCTS.resolve("kestra"))) {
      Path shared = Examples.PRODUCTS.resolve("_shared/rules.yaml");
      YAML.readTree(shared.toFile()).path("rules").forEach(rule -> codes.add(code(rule)));
    }
    return codes;
  }

  private static String code(JsonNode rule) {
    return Stream.of(Severity.values())
        .map(severity -> rule.path(severity.word()).asText())
        .collect(Collectors.joining());
  }

  private static Set<String> paths(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rewrite(Path folder, Map<String, String> files) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** Kept so that the list of packs cannot silently be empty. */
  @Test
  void thereAreExamples() {
    assertThat(Examples.all()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(List.copyOf(Examples.all()).stream().map(Example::pack).distinct()).isNotEmpty();
  }
}
