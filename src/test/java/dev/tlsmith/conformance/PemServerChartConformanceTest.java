package dev.tlsmith.conformance;

import static dev.tlsmith.support.Rendered.containers;
import static dev.tlsmith.support.Rendered.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.support.Cluster;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values of every product that reads PEM files, as its real chart renders them. The charts are
 * not ours to keep here: a folder of them, unpacked with the libraries that they depend on, is
 * given by {@code -Dcharts.dir}.
 */
@EnabledIf(
    value = "chartsAreThere",
    disabledReason = "no charts: give a folder with unpacked ones by -Dcharts.dir=…")
@ResourceLock(Rendered.HELM)
class PemServerChartConformanceTest {

  private static final Pattern FORWARDED =
      Pattern.compile("(?m)^kubectl .* port-forward service/(\\S+) (\\d+):(\\d+)");

  private static final Map<String, String> CERTIFICATES =
      Map.of(
          "supplied",
          "{source: self-signed}",
          "issued",
          "{source: cert-manager, selfSignedCa: {}}");

  @TempDir static Path copies;

  static boolean chartsAreThere() {
    return products().anyMatch(pack -> !charts(pack).isEmpty());
  }

  /** Those whose key stands in the cluster as PEM. */
  private static Stream<ProductPack> products() {
    return Service.packs().stream()
        .filter(pack -> pack.definition().facts().containsKey("mountPath"));
  }

  private static List<RealChart> charts(ProductPack pack) {
    return RealChart.named(chart(pack).name());
  }

  private static ProductChart chart(ProductPack pack) {
    return pack.charts().getFirst();
  }

  static List<Arguments> cells() {
    return Cells.ALL;
  }

  /** Made when first asked for. */
  private static final class Cells {
    static final List<Arguments> ALL =
        products().flatMap(pack -> charts(pack).stream().flatMap(c -> cells(pack, c))).toList();
  }

  private static Stream<Arguments> cells(ProductPack pack, RealChart found) {
    List<String> lines =
        pack.definition().versions().stream()
            .filter(line -> chart(pack).refuse(pack.id(), line, found.version()).isEmpty())
            .map(line -> line.line())
            .toList();
    if (lines.isEmpty()) {
      return Stream.empty();
    }
    RealChart chart = found.copy(copies);
    return Stream.of("none", strongest(pack))
        .flatMap(
            asked ->
                CERTIFICATES.entrySet().stream()
                    .map(
                        certificate ->
                            Arguments.of(
                                chart,
                                bundle(
                                    pack.id(),
                                    lines.getLast(),
                                    chart.version(),
                                    asked,
                                    certificate))));
  }

  /** Some programs leave it to their accounts whether a client certificate is needed. */
  private static String strongest(ProductPack pack) {
    try {
      Service.validate(
          "{product: %s, hosts: [app.example.com], clientAuthentication: need}"
              .formatted(pack.id()));
      return "need";
    } catch (InvalidSpecException refused) {
      return "want";
    }
  }

  private static Named<TestBundle> bundle(
      String product,
      String line,
      String chart,
      String asked,
      Map.Entry<String, String> certificate) {
    TestBundle bundle =
        Service.bundle(
            """
            product: %s
            version: '%s'
            chartVersion: %s
            hosts: [%1$s.example.com]
            release: %s
            namespace: payments
            clientAuthentication: %s
            certificate: %s
            targets: [helm]
            """
                .formatted(
                    product,
                    line,
                    chart,
                    // The chart's objects are then called like the release itself.
                    certificate.getKey().equals("supplied") ? product : "prod",
                    asked,
                    certificate.getValue()));
    return Named.of("%s, clients: %s, %s".formatted(product, asked, certificate.getKey()), bundle);
  }

  private static List<JsonNode> render(RealChart chart, TestBundle bundle) {
    ObjectNode none = Service.JSON.createObjectNode();
    return chart.render(
        bundle.release(), bundle.namespace(), none, bundle.yaml("helm/values-tls.yaml"));
  }

  /** What runs pods in which a Secret of the bundle is mounted. */
  private static List<JsonNode> workloads(List<JsonNode> objects, TestBundle bundle) {
    String secret = "\"" + bundle.release() + "-tls\"";
    List<JsonNode> workloads =
        objects.stream()
            .filter(one -> one.at("/spec/template/spec/volumes").toString().contains(secret))
            .toList();
    assertThat(workloads).isNotEmpty();
    return workloads;
  }

