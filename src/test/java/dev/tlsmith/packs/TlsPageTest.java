package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.spec.Target;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code TLS.md} is short, begins with the commands to run, and has nothing of other bundles. */
class TlsPageTest {

  /** Two screens; what has more components has more ports to check and more files to list. */
  private static final int LINES = 84;

  private static final int LINES_OF_A_COMPONENT = 6;

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```$");

  /** What a page has for a target alone: its heading, its tool, its files. */
  private static final Map<Target, List<String>> MARKS =
      Map.of(
          Target.COMPOSE, List.of("### With docker compose", "docker compose", "overlay"),
          Target.HELM, List.of("Helm chart\n", "helm ", "helm/values-tls.yaml", "--install"),
          Target.CHART,
              List.of("### With a chart", "dependency build", "nested-", "-tls/README.md"),
          Target.KUBERNETES,
              List.of("### In Kubernetes", "--patch-file", "rollout undo", "kustomization.yaml"),
          Target.IMAGE, List.of("image of its own", "docker build", "BASE_IMAGE"));

  static Stream<Arguments> products() {
    return Service.packs().stream()
        .flatMap(
            pack ->
                pack.targets().stream()
                    .map(target -> Arguments.of(pack, target, one(pack, target))));
  }

  private static TestBundle one(ProductPack pack, Target target) {
    boolean namesImages =
        pack.definition().components().stream().allMatch(one -> one.image() != null);
    String base = namesImages ? "" : ", image: {base: 'registry.example.com/app:1'}";
    return Service.bundle(
        "{product: %s, version: '%s', hosts: [app.example.com], targets: [%s]%s}"
            .formatted(pack.id(), newest(pack), target.id(), target == Target.IMAGE ? base : ""));
  }

  private static String newest(ProductPack pack) {
    return pack.versions().stream()
        .filter(version -> !version.preview())
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .line();
  }

  /** Every example and every cell of the matrix, of every product. */
  static Stream<Named<TestBundle>> bundles() {
    return RollBackTest.bundles();
  }

  @ParameterizedTest
  @MethodSource("products")
  void thePageOfOneTargetIsTwoScreens(ProductPack pack, Target target, TestBundle bundle) {
    int most = LINES + (pack.components().size() - 1) * LINES_OF_A_COMPONENT;
    assertThat(bundle.text("TLS.md").lines().count()).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @MethodSource("products")
  void itBeginsWithTheCommandsToRun(ProductPack pack, Target target, TestBundle bundle) {
    List<String> next = bundle.bundle().next();
    assertThat(commands(bundle.text("TLS.md")).getFirst()).isEqualTo(next.subList(1, next.size()));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void whatApplyPrintsForItsTargetsIsWhatTheAnswerCallsNext(TestBundle bundle) {
    String apply = RollBackTest.section(bundle, "Apply");
    int further = apply.indexOf("\n### cert-manager");
    Set<String> printed = new LinkedHashSet<>();
    commands(further < 0 ? apply : apply.substring(0, further)).forEach(printed::addAll);
    List<String> next = bundle.bundle().next();
    assertThat(printed).containsExactlyElementsOf(next.subList(1, next.size()));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void nothingIsSaidOfTargetsThatNobodyAskedFor(TestBundle bundle) {
    List<String> asked = bundle.bundle().deployments().getFirst().targets();
    String page = withoutWarningsAndDifferences(bundle.text("TLS.md"));
    for (Target target : Target.values()) {
      if (!asked.contains(target.id())) {
        boolean byChart = target == Target.HELM && asked.contains(Target.CHART.id());
        List<String> marks = List.of("helm/values-tls.yaml", "--repo ");
        assertThat(page).as(target.id()).doesNotContain(byChart ? marks : MARKS.get(target));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void noSectionIsEmptyAndNoBlockOfCommands(TestBundle bundle) {
    String page = bundle.text("TLS.md");
    assertThat(page).doesNotContainPattern("(?m)^```[a-z]+\\n```$");
    assertThat(page).doesNotContainPattern("(?m)^(#+) [^\\n]+\\n+(\\1 |\\z)");
    assertThat(page).doesNotContain("\n\n\n");
  }

  private static List<List<String>> commands(String text) {
    List<List<String>> blocks = new ArrayList<>();
    BLOCK.matcher(text).results().forEach(block -> blocks.add(block.group(1).lines().toList()));
    return blocks;
  }

  /** Both speak of the product, whatever is applied. */
  private static String withoutWarningsAndDifferences(String page) {
    return Stream.of(page.split("(?m)^(?=## )"))
        .filter(part -> !part.startsWith("## Mind this") && !part.startsWith("## What differs"))
        .reduce("", String::concat);
  }
}
