package dev.tlsmith.product.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.product.loading.PackLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductCatalogueTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String GUIDE = "src/main/resources/products/nginx";
  private static final Path EXAMPLE = Path.of("src/test/resources/packs/acme-server");

  private static final Path TRAITS = Path.of("src/main/resources/products/_shared/traits");

  @TempDir private Path packs;
  private Path pack;

  @BeforeEach
  void copyTheExample() throws IOException {
    pack = packs.resolve("acme-server");
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, pack.resolve(EXAMPLE.relativize(file).toString()));
      }
    }
  }

  private ProductCatalogue catalogue() {
    return PackLoader.load(packs.toString());
  }

  private void replace(String file, String text, String replacement) throws IOException {
    Path path = pack.resolve(file);
    String before = Files.readString(path);
    assertThat(before).contains(text);
    Files.writeString(path, before.replace(text, replacement));
  }

  @Test
  void aFolderOutsideTheJarAddsItsPacksToTheBuiltInOnes() {
    assertThat(catalogue().find("acme-server")).isPresent();
    assertThat(catalogue().packs()).hasSizeGreaterThan(1);
    assertThat(PackLoader.load(null).find("acme-server")).isEmpty();
  }

  /** The service does not check them itself. */
  @Test
  void everyPackOfTheJarIsSound() {
    List<String> sound = new ArrayList<>();
    assertThat(PackLoader.check(null, sound)).isEmpty();
    assertThat(sound).hasSizeGreaterThan(3);
  }

  @Test
  void theExampleInTheGuideToPacksIsThisPack() throws IOException {
    String guide = Files.readString(Path.of("docs/packs.md"));
    for (String file :
        List.of(
            "product.yaml",
            "configuration.j2",
            "helm/values-tls.yaml.j2",
            "examples/by-default/spec.yaml")) {
      assertThat(guide).contains(Files.readString(Path.of(GUIDE).resolve(file)));
    }
  }

  @Test
  void theGuideNamesEveryTraitWithItsFactsOptionsAndRules() throws IOException {
    List<String> rows = Files.readAllLines(Path.of("docs/packs.md"));
    try (Stream<Path> traits = Files.list(TRAITS)) {
      for (Path trait : traits.toList()) {
        JsonNode brought = YAML.readTree(trait.resolve("trait.yaml").toFile());
        List<String> names = new ArrayList<>();
        brought.path("facts").fieldNames().forEachRemaining(names::add);
        brought.path("options").fieldNames().forEachRemaining(names::add);
        brought.path("rules").forEach(rule -> names.add(rule.elements().next().asText()));
        assertThat(rows)
            .filteredOn(row -> row.startsWith("| `" + trait.getFileName() + "` |"))
            .singleElement()
            .satisfies(row -> assertThat(names).allMatch(name -> row.contains("`" + name + "`")));
      }
    }
  }

  /** What CONTRIBUTING and the guide promise of a server that reads PEM. */
  @Test
  void theExampleInTheGuideHasAtMostAHundredLines() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(GUIDE))) {
      List<Path> own =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("/examples/"))
              .toList();
      assertThat(own).hasSizeLessThanOrEqualTo(3);
      assertThat(own.stream().mapToLong(ProductCatalogueTest::lines).sum())
          .isLessThanOrEqualTo(100);
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          id: acme-server ; id: other ; name folder and id alike
          title: Acme Server ; titel: Acme Server ; 'titel' is not a field here
          title: Acme Server ; # ; 'title' is required
          pointer: /clientAuthentication ; # ; 'no-client-certificates': its condition names no option
          error: no-client ; fatal: no-client ; write 'error', 'warning' or 'note', and its code behind it
          template: compose/overlay.yaml.j2 ; # ; there is no template 'docker-compose.tls.yaml.j2'
          template: compose/overlay.yaml.j2 ; template: compose/none.j2 ; there is no template 'compose/none.j2'
          template: compose/overlay.yaml.j2 ; template: ../../etc/passwd ; there is no file '../../etc/passwd'
          when: serves.application ; when: serves.aplication ; 'serves.aplication' is not defined
          when: serves.application ; when: serves.application == ; rule
          clientAuthentication != 'none' ; options.nope ; 'options.nope' is not defined
          {{ release | text }} ; {{ release }} ; must end in a filter
          {{ release | text }} ; {{ relase | text }} ; 'relase' is not defined
          default: 8443 ; default: 80 ; the default of option /port
          id: acme-server ; "id: acme-server\\nid: acme-server" ; product.yaml
          components: ; chart: {name: a, versions: [{from: a}]}\\ncomponents: ; not both
          components: ; chart: {name: a, path: /a, versions: [{from: a}]}\\ncomponents: ; give a relative folder
          components: ; chart: {name: a, path: a/../b, versions: [{from: a}]}\\ncomponents: ; give a relative folder
          """)
  void aWrongDefinitionStopsTheStartWithAMessageForItsAuthor(
      String text, String replacement, String message) throws IOException {
    replace("product.yaml", text, replacement.replace("\\n", "\n"));
    String expected = message.equals("rule") ? "file 'docker-compose.tls.yaml', when" : message;
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("acme-server/product.yaml:")
        .hasMessageContaining(expected);
  }

  @Test
  void aTemplateInWhichAValueLandsWithoutAFilterStopsTheStart() throws IOException {
    replace("compose/overlay.yaml.j2", "{{ options.port | compose }}", "{{ options.port }}");
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("acme-server/compose/overlay.yaml.j2:7: ")
        .hasMessageContaining("must end in a filter");
  }

  @Test
  void aTemplateThatDoesNotParseStopsTheStart() throws IOException {
    replace("compose/overlay.yaml.j2", "services:", "{% if %}services:");
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("compose/overlay.yaml.j2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "certificate.keyWithCaller",
        "version.line == '2.1'",
        "targets | length == 1",
        "document.warnings or document.leaf"
      })
  void aDocumentThatNamesWhatThereIsNotStopsTheStart(String when) throws IOException {
    String text = "{%% if %s %%}{{ options.nope | markdown }}{%% endif %%}\n".formatted(when);
    Files.writeString(pack.resolve("document/TLS.md.j2"), "# A\n\n" + text);
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("acme-server/document/TLS.md.j2:3: 'options.nope' is not defined");
  }

  @Test
  void aMessageThatNamesWhatThereIsNotStopsTheStart() throws IOException {
    replace("product.yaml", "and '{{ clientAuthentication | text }}'", "'{{ options.no | text }}'");
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("rule 'no-client-certificates', message: ")
        .hasMessageContaining("'options.no' is not defined");
  }

  @Test
  void aFileThatDoesNotParseStopsTheStart() throws IOException {
    replace("compose/overlay.yaml.j2", "services:", "services: [");
    assertThatThrownBy(this::catalogue)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("acme-server/compose/overlay.yaml.j2: ")
        .hasMessageContaining("does not parse as YAML");
  }

  @Test
  void anIdThatIsTakenStopsTheStart() throws IOException {
    Path taken = packs.resolve("kestra");
    Files.move(pack, taken);
    pack = taken;
    replace("product.yaml", "id: acme-server", "id: kestra");
    assertThatThrownBy(this::catalogue).hasMessageContaining("the id is taken by another pack");
  }

  @Test
  void aSymbolicLinkInAPackStopsTheStart() throws IOException {
    Files.createSymbolicLink(pack.resolve("compose/link.j2"), Path.of("/etc/hostname"));
    assertThatThrownBy(this::catalogue).hasMessageContaining("is a symbolic link");
  }

  @Test
  void aFolderWithoutADefinitionStopsTheStart() throws IOException {
    Files.createDirectory(packs.resolve("empty"));
    assertThatThrownBy(this::catalogue).hasMessageContaining("'product.yaml' is missing");
  }
}