  private static List<JsonNode> servers(List<JsonNode> objects, TestBundle bundle) {
    return workloads(objects, bundle).stream().map(one -> one.at("/spec/template/spec")).toList();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void whateverIsReferredToExistsAndNothingIsThereTwice(RealChart chart, TestBundle bundle) {
    List<JsonNode> objects = render(chart, bundle);
    assertThat(Cluster.missing(bundle, objects)).isEmpty();
    assertThat(identities(objects)).doesNotContainAnyElementsOf(identities(bundle.objects()));
    for (JsonNode workload : workloads(objects, bundle)) {
      JsonNode pod = workload.at("/spec/template/spec");
      List<String> volumes = new ArrayList<>(names(pod.path("volumes")));
      workload
          .at("/spec/volumeClaimTemplates")
          .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
      assertThat(volumes).doesNotHaveDuplicates();
      for (JsonNode container : containers(pod)) {
        assertThat(names(container.path("env"))).doesNotHaveDuplicates();
        assertThat(names(container.path("ports"))).doesNotHaveDuplicates();
        assertThat(volumes).containsAll(names(container.path("volumeMounts")));
        assertThat(Rendered.texts(container.path("volumeMounts"), "mountPath"))
            .doesNotHaveDuplicates();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyFileThatTheProgramIsToldOfIsMounted(RealChart chart, TestBundle bundle) {
    List<JsonNode> objects = new ArrayList<>(render(chart, bundle));
    objects.addAll(bundle.objects());
    for (JsonNode pod : servers(objects, bundle)) {
      MountedFiles mounted = MountedFiles.ofSecret(pod, bundle.release() + "-tls", objects);
      Set<String> told = mounted.mentioned();
      assertThat(mounted.files()).containsAll(told);
      assertThat(told).hasSizeGreaterThanOrEqualTo(needed(bundle) ? 2 : 1);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theServiceOfThePageLeadsToThePortThatServesTls(RealChart chart, TestBundle bundle) {
    List<JsonNode> objects = render(chart, bundle);
    Matcher page = FORWARDED.matcher(bundle.text("TLS.md"));
    assertThat(page.find()).isTrue();
    JsonNode service =
        Rendered.find(objects, "Service").stream()
            .filter(one -> one.at("/metadata/name").asText().equals(page.group(1)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no Service " + page.group(1)));
    assertThat(bundle.namesIn(bundle.release() + "-tls"))
        .contains(page.group(1) + "." + bundle.namespace() + ".svc");
    List<Integer> targets = new ArrayList<>();
    for (JsonNode port : service.at("/spec/ports")) {
      if (port.path("port").asText().equals(page.group(3))) {
        targets.add(number(port.path("targetPort"), servers(objects, bundle)));
      }
    }
    assertThat(targets).containsExactly(Integer.valueOf(page.group(2)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void probesFitTheProtectedPort(RealChart chart, TestBundle bundle) {
    List<JsonNode> objects = render(chart, bundle);
    Matcher page = FORWARDED.matcher(bundle.text("TLS.md"));
    assertThat(page.find()).isTrue();
    boolean needed = needed(bundle);
    for (JsonNode pod : servers(objects, bundle)) {
      for (JsonNode container : containers(pod)) {
        for (String kind : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          JsonNode asked = container.path(kind).path("httpGet");
          if (!asked.isMissingNode()
              && number(asked.path("port"), List.of(pod)) == Integer.parseInt(page.group(2))) {
            assertThat(asked.path("scheme").asText()).as(kind).isEqualTo("HTTPS");
            assertThat(needed).as("%s brings no certificate", kind).isFalse();
          }
        }
      }
    }
  }

  private static List<String> identities(List<JsonNode> objects) {
    return objects.stream()
        .map(one -> one.path("kind").asText() + "/" + one.at("/metadata/name").asText())
        .toList();
  }

  private static boolean needed(TestBundle bundle) {
    return bundle.spec().path("clientAuthentication").asText().equals("need");
  }

  /** A port by its number or by its name in a pod. */
  private static int number(JsonNode port, List<JsonNode> pods) {
    if (port.isInt() || port.asText().matches("\\d+")) {
      return port.asInt();
    }
    return pods.stream()
        .flatMap(pod -> containers(pod).stream())
        .map(container -> Rendered.named(container.path("ports"), port.asText()))
        .filter(named -> !named.isMissingNode())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no port " + port))
        .path("containerPort")
        .asInt();
  }
}
