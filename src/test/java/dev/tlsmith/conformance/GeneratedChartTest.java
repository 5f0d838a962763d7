package dev.tlsmith.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.chart.TestChart;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated charts as Helm takes them, over stand-ins for the products' own. */
@ResourceLock(Rendered.HELM)
class GeneratedChartTest {

  private static final String KESTRA =
      "{product: kestra, hosts: [kestra.example.com],"
          + " certificate: {source: cert-manager, issuer: {name: corporate}}}";

  @TempDir static Path folder;

  /** The spec of every example with one deployment, for which values can be rendered. */
  static List<Named<ObjectNode>> specs() {
    List<Named<ObjectNode>> specs = new ArrayList<>();
    for (Examples.Example example : Examples.all()) {
      boolean builtIn = example.folder().startsWith(Examples.PRODUCTS);
      if (builtIn && !example.name().startsWith("refused-")) {
        ObjectNode spec = Service.exampleSpec(example.pack(), example.name());
        if (!spec.has("deployments") && values(spec) != null) {
          specs.add(Named.of(example.pack() + " " + example.name(), spec));
        }
      }
    }
    return specs;
  }

  private static String values(ObjectNode spec) {
    try {
      return Service.helmValues(spec.toString());
    } catch (InvalidSpecException e) {
      return null; // it is for other targets
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void rendersWhatTheProductsChartRendersWithTheValues(ObjectNode spec) {
    TestChart chart = chart(spec.toString());
    Path product = chart.standIn(folder);
    String release = spec.path("release").asText(spec.path("product").asText());
    String namespace = spec.path("namespace").asText("default");
    List<JsonNode> plain =
        TestChart.render(product, release, namespace, Service.yaml(values(spec)));
    List<JsonNode> rendered = chart.with(product).render(release, namespace);
    assertThat(rendered).containsAll(plain);
    List<JsonNode> more = new ArrayList<>(rendered);
    more.removeAll(plain);
    assertThat(more)
        .allSatisfy(
            object ->
                assertThat(object.at("/metadata/annotations/helm.sh~1hook").asText("ours"))
                    .isIn("ours", "test"))
        .noneMatch(object -> object.path("kind").asText().equals("Secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kestra everything-by-default",
        "camunda-console everything-by-default",
        "camunda-web-modeler traefik-to-the-pods",
        "tlsmith gateway-to-the-pods"
      })
  void lintsStrictly(String example) {
    String[] names = example.split(" ", -1);
    TestChart chart = chart(Service.exampleSpec(names[0], names[1]).toString());
    chart.with(chart.standIn(folder));
    LintResult lint = chart.lint();
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  @Test
  void aBundleHasTheFilesAndTheProofOfEveryTargetBesideItsChart() {
    TestBundle bundle =
        Service.bundle(
            "{product: kestra, version: 1.3.15, hosts: [kestra.example.com],"
                + " targets: [compose, helm, chart, kubernetes, image]}");
    assertThat(bundle.paths())
        .contains(
            "docker-compose.tls.yaml",
            "helm/values-tls.yaml",
            "helm/kestra-tls/Chart.yaml",
            "kubernetes/kustomization.yaml",
            "docker/Dockerfile");
    assertThat(bundle.yaml("proof.json").findValue("chart")).isNotNull();
    assertThat(bundle.yaml("proof.json").findValue("image")).isNotNull();
  }

  private static TestChart chart(String spec) {
    ChartSet set = Service.charts(spec);
    return TestChart.unpack(set, folder);
  }

  private static TestChart kestra() {
    TestChart chart = chart(KESTRA);
    return chart.with(chart.standIn(folder));
  }

  @Test
  void anotherReleaseOrNamespaceIsRefusedByName() {
    TestChart chart = kestra();
    assertThatThrownBy(() -> chart.render("flows", "default"))
        .hasMessageContaining("the release is 'flows'")
        .hasMessageContaining("install it as 'kestra'");
    assertThatThrownBy(() -> chart.render("kestra", "flows"))
        .hasMessageContaining("the namespace is 'flows'")
        .hasMessageContaining("-n default");
  }

  /** One for each setting and list that the chart watches over. */
  static Stream<Arguments> losses() {
    return Stream.of(KESTRA, consoleOnAnIngress())
        .flatMap(
            spec -> {
              TestChart chart = chart(spec);
              chart.with(chart.standIn(folder));
              List<Arguments> losses = new ArrayList<>();
              for (JsonNode required : chart.yaml("files/tls.json").path("required")) {
                List<String> path = new ArrayList<>();
                required.path("path").forEach(key -> path.add(key.asText()));
                losses.add(Arguments.of(chart, path, required.has("value")));
              }
              assertThat(losses).isNotEmpty();
              return losses.stream();
            });
  }

  private static String consoleOnAnIngress() {
    return Service.exampleSpec("camunda-console", "private-ca-in-the-cluster").toString();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void whatIsLostToOtherValuesIsNamed(TestChart chart, List<String> path, boolean single) {
    JsonNode facts = chart.yaml("files/tls.json");
    ObjectNode values = Service.JSON.createObjectNode();
    ObjectNode at = values;
    for (String key : path.subList(0, path.size() - 1)) {
      at = at.putObject(key);
    }
    if (single) {
      at.put(path.getLast(), "another");
    } else {
      ArrayNode list = at.putArray(path.getLast());
      list.addObject().put("name", "of-the-users-own");
    }
    assertThatThrownBy(
            () ->
                chart.render(
                    facts.path("release").asText(), facts.path("namespace").asText(), values))
        .hasMessageContaining("'" + String.join(".", path) + "'");
    assertThat(
            chart.render(
                facts.path("release").asText(),
                facts.path("namespace").asText(),
                values,
                chart.yaml("values.yaml")))
        .as("ours at the end win")
        .isNotEmpty();
  }

  @Test
  void aListWithMoreEntriesPasses() {
    TestChart chart = kestra();
    ObjectNode values = (ObjectNode) chart.yaml("values.yaml");
    ArrayNode list = values.withArray("/kestra/deployments/webserver/extraEnv");
    list.insertObject(0).put("name", "TZ").put("value", "UTC");
    assertThat(chart.render("kestra", "default", values).toString()).contains("TZ");
  }

  @Test
  void aValueThatTheChartDoesNotKnowIsRefused() {
    TestChart chart = kestra();
    assertThatThrownBy(
            () -> chart.render("kestra", "default", Service.yaml("{service: {port: 1}}")))
        .hasMessageContaining("service");
    assertThat(chart.render("kestra", "default", Service.yaml("{global: {own: kept}}")))
        .isNotEmpty();
  }

  @Test
  void theSameSpecGivesTheSameBytesAndAnotherOneAnotherVersion() {
    assertThat(Service.chartArchive(KESTRA)).isEqualTo(Service.chartArchive(KESTRA));
    String other = KESTRA.replace("kestra.example.com", "flows.example.com");
    assertThat(Service.charts(KESTRA).charts().getFirst().version())
        .matches("1\\.0\\.54\\+tls\\.[0-9a-f]{8}")
        .isNotEqualTo(Service.charts(other).charts().getFirst().version());
  }
}
