package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.ProductPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/products/} is made of the packs: what a reader is told a product can do is what it
 * can. {@code -Dgolden.update=true} rewrites it.
 */
class ProductPagesTest {

  private static final Path PAGES = Path.of("docs/products");
  private static final Path PACKS = Path.of("src/main/resources/products");

  static Collection<ProductPack> packs() {
    return PackLoader.load(null).packs();
  }

  /** The rules that every product has. */
  private static Set<Rule> common() {
    Set<Rule> common = new LinkedHashSet<>(packs().iterator().next().rules());
    packs().forEach(pack -> common.retainAll(pack.rules()));
    return common;
  }

  @ParameterizedTest
  @MethodSource("packs")
  void thePageOfAProductSaysWhatItsPackSays(ProductPack pack) throws IOException {
    Path guide = PACKS.resolve(pack.id()).resolve("guide.md");
    String own = Files.exists(guide) ? Files.readString(guide) : "";
    MadePage.hold(PAGES.resolve(pack.id() + ".md"), new ProductPage(pack, common(), own).text());
  }

  @Test
  void theFirstPageHasEveryProductAndTheRulesOfAll() throws IOException {
    MadePage.hold(PAGES.resolve("README.md"), ProductPage.overview(packs(), common()));
  }

  /** The first page of all says of each what is proven, so that nobody believes more. */
  @Test
  void theTableOfTheReadmeIsMadeOfThePacks() throws IOException {
    Path readme = Path.of("").toAbsolutePath().resolve("README.md");
    String before = Files.readString(readme);
    String head = "| proven | products, with the versions of it |\n|---|---|\n";
    int begin = before.indexOf(head) + head.length();
    int end = before.indexOf("\n\n", begin) + 1;
    assertThat(before).contains(head);
    String rows = String.join("\n", ProductPage.rows(packs())) + "\n";
    MadePage.hold(readme, before.substring(0, begin) + rows + before.substring(end));
  }

  @Test
  void noPageIsLeftOfAProductThatIsGone() throws IOException {
    List<String> expected =
        Stream.concat(Stream.of("README.md"), packs().stream().map(pack -> pack.id() + ".md"))
            .toList();
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
