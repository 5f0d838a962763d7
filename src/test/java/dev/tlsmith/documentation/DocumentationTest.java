package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.product.pack.ProductPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** README.md and {@code docs/}. */
class DocumentationTest {

  private static final int FIRST_SCREEN = 30;

  static List<Page> pages() {
    return Page.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkWithinTheRepositoryLeadsToAFileAndAHeadingThatExist(Page page) {
    for (String link : page.links()) {
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty()
              ? page.path()
              : page.path().resolveSibling(parts[0]).normalize().toAbsolutePath();
      assertThat(target).as("%s links '%s'", page, link).exists();
      if (parts.length == 2) {
        assertThat(Page.of(target.toString()).anchors())
            .as("%s, %s", page, link)
            .contains(parts[1]);
      }
    }
  }

  @Test
  void everyPageIsLinkedFromAnother() {
    List<Path> linked =
        pages().stream()
            .flatMap(
                page ->
                    page.links().stream()
                        .filter(link -> !link.matches("[a-z]+:.*|#.*"))
                        .map(link -> page.path().resolveSibling(link.split("#", 2)[0]).normalize())
                        .filter(link -> !link.equals(page.path())))
            .toList();
    assertThat(linked)
        .containsAll(
            pages().stream().map(Page::path).filter(p -> !p.equals(Path.of("README.md"))).toList());
  }

  @Test
  void readmeIsShortAndBeginsWithTheCommandsOfANewcomer() {
    String readme = Page.of("README.md").text();
    assertThat(readme.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(8_000);
    assertThat(readme.lines().limit(FIRST_SCREEN).collect(Collectors.joining("\n")))
        .contains("\nmvn -q compile exec:exec")
        .contains("\nmvn verify")
        .contains("\ncurl --fail-with-body -d product=");
  }

  @Test
  void readmeNamesEveryProduct() {
    String readme = Page.of("README.md").text();
    assertThat(readme).contains("(docs/products/README.md)");
    for (ProductPack pack : PackLoader.load(null).packs()) {
      assertThat(readme).containsPattern("[|;] " + Pattern.quote(pack.title()) + " \\(");
    }
  }

  @Test
  void thePageOfAllProductsHasEachWithItsVersions() {
    List<String> lines = Page.of("docs/products/README.md").text().lines().toList();
    for (ProductPack pack : PackLoader.load(null).packs()) {
      String versions =
          pack.versions().stream()
              .map(version -> version.line() + (version.preview() ? " (preview)" : ""))
              .collect(Collectors.joining(", "));
      String row =
          "| `%s` | [%s](%s.md) | %s |".formatted(pack.id(), pack.title(), pack.id(), versions);
      assertThat(lines).as(row).anyMatch(line -> line.startsWith(row));
    }
  }

  /** The overlay in README.md is the golden one, less comments. */
  @Test
  void theOverlayInReadmeIsTheOneOfTheQuickStart() throws IOException {
    Path golden =
        Path.of(
            "src/main/resources/products/kestra/examples/everything-by-default/expected",
            "docker-compose.tls.yaml");
    String overlay =
        Files.readString(golden)
            .lines()
            .filter(line -> !line.strip().startsWith("#"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(Page.of("README.md").blocks()).extracting(Page.Block::code).contains(overlay);
  }

  @Test
  void everyFieldOfTheSpecAndEverySourceIsExplained() throws IOException {
    JsonNode schema = yaml("src/main/resources/schema/spec.schema.yaml");
    String spec = Page.of("docs/spec.md").text();
    List<String> fields = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(fields::add);
    assertThat(fields).hasSizeGreaterThan(10).allMatch(field -> spec.contains("`" + field + "`"));
    String sources = Page.of("docs/sources.md").text();
    JsonNode known = schema.at("/$defs/CertificateSource/properties/source/enum");
    assertThat(known).isNotEmpty();
    known.forEach(source -> assertThat(sources).contains("\n| `%s` |".formatted(source.asText())));
  }

  @Test
  void everyEndpointIsListed() throws IOException {
    String spec = Page.of("docs/spec.md").text();
    List<String> paths = new ArrayList<>();
    yaml("openapi.yaml").path("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths)
        .hasSizeGreaterThan(5)
        .allMatch(path -> spec.contains(path.replaceFirst("\\.tgz$|/\\{target}$", "")));
  }

  private static JsonNode yaml(String path) throws IOException {
    return new YAMLMapper().readTree(Path.of(path).toFile());
  }
}
