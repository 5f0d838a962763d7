package dev.tlsmith.product.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.helm.HelmCharts;
import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version an answer is for where the caller says it, shows it or leaves it out. */
class VersionChoiceTest {

  private static final DeploymentResolver RESOLVER =
      new DeploymentResolver(PackLoader.load(null), new HelmCharts(null));

  @ParameterizedTest
  @CsvSource({
    "kestra, kestra/kestra:v1.0.3, 1.0, 1.0.3",
    "kestra, kestra/kestra:v1.1.4-full, 1.1, 1.1.4",
    "kestra, kestra/kestra:v1.2.0-no-plugins, 1.2, 1.2.0",
    "kestra, kestra/kestra:1.1, 1.1, 1.1",
    "kestra, registry.example.com:5000/team/kestra:v1.0.3, 1.0, 1.0.3",
    "kestra, registry.kestra.io/docker/kestra-ee:v1.2.1, 1.2, 1.2.1",
    "kestra, '${REGISTRY:-kestra}/kestra:${TAG:-v1.1.15}', 1.1, 1.1.15",
    "kestra, '${IMAGE:-kestra/kestra:${TAG-v1.0.9}}', 1.0, 1.0.9",
    "kestra, 'kestra/kestra:v1.0.3@sha256:"
        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 1.0, 1.0.3",
    "kestra, kestra/kestra:v2.0.0-rc6-slim, 2.0, 2.0.0-rc6",
    "camunda-web-modeler, camunda/web-modeler-restapi:8.7.3, 8.7, 8.7.3",
    "camunda-web-modeler, 'camunda/web-modeler-webapp:${CAMUNDA_WEB_MODELER_VERSION:-8.8.1}', 8.8,"
        + " 8.8.1",
    "camunda-web-modeler, camunda/hub:8.10.0-alpha4, 8.10, 8.10.0-alpha4",
    "camunda-console, camunda/console:8.8.25, 8.8, 8.8.25",
    "tlsmith, registry.example.com/tlsmith:0.1.0, 0.1, 0.1.0"
  })
  void theTagOfTheCallersImageIsTheVersion(
      String product, String image, String line, String version) {
    ResolvedDeployment resolved = resolve(product, null, null, running(image));
    assertThat(resolved.versionLine()).isEqualTo(line);
    assertThat(resolved.version()).isEqualTo(version);
    assertThat(resolved.warnings()).extracting(Warning::code).doesNotContain("version-is-assumed");
  }

