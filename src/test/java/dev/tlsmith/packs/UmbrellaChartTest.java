package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from the choice of a chart that has the product's own as a dependency. */
class UmbrellaChartTest {

  private static ObjectNode spec(String version, String chart, String values) {
    ObjectNode spec =
        Service.JSON.createObjectNode().put("product", "kestra").put("version", version);
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add("helm");
    spec.put("release", "prod").putObject("options").put("chart", chart);
    if (!values.isEmpty()) {
      spec.putObject("existing").put("helmValues", values);
    }
    return spec;
  }

  private static TestBundle starter(String values) {
    return Service.bundle(spec("1.3", "kestra-starter", values));
  }

  private static String refusal(ObjectNode spec) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec));
    assertThat(refusal).as("it is refused").isNotNull();
    return refusal.faults().stream().map(Fault::detail).collect(Collectors.joining("\n"));
  }

  @Test
  void everyValueStandsBelowTheKeyOfTheDependency() {
    JsonNode values = starter("").yaml("helm/values-tls.yaml");
    assertThat(values.properties()).extracting(entry -> entry.getKey()).containsExactly("kestra");
    TestBundle own = Service.bundle(spec("1.3", "kestra", "kestra: null"));
    assertThat(values.path("kestra")).isEqualTo(own.yaml("helm/values-tls.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | kestra-starter",
        "kestra: {fullnameOverride: flows}   | flows",
        "kestra: {fullnameOverride: ''}      | prod-kestra",
        "kestra: {fullnameOverride: null}    | prod-kestra",
        "kestra: {nameOverride: flows}       | kestra-starter",
        "{kestra: {fullnameOverride: '', nameOverride: flows}} | prod-flows",
        "{fullnameOverride: flows, kestra: {}} | kestra-starter"
      })
  void theCertificateHasTheServiceThatTheChartNames(String values, String service) {
    assertThat(starter(values).certificateNames()).contains(service + ".default.svc");
  }

  @Test
  void whatContradictsIsNamedWhereTheCallerWroteIt() {
    String values =
        """
        kestra:
          common:
            extraEnv: [{name: MICRONAUT_SERVER_SSL_ENABLED, value: "false"}]
        """;
    assertThat(refusal(spec("1.3", "kestra-starter", values))).contains("'kestra.common.extraEnv");
    assertThat(refusal(spec("1.3", "kestra-starter", "kestra: {deployments: [1]}")))
        .contains("'kestra.deployments'");
    assertThat(refusal(spec("1.3", "kestra-starter", "kestra: plain"))).contains("'kestra'");
  }

  @Test
  void theListsOfTheCallersAreCompleteBelowTheKey() {
    String values = "kestra: {workerGroups: {gpu: {extraEnv: [{name: MINE, value: \"12:30\"}]}}}";
    assertThat(starter(values).yaml("helm/values-tls.yaml").at("/kestra/workerGroups/gpu/extraEnv"))
        .extracting(entry -> entry.path("name").asText())
        .containsExactly("MINE", "TLS_KEYSTORE_PASSWORD");
  }

  @Test
  void valuesForTheOtherChartAreRefusedWithWhatToDo() {
    String nested = "kestra: {common: {extraEnv: []}}";
    assertThat(refusal(spec("1.3", "kestra", nested)))
        .contains("below 'kestra'", "kestra-starter", "'options.chart'");
    assertThat(refusal(spec("1.3", "kestra-starter", "common: {extraEnv: []}\nimage: {tag: v1}")))
        .contains("'common', 'image'", "below the key 'kestra'", "'options.chart'");
  }

  @Test
  void valuesOfTheChartItselfAreNoneOfTheProducts() {
    assertThat(starter("postgres: {settings: {}}\nkestra: {image: {tag: v1.3.2}}").warnings())
        .doesNotContain("version-differs-from-image");
  }

  @ParameterizedTest
  @CsvSource({"1.0, 1.0.6", "1.1, 1.0.19", "1.2, 1.1.8", "1.3, 1.1.24", "2.0, 2.0.0"})
  void theNewestVersionOfTheChartThatIsKnownForTheLineIsTheDefault(String line, String version) {
    TestBundle bundle = Service.bundle(spec(line, "kestra-starter", ""));
    assertThat(bundle.text("TLS.md"))
        .contains(
            "helm upgrade --install prod kestra-starter --repo https://helm.kestra.io/ --version "
                + version
                + " ");
  }

  @Test
  void aVersionThatTheChartDoesNotHaveIsRefusedWithThoseThatItHas() {
    ObjectNode spec = spec("1.3", "kestra-starter", "").put("chartVersion", "2.0.0");
    assertThat(refusal(spec)).contains("kestra-starter from 1.0.0 to below 2.0.0", "1.1.24");
    assertThat(refusal(spec("0.24", "kestra-starter", "")))
        .contains("no version of the chart kestra-starter is known for Kestra 0.24");
    spec.withObject("/options").put("chart", "another");
    assertThat(refusal(spec)).contains("kestra-starter");
  }

  @Test
  void aRenewalKeepsTheChart() {
    JsonNode deployment = starter("").yaml("tlsmith.yaml").findPath("deployments").path(0);
    assertThat(deployment.at("/options/chart").asText()).isEqualTo("kestra-starter");
    assertThat(deployment.path("chartVersion").asText()).isEqualTo("1.1.24");
  }

  @Test
  void theFactsAreThoseOfTheChartInIt() {
    List<String> flags =
        List.of("1.1.2", "1.1.3").stream()
            .map(version -> spec("1.2", "kestra-starter", "").put("chartVersion", version))
            .peek(spec -> spec.withObject("/options").put("outboundTrust", true))
            .map(spec -> Service.bundle(spec).yaml("helm/values-tls.yaml"))
            .map(values -> values.at("/kestra/common/jvm").isMissingNode() ? "JAVA_OPTS" : "jvm")
            .toList();
    assertThat(flags).containsExactly("JAVA_OPTS", "jvm");
  }
}
