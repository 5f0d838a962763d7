package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.Target;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the charts of a spec: one for each Helm release. */
@Singleton
public final class ChartGenerator {

  private static final String HANDSHAKES = "handshakes.yaml.j2";
  private static final String README = "README.md.j2";
  private static final Map<String, String> TEMPLATES =
      List.of(HANDSHAKES, README).stream()
          .collect(Collectors.toMap(name -> name, ChartTexts::resource));

  /** Files that are the same in every chart, by their path there. */
  private static final Map<String, String> FIXED =
      Map.of(
          "templates/NOTES.txt", ChartTexts.resource("NOTES.txt"),
          "templates/guard.yaml", ChartTexts.resource("guard.yaml"),
          "templates/tests/handshake.yaml", ChartTexts.resource("handshake.yaml"),
          ".helmignore", "# Nothing: every file of this chart belongs to it.\n");

  private static final int VERSION_DIGITS = 8;

  static {
    TEMPLATES.forEach(TemplateSet::lint);
  }

  private final ChartVerifier verifier;

  ChartGenerator(ChartVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * The charts of deployments, by the order of their releases in the spec. The same for the same
   * spec.
   *
   * @throws InvalidSpecException 422, where a product has no chart of its own
   */
  public List<GeneratedChart> generate(ChartRequest request) {
    Map<String, List<ResolvedDeployment>> releases =
        request.deployments().stream()
            .filter(one -> one.targets().stream().anyMatch(Target::packages))
            .collect(
                Collectors.groupingBy(
                    ResolvedDeployment::release, LinkedHashMap::new, Collectors.toList()));
    return releases.entrySet().stream()
        .map(release -> chart(release.getKey(), release.getValue(), request))
        .toList();
  }

  private GeneratedChart chart(
      String release, List<ResolvedDeployment> deployments, ChartRequest request) {
    ResolvedDeployment first = deployments.getFirst();
    ChartDependency dependency = dependency(first);
    String name = GeneratedChart.name(release);
    HelmChart vendored = vendored(deployments);
    String version = version(dependency.version(), digest(request, vendored));
    ReleaseValues values = ReleaseValues.of(dependency, deployments);
    SortedMap<String, String> texts = new TreeMap<>(FIXED);
    String title = titles(deployments);
    texts.put("Chart.yaml", description(name, version, title, first.version(), dependency));
    texts.put("Chart.lock", lock(dependency));
    texts.put(GeneratedChart.VALUES, values.file().text());
    texts.put("values.schema.json", schema(dependency));
    texts.put(
        GeneratedChart.FACTS, facts(release, request.namespace(), title, deployments, values));
    values
        .objects()
        .forEach((file, text) -> texts.put("templates/" + file, ChartTexts.verbatim(text)));
    texts.put(
        "README.md", readme(name, version, dependency, deployments, values, vendored != null));
    return verifier.verify(
        new ChartVerifier.Draft(
            name, release, version, dependency, vendored, texts, values, request));
  }

  /** The product's own chart, where somebody gave it for a deployment of the release. */
  private static @Nullable HelmChart vendored(List<ResolvedDeployment> deployments) {
    List<HelmChart> given =
        deployments.stream().flatMap(one -> Stream.ofNullable(one.vendored())).toList();
    if (given.stream().map(HelmChart::sha256).distinct().count() > 1) {
      String detail =
          "the deployments of release '%s' bring different files of one chart; give it once";
      throw InvalidSpecException.unprocessable(
          SpecPointer.DEPLOYMENTS,
          "several-charts",
          detail.formatted(deployments.getFirst().release()));
    }
    return given.isEmpty() ? null : given.getFirst();
  }

  /** Of all that the chart is made of, in hexadecimal. */
  private static String digest(ChartRequest request, @Nullable HelmChart vendored) {
    return vendored == null
        ? request.digest()
        : Sha256.hex((request.digest() + vendored.sha256()).getBytes(StandardCharsets.US_ASCII));
  }

  /** SemVer: that of the product's chart, and the spec in what counts for no precedence. */
  private static String version(String held, String digest) {
    String spec = "tls." + digest.substring(0, VERSION_DIGITS);
    return held + (held.contains("+") ? "." : "+") + spec;
  }

  private static ChartDependency dependency(ResolvedDeployment deployment) {
    ProductChart chart = deployment.chart();
    if (chart.name().isEmpty()) {
      String detail =
          "%s has no Helm chart of its own that one could be made over; use another of 'targets'";
      throw InvalidSpecException.unprocessable(
          SpecPointer.TARGETS, "no-chart", detail.formatted(deployment.pack().title()));
    }
    return new ChartDependency(chart.name(), deployment.chartVersion(), chart.repository());
  }

  private static String titles(List<ResolvedDeployment> deployments) {
    return deployments.stream().map(one -> one.pack().title()).collect(Collectors.joining(", "));
  }

  private static String description(
      String name, String version, String title, String appVersion, ChartDependency dependency) {
    ObjectNode chart = ChartTexts.YAML.createObjectNode();
    chart.put("apiVersion", "v2").put("name", name).put("version", version);
    chart.put(
        "description",
        "%s behind TLS: the chart %s with what that needs".formatted(title, dependency.name()));
    chart.put("type", "application").put("appVersion", appVersion);
    chart.putArray("dependencies").add(dependency.entry());
    return ChartTexts.yaml(chart);
  }

  /** As {@code helm dependency build} takes it; the time is fixed, so that the same is the same. */
  private static String lock(ChartDependency dependency) {
    ObjectNode lock = ChartTexts.YAML.createObjectNode();
    ObjectNode entry = dependency.entry();
    lock.putArray("dependencies")
        .add(entry.has("repository") ? entry : entry.put("repository", ""));
    lock.put("digest", dependency.digest()).put("generated", "2000-01-01T00:00:00Z");
    return ChartTexts.yaml(lock);
  }

  /** Draft-07, which every version of Helm 3 and 4 reads. */
  private static String schema(ChartDependency dependency) {
    ObjectNode schema = ChartTexts.YAML.createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#").put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    // Helm passes it to every chart, and adds it where nobody gave it: helm/helm#10392.
    properties.putObject("global").put("type", "object");
    properties
        .putObject(dependency.name())
        .put("type", "object")
        .put("description", "Values of the chart " + dependency.name());
    ObjectNode test = properties.putObject("test").put("type", "object");
    test.put("additionalProperties", false);
    test.putObject("properties").putObject("image").put("type", "string").put("minLength", 1);
    return ChartTexts.json(schema);
  }

  /** {@value GeneratedChart#FACTS}. */
  private static String facts(
      String release,
      String namespace,
      String title,
      List<ResolvedDeployment> deployments,
      ReleaseValues values) {
    ObjectNode facts = ChartTexts.JSON.createObjectNode();
    facts.put("release", release).put("namespace", namespace).put("title", title);
    facts.put("url", deployments.getFirst().renderText("{{ public.url | text }}", Map.of()));
    beside(deployments).forEach(facts.putArray("beside")::add);
    deployments.forEach(one -> handshakes(one).forEach(facts.withArray("/handshakes")::add));
    facts.set("required", ChartTexts.JSON.valueToTree(values.required()));
    return ChartTexts.json(facts);
  }

  /** What the bundle has for the cluster that holds keys or passwords, and so is not inside. */
  private static List<String> beside(List<ResolvedDeployment> deployments) {
    return deployments.stream()
        .flatMap(one -> one.files().besidePackages().stream())
        .distinct()
        .toList();
  }

  private static JsonNode handshakes(ResolvedDeployment deployment) {
    try {
      String text =
          deployment.pack().templates().contains("partials/backends.j2")
              ? deployment.renderText(TEMPLATES.getOrDefault(HANDSHAKES, ""), Map.of())
              : "";
      return ChartTexts.YAML.readTree(text.isBlank() ? "[]" : text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own template made no YAML", e);
    }
  }

  private static String readme(
      String name,
      String version,
      ChartDependency dependency,
      List<ResolvedDeployment> deployments,
      ReleaseValues values,
      boolean vendored) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", name);
    document.put("version", version);
    document.put("titles", titles(deployments));
    document.put(
        "dependency",
        Map.of(
            "name", dependency.name(),
            "version", dependency.version(),
            "repository", dependency.repository()));
    document.put("beside", beside(deployments));
    document.put("objects", List.copyOf(values.objects().keySet()));
    document.put("valuesFiles", deployments.getFirst().valuesFiles());
    document.put("confidential", values.confidential());
    document.put("vendored", vendored);
    return deployments.getFirst().renderText(TEMPLATES.getOrDefault(README, ""), document);
  }
}
