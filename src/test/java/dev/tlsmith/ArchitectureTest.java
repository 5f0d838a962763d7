package dev.tlsmith;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.ClusterSource;
import dev.tlsmith.spec.IssuingSource;
import dev.tlsmith.spec.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the import rules of {@code dev.tlsmith.package-info}, and that no class names a product.
 */
class ArchitectureTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final Path PRODUCTS = RESOURCES.resolve("products");
  private static final String ROOT = "dev.tlsmith";

  /** From the top down: a package may import those of a later row, and not its neighbours. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("http", "listener", "command"),
          List.of("request", "bundle"),
          List.of("image", "inspection"),
          List.of("material", "chart"),
          List.of("product", "proof", "access", "audit", "capacity", "authority"),
          List.of("rendering", "keystore", "archive"),
          List.of("certificate"),
          List.of("spec", "report"),
          List.of("problem"));

  /** The same within a package that has rooms; {@code ""} is the package itself. */
  private static final Map<String, List<List<String>>> ROOMS =
      Map.of(
          "product",
          List.of(
              List.of("loading"),
              List.of("resolution"),
              List.of("pack"),
              List.of("setting"),
              List.of("compose", "helm")),
          "access",
          List.of(List.of(""), List.of("caller"), List.of("policy")),
          "bundle",
          List.of(List.of(""), List.of("tool")),
          "rendering",
          List.of(List.of("yaml"), List.of("")),
          "certificate",
          List.of(
              List.of("issuing", "supplied", "request"),
              List.of("path", "encoding", "openpgp"),
              List.of("")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageHasAPlaceInTheOrder() {
    List<String> placed = LAYERS.stream().flatMap(List::stream).map(n -> ROOT + "." + n).toList();
    List<String> packages =
        CLASSES.stream().map(JavaClass::getPackageName).distinct().sorted().toList();
    assertThat(packages).contains(ROOT).containsAll(placed);
    assertThat(packages)
        .allSatisfy(
            name ->
                assertThat(
                        placed.stream().anyMatch(p -> name.equals(p) || name.startsWith(p + ".")))
                    .as("%s stands in no layer", name)
                    .isEqualTo(!name.equals(ROOT)));
  }

  @Test
  void importsRunOneWay() {
    for (int i = 0; i < LAYERS.size(); i++) {
      for (String name : LAYERS.get(i)) {
        List<String> below = new ArrayList<>(List.of(name));
        LAYERS.subList(i + 1, LAYERS.size()).forEach(below::addAll);
        String[] allowed = below.stream().map(n -> ROOT + "." + n + "..").toArray(String[]::new);
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + name + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
            .because("%s may only see %s".formatted(name, below))
            .check(CLASSES);
      }
    }
  }

  @Test
  void importsRunOneWayWithinAPackageThatHasRooms() {
    ROOMS.forEach(
        (owner, rows) -> {
          Set<String> rooms = new TreeSet<>();
          for (int i = 0; i < rows.size(); i++) {
            List<String> below =
                rows.subList(i + 1, rows.size()).stream().flatMap(List::stream).toList();
            for (String room : rows.get(i)) {
              rooms.add(room(owner, room));
              List<String> allowed = new ArrayList<>(List.of(room(owner, room)));
              below.forEach(name -> allowed.add(room(owner, name)));
              noClasses()
                  .that()
                  .resideInAPackage(room(owner, room))
                  .should()
                  .dependOnClassesThat(
                      resideInAPackage(ROOT + "." + owner + "..")
                          .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                  .because("%s may only see %s".formatted(room, below))
                  .check(CLASSES);
            }
          }
          assertThat(
                  CLASSES.stream()
                      .map(JavaClass::getPackageName)
                      .filter(name -> name.startsWith(ROOT + "." + owner))
                      .filter(name -> !name.equals(ROOT + "." + owner) || rooms.contains(name)))
              .isSubsetOf(rooms);
        });
    assertThat(CLASSES.stream().map(JavaClass::getPackageName))
        .as("rooms have a place in an order")
        .allMatch(
            name ->
                name.chars().filter(c -> c == '.').count() <= 2
                    || ROOMS.keySet().stream()
                        .anyMatch(o -> name.startsWith(ROOT + "." + o + ".")));
  }

  private static String room(String owner, String room) {
    return ROOT + "." + owner + (room.isEmpty() ? "" : "." + room);
  }

  @Test
  void aRoomHoldsOneIdea() throws IOException {
    for (Path sources : List.of(SOURCES, Path.of("src/test/java"))) {
      try (Stream<Path> files = Files.walk(sources)) {
        Map<Path, Long> perRoom =
            files
                .filter(file -> file.toString().endsWith(".java"))
                .collect(
                    Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        assertThat(perRoom)
            .isNotEmpty()
            .allSatisfy((room, count) -> assertThat(count).as("%s", room).isLessThanOrEqualTo(30L));
      }
    }
  }

  @Test
  void packagesAndClassesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                JavaClass outermost = outermost(javaClass);
                // Micronaut's own, beside the class that they are generated for.
                boolean generated = outermost.getName().contains(".$");
                return generated
                    ? SliceIdentifier.ignore()
                    : SliceIdentifier.of(outermost.getName());
              }

              @Override
              public String getDescription() {
                return "classes with those nested in them";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  private static JavaClass outermost(JavaClass javaClass) {
    return javaClass.getEnclosingClass().map(ArchitectureTest::outermost).orElse(javaClass);
  }

  @ParameterizedTest
  @CsvSource({"org.bouncycastle, certificate", "com.hubspot.jinjava, rendering"})
  void aLibraryIsSeenByOnePackageOnly(String library, String owner) {
    assertThat(
            CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith(ROOT + "." + owner))
                .anyMatch(c -> uses(c, library)))
        .as("%s is used by %s at all", library, owner)
        .isTrue();
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + owner + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(CLASSES);
  }

  private static boolean uses(JavaClass javaClass, String library) {
    return javaClass.getDirectDependenciesFromSelf().stream()
        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(library));
  }

  @Test
  void noClassBesidesTheToolsAsksWhichTargetItHas() {
    // A switch over an enum reads its constants through a map that the compiler keeps beside it.
    assertThat(
            CLASSES.stream()
                .filter(c -> !c.getFullName().startsWith(Target.class.getName()))
                .filter(
                    c ->
                        c.getFieldAccessesFromSelf().stream()
                            .anyMatch(ArchitectureTest::isConstant))
                .map(c -> c.getFullName().replaceFirst("\\$\\d+$", ""))
                .distinct())
        .as("adding a target touches Target, TargetTools and the tool of its own, and a trait")
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("TargetTools", "ChartTool", "ComposeTool", "HelmTool", "KubectlTool")
                .map(name -> ROOT + ".bundle.tool." + name)
                .toList());
  }

  private static boolean isConstant(JavaFieldAccess access) {
    return access.getTargetOwner().isEquivalentTo(Target.class)
        && Stream.of(Target.values()).anyMatch(one -> one.name().equals(access.getName()));
  }

  @Test
  void noClassBesidesItsOwnersKnowsACertificateSourceByItsKind() {
    assertThat(
            CLASSES.stream()
                .filter(c -> !isOfSources(c))
                .filter(
                    c ->
                        c.getDirectDependenciesFromSelf().stream()
                            .map(Dependency::getTargetClass)
                            .anyMatch(target -> target.isRecord() && isOfSources(target)))
                .map(JavaClass::getName))
        .as("adding a source touches CertificateSource, SignerSelection, what signs, and a trait")
        .containsExactlyInAnyOrder(
            ROOT + ".material.SignerSelection",
            ROOT + ".product.loading.Trial",
            ROOT + ".product.resolution.CertificateModel",
            ROOT + ".spec.TlsSpec");
  }

  private static boolean isOfSources(JavaClass javaClass) {
    return Stream.of(CertificateSource.class, IssuingSource.class, ClusterSource.class)
        .anyMatch(owner -> (javaClass.getName() + "$").startsWith(owner.getName() + "$"));
  }

  @Test
  void noTemplateOrRuleComparesTheNameOfASource() throws IOException {
    Pattern comparison = Pattern.compile("certificate\\.source\\s*(?:[=!]=|(?:not\\s+)?in\\b)");
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      List<Path> texts = files.filter(f -> f.toString().matches(".*\\.(j2|yaml)")).toList();
      assertThat(texts).hasSizeGreaterThan(20);
      for (Path text : texts) {
        assertThat(Files.readString(text)).as("%s", text).doesNotContainPattern(comparison);
      }
    }
  }

  @Test
  void noClassIsNamedForWhatItIsNot() {
    assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
        .isNotEmpty()
        .noneMatch(name -> name.matches("Abstract.*|.*(Impl|Utils?|Helper)"));
  }

  @Test
  void everyPackageSaysWhatLivesThereAndIsNullMarked() throws IOException {
    Map<String, JavaPackage> packages =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .collect(Collectors.toMap(JavaPackage::getName, p -> p, (a, b) -> a, TreeMap::new));
    for (Map.Entry<String, JavaPackage> entry : packages.entrySet()) {
      Path info = SOURCES.resolve(entry.getKey().replace('.', '/')).resolve("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info)).as("%s", info).startsWith("/**");
      assertThat(entry.getValue().isAnnotatedWith(NullMarked.class))
          .as("%s is @NullMarked", entry.getKey())
          .isTrue();
    }
  }

  /**
   * What some products are besides: a language of configuration, a format of metrics, a runtime
   * that images are made for.
   */
  private static final Set<String> ELSEWHERE =
      Set.of("nginx", "prometheus", "micronaut", "quarkus", "spring-boot", "node");

  @Test
  void noJavaSourceNamesAProduct() throws IOException {
    List<String> names = new ArrayList<>(List.of("camunda", "zeebe", "keycloak"));
    try (Stream<Path> packs = Files.list(PRODUCTS)) {
      packs
          .map(p -> p.getFileName().toString())
          .filter(n -> !n.startsWith("_"))
          // Its own name, in every package: that it can make its own TLS is no knowledge in Java.
          .filter(n -> !n.equals("tlsmith"))
          .filter(n -> !ELSEWHERE.contains(n))
          .forEach(names::add);
    }
    assertThat(names).as("there are packs at all").hasSizeGreaterThan(3);
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(50);
      for (Path source : sources) {
        String text = Files.readString(source).toLowerCase(Locale.ROOT);
        assertThat(text).as("%s names a product", source).doesNotContain(names);
      }
    }
  }
}
