package dev.tlsmith.conformance;

import static dev.tlsmith.support.Rendered.containers;
import static dev.tlsmith.support.Rendered.find;
import static dev.tlsmith.support.Rendered.named;
import static dev.tlsmith.support.Rendered.names;
import static dev.tlsmith.support.Rendered.one;
import static dev.tlsmith.support.Rendered.pods;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values as an umbrella chart hands them to Kestra's: the real ones where {@code -Dcharts.dir}
 * has both, and stand-ins everywhere. Data base and storage are left out of the umbrella.
 */
@ResourceLock(Rendered.HELM)
class UmbrellaChartConformanceTest {

  private static final Path STAND_INS = Path.of("src/test/resources/charts");
  private static final RealChart STAND_IN =
      new RealChart("1.1.24", STAND_INS.resolve("kestra-starter-stand-in"));
  private static final RealChart STAND_IN_HELD =
      new RealChart("1.0.54", STAND_INS.resolve("kestra-stand-in"));

  @TempDir static Path copies;

  /** 0.24.1 is no choice: the chart in it does not have the keys that its values set. */
  private static Stream<RealChart> known() {
    return RealChart.named("kestra-starter").stream().filter(chart -> chart.since("1.0.0"));
  }

  static Stream<RealChart> charts() {
    List<RealChart> charts = new ArrayList<>(List.of(STAND_IN.copy(copies, STAND_IN_HELD)));
    known()
        .forEach(
            starter -> {
              String held = starter.heldVersion("kestra");
              RealChart.named("kestra").stream()
                  .filter(
                      chart ->
                          chart.version().equals(held.equals("0.0.0") ? starter.version() : held))
                  .map(chart -> starter.copy(copies, chart))
                  .forEach(charts::add);
            });
    return charts.stream();
  }

  static Stream<RealChart> umbrellas() {
    return Stream.concat(Stream.of(STAND_IN), known());
  }

  @ParameterizedTest
  @MethodSource("umbrellas")
  void thePackKnowsWhichChartIsInIt(RealChart chart) throws IOException {
    JsonNode pack =
        Service.yaml(Files.readString(Examples.PRODUCTS.resolve("kestra/product.yaml")));
    String held = chart.heldVersion("kestra");
    assertThat(pack.at("/umbrellaCharts/0/holds").path(chart.version()).asText())
        .isEqualTo(held.equals("0.0.0") ? chart.version() : held);
  }

  @ParameterizedTest
  @MethodSource("charts")
  void podsServiceAndIngressSpeakTls(RealChart chart) {
    TestBundle bundle = bundle(chart, "both");
    List<JsonNode> objects = render(chart, bundle);
    JsonNode service = kestraService(objects);
    assertThat(bundle.certificateNames())
        .contains(service.at("/metadata/name").asText() + ".default.svc");
    JsonNode port = named(service.at("/spec/ports"), "http");
    assertThat(port.path("port").asInt()).isEqualTo(8443);
    for (JsonNode pod : pods(objects)) {
      JsonNode container = containers(pod).getFirst();
      if (!named(container.path("ports"), "http").isMissingNode()) {
        assertThat(named(container.path("ports"), "http").path("containerPort").asInt())
            .isEqualTo(8443);
        assertThat(names(container.path("env"))).contains("TLS_KEYSTORE_PASSWORD");
        assertThat(names(container.path("volumeMounts"))).contains("tls-stores");
        assertThat(names(pod.path("volumes"))).contains("tls-stores").doesNotHaveDuplicates();
      }
    }
    assertThat(objects.toString()).contains("\"TLS_KEYSTORE_PASSWORD\"");
    for (JsonNode ingress : find(objects, "Ingress")) {
      assertThat(ingress.at("/spec/rules/0/http/paths/0/backend/service/name"))
          .isEqualTo(service.at("/metadata/name"));
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void theServiceHasTheNameThatTheCallerGivesIt(RealChart chart) {
    String own = "kestra: {fullnameOverride: flows}";
    TestBundle bundle = bundle(chart, "application", own);
    List<JsonNode> objects = render(chart, bundle, Service.yaml(own));
    assertThat(kestraService(objects).at("/metadata/name").asText()).isEqualTo("flows");
    assertThat(bundle.certificateNames()).contains("flows.default.svc");
  }

  /** The one that does not belong to the storage. */
  private static JsonNode kestraService(List<JsonNode> objects) {
    return one(
        objects.stream()
            .filter(object -> !object.at("/metadata/name").asText().startsWith("versitygw"))
            .toList(),
        "Service");
  }

  private static TestBundle bundle(RealChart chart, String termination, String... own) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
    spec.put("version", chart.major() == 1 ? "1.3" : "2.0").put("chartVersion", chart.version());
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add("helm");
    spec.put("release", "prod").put("termination", termination);
    spec.putObject("options").put("chart", "kestra-starter");
    for (String values : own) {
      spec.putObject("existing").put("helmValues", values);
    }
    return Service.bundle(spec);
  }

  private static List<JsonNode> render(RealChart chart, TestBundle bundle, JsonNode... own) {
    ObjectNode values = Service.JSON.createObjectNode();
    values.withObject("/kestra/dind").put("enabled", false);
    values.withObject("/kestra/postgresql").put("enabled", false); // chart 1.0.0 has one in it
    values.withObject("/kestra/minio").put("enabled", false);
    List<JsonNode> layers = new ArrayList<>(List.of(values));
    layers.addAll(List.of(own));
    layers.add(bundle.yaml("helm/values-tls.yaml"));
    return chart.render("prod", "default", layers.toArray(JsonNode[]::new));
  }
}