  @ParameterizedTest
  @CsvSource({
    "kestra, 'image: {tag: v1.0.3}', 1.0",
    "camunda-web-modeler, 'webModeler: {image: {tag: 8.7.2}}', 8.7",
    "camunda-web-modeler, 'webModeler: {restapi: {image: {tag: 8.8.0}}}', 8.8",
    "camunda-console, 'console: {image: {tag: 8.6.11}}', 8.6"
  })
  void theTagInTheCallersValuesIsTheVersion(String product, String values, String line) {
    Existing existing = new Existing(Secret.of(values), null, null, List.of(), List.of(), Map.of());
    assertThat(resolve(product, null, null, existing).versionLine()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kestra/kestra",
        "kestra/kestra:latest",
        "kestra/kestra:latest-full",
        "kestra/kestra:develop",
        "kestra/kestra:${TAG}",
        "kestra/kestra@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "localhost:5000/kestra",
        "acme/workflows:v1.0.3"
      })
  void anImageThatSaysNoVersionLeavesAnAssumedOneAndAWarning(String image) {
    ResolvedDeployment resolved = resolve("kestra", null, null, running(image));
    assertThat(resolved.versionLine()).isEqualTo("1.3");
    assertThat(resolved.chartVersion()).isEqualTo("1.0.54");
    assertThat(resolved.warnings())
        .filteredOn(warning -> warning.code().equals("version-is-assumed"))
        .singleElement()
        .extracting(Warning::message)
        .asString()
        .contains("1.3")
        .contains("'version'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"camunda-console", "camunda-web-modeler", "kestra", "tlsmith"})
  void aLineOfWhichNoReleaseWasSeenIsNeverTheDefault(String product) {
    ResolvedDeployment resolved = resolve(product, null, null, Existing.NONE);
    assertThat(resolved.pack().line(resolved.versionLine()).orElseThrow().preview()).isFalse();
    assertThat(resolved.warnings()).extracting(Warning::code).contains("version-is-assumed");
  }

  @Test
  void whoAsksForAPreviewIsToldThatItIsOne() {
    assertThat(resolve("kestra", "2.0", null, Existing.NONE).warnings())
        .extracting(Warning::code)
        .contains("version-is-a-preview");
  }

  @Test
  void aVersionThatContradictsTheImageIsPointedOut() {
    assertThat(resolve("kestra", "1.3", null, running("kestra/kestra:v1.0.3")).warnings())
        .filteredOn(warning -> warning.code().equals("version-differs-from-image"))
        .singleElement()
        .extracting(Warning::message)
        .asString()
        .contains("1.3", "1.0.3", "services.app.image");
    assertThat(resolve("kestra", "1.0", null, running("kestra/kestra:v1.0.3")).warnings())
        .extracting(Warning::code)
        .doesNotContain("version-differs-from-image");
  }

  @Test
  void aTagOfAnUnknownVersionIsRefusedUnlessTheVersionIsSaid() {
    Existing old = running("kestra/kestra:v0.12.3");
    assertThat(refusal(old)).contains("0.12.3", "services.app.image", "'version'");
    assertThat(resolve("kestra", "1.3", null, old).versionLine()).isEqualTo("1.3");
  }

  @Test
  void filesThatRunDifferentVersionsAreRefusedUnlessTheVersionIsSaid() {
    Existing both =
        new Existing(
            Secret.of("image: {tag: v1.3.15}"),
            Secret.of("services: {app: {image: 'kestra/kestra:v1.0.3'}}"),
            null,
            List.of(),
            List.of(),
            Map.of());
    assertThat(refusal(both)).contains("1.3.15 (image.tag)", "1.0.3 (services.app.image)");
    assertThat(resolve("kestra", "1.3", null, both).versionLine()).isEqualTo("1.3");
  }

  @ParameterizedTest
  @CsvSource({"kestra, 0.24.4, 0.24", "camunda-console, 12.3.0, 8.7"})
  void aChartVersionAloneLeadsToALineThatItIsFor(String product, String chart, String line) {
    assertThat(resolve(product, null, chart, Existing.NONE).versionLine()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"camunda-console", "camunda-web-modeler"})
  void anAlphaOfTheNextMajorChartIsNotForTheLineBefore(String product) {
    assertThatThrownBy(() -> resolve(product, "8.5", "11.0.0-alpha1", Existing.NONE))
        .isInstanceOf(InvalidSpecException.class);
  }

  private static String refusal(Existing existing) {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> resolve("kestra", null, null, existing));
    return refusal.faults().getFirst().detail();
  }

  private static Existing running(String image) {
    String compose = "services: {app: {image: '%s'}}".formatted(image);
    return new Existing(null, Secret.of(compose), null, List.of(), List.of(), Map.of());
  }

  private static ResolvedDeployment resolve(
      String product, @Nullable String version, @Nullable String chart, Existing existing) {
    Deployment plain =
        Deployment.of(product, "0", List.of(SubjectAlternativeName.parse("app.example.com")));
    Deployment deployment =
        new Deployment(
            product,
            version,
            chart,
            plain.hosts(),
            plain.publicPort(),
            plain.termination(),
            plain.clientAuthentication(),
            null,
            existing,
            null,
            plain.options());
    return RESOLVER.resolve(TlsSpec.of(deployment).withTargets(EnumSet.of(Target.HELM))).getFirst();
  }
}
