package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.DockerCompose;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An overlay is made for the compose file that it is laid over, or the answer says why not. */
class OverlayFitsTest {

  private static final String KESTRA = "image: kestra/kestra:v1.3.15";

  @TempDir Path folder;

  private static ObjectNode spec(String product, String options, String compose) {
    ObjectNode spec =
        (ObjectNode)
            Service.yaml(
                """
                product: %s
                hosts: [app.example.com]
                targets: [compose]
                options: %s
                """
                    .formatted(product, options));
    spec.putObject("existing").put("compose", compose);
    return spec;
  }

  private static TestBundle kestra(String options, String service) {
    return Service.bundle(spec("kestra", options, "services: {kestra: {%s}}".formatted(service)));
  }

  private static List<String> warnings(TestBundle bundle, String code) {
    return bundle.bundle().warnings().stream()
        .filter(warning -> warning.code().equals(code))
        .map(Warning::message)
        .toList();
  }

  private static Fault fault(JsonNode spec) {
    return catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec))
        .faults()
        .getFirst();
  }

  /** What docker-compose makes of the caller's file with the overlay on top. */
  private JsonNode merged(TestBundle bundle, Map<String, String> shell) throws IOException {
    bundle.unpack(folder);
    String own = bundle.spec().at("/existing/compose").asText();
    // This old docker-compose knows no file without a version's services by name alone.
    Files.writeString(folder.resolve("own.yaml"), "version: '3.7'\n" + block(own));
    List<String> arguments = List.of("-f", "own.yaml", "-f", "docker-compose.tls.yaml", "config");
    CommandLine.Output output = DockerCompose.run(folder, shell, arguments);
    assertThat(output.exitCode()).as(output.toString()).isZero();
    return Service.yaml(output.text()).path("services");
  }

  private static String block(String yaml) throws IOException {
    return Service.YAML.writeValueAsString(Service.yaml(yaml)).replaceFirst("^---\n", "");
  }

  @ParameterizedTest
  @CsvSource({
    "kestra, composeService",
    "tlsmith, composeService",
    "camunda-console, composeService",
    "camunda-web-modeler, composeServices.restapi"
  })
  void aServiceThatTheFileHasNotIsRefusedWithThoseThatItHas(String product, String option) {
    String compose = "services: {orchestrator: {image: acme/app}, db: {image: postgres}}";
    Fault fault = fault(spec(product, "{}", compose));
    assertThat(fault.code()).isEqualTo("compose-service-missing");
    assertThat(fault.detail()).contains("'orchestrator', 'db'", "'" + option + "'");
    assertThat(fault.pointer()).endsWith("/options/" + option.replace('.', '/'));
  }

  @Test
  void twoComponentsCannotBeOneService() {
    ObjectNode spec = spec("camunda-web-modeler", "{}", "services: {a: {image: b}}");
    spec.remove("existing");
    ((ObjectNode) spec.path("options"))
        .putObject("composeServices")
        .put("restapi", "a")
        .put("websockets", "a");
    Fault fault = fault(spec);
    assertThat(fault.code()).isEqualTo("compose-service-twice");
    assertThat(fault.pointer()).endsWith("/options/composeServices/websockets");
    assertThat(fault.detail()).contains("'a'", "'restapi'", "'composeServices.websockets'");
  }

  @Test
  void aRefusalNamesTenServicesAndTellsHowManyMoreThereAre() {
    StringBuilder compose = new StringBuilder("services:\n");
    for (int i = 0; i < 400; i++) {
      compose.append("  s%d: {image: acme/app}\n".formatted(i));
    }
    assertThat(fault(spec("kestra", "{}", compose.toString())).detail())
        .contains("its services are 's0', 's1',", "'s9' and 390 more.")
        .doesNotContain("'s10'");
  }

  @Test
  void aServiceOfAnIncludedFileMayBeThere() {
    String compose = "include: [base.yaml]\nservices: {db: {image: postgres}}";
    assertThat(warnings(Service.bundle(spec("kestra", "{}", compose)), "compose-service-unseen"))
        .singleElement()
        .asString()
        .contains("'kestra'", "composeService");
  }

  @ParameterizedTest
  @ValueSource(strings = {"environment: [JAVA_OPTS]", "environment: {JAVA_OPTS: }"})
  void flagsThatComeFromTheShellAreKept(String environment) throws IOException {
    TestBundle bundle = kestra("{outboundTrust: true}", KESTRA + ", " + environment);
    JsonNode merged = merged(bundle, Map.of("JAVA_OPTS", "-Xmx2g -Dhttps.proxyHost=proxy"));
    assertThat(merged.at("/kestra/environment/JAVA_OPTS").asText())
        .startsWith("-Xmx2g -Dhttps.proxyHost=proxy -Djavax.net.ssl.trustStore=");
    assertThat(merged(bundle, Map.of()).at("/kestra/environment/JAVA_OPTS").asText().strip())
        .startsWith("-Djavax.net.ssl.trustStore=");
  }

  @Test
  void flagsThatAreInheritedWithinTheFileAreKept() throws IOException {
    String compose =
        """
        x-jvm: &jvm {environment: {JAVA_OPTS: -Xms1g}}
        services:
          base: {<<: *jvm, image: kestra/kestra:v1.3.15}
          kestra: {extends: {service: base}}
        """;
    TestBundle bundle = Service.bundle(spec("kestra", "{outboundTrust: true}", compose));
    assertThat(
            bundle
                .yaml("docker-compose.tls.yaml")
                .at("/services/kestra/environment/JAVA_OPTS")
                .asText())
        .startsWith("-Xms1g -Djavax.net.ssl.trustStore=");
    assertThat(warnings(bundle, "variables-not-seen")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env_file: base.env",
        "env_file: [base.env]",
        "env_file: [{path: base.env, required: false}]",
        "extends: {file: base.env, service: kestra}"
      })
  void flagsThatMayStandInAnotherFileAreNamedWithIt(String source) {
    TestBundle bundle = kestra("{outboundTrust: true}", KESTRA + ", " + source);
    assertThat(warnings(bundle, "variables-not-seen"))
        .singleElement()
        .asString()
        .contains("'base.env'", "JAVA_OPTS would lose its flags", "'environment'");
  }

  @Test
  void nothingIsSaidOfVariablesOfAFileThatTheServiceSetsItself() {
    TestBundle bundle =
        kestra(
            "{outboundTrust: true}",
            KESTRA + ", env_file: a.env, environment: {JAVA_OPTS: -Xmx1g}");
    assertThat(warnings(bundle, "variables-not-seen"))
        .singleElement()
        .asString()
        .doesNotContain("JAVA_OPTS");
  }

  @Test
  void aPlainVariableFromTheShellIsReplacedWithAWarning() {
    TestBundle bundle = kestra("{}", KESTRA + ", environment: [MICRONAUT_SERVER_SSL_ENABLED]");
    assertThat(warnings(bundle, "existing-value-replaced"))
        .singleElement()
        .asString()
        .contains("services.kestra.environment.MICRONAUT_SERVER_SSL_ENABLED");
  }

  @Test
  void aPasswordInEnvironmentWouldHideTheOneOfTheBundle() {
    String compose =
        "services: {kestra: {%s, environment: {MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD: changeit}}}"
            .formatted(KESTRA);
    assertThat(fault(spec("kestra", "{}", compose)).detail())
        .contains("MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD")
        .doesNotContain("changeit");
  }

  @Test
  void aFlagThatContradictsIsNamedWithWhatToDo() {
    String compose =
        "services: {kestra: {%s, environment: {JAVA_OPTS: '-Xmx1g -Djavax.net.ssl.trustStore=/a'}}}"
            .formatted(KESTRA);
    assertThat(fault(spec("kestra", "{outboundTrust: true}", compose)).detail())
        .contains("'-Djavax.net.ssl.trustStore'", "take that flag out", "'trust.additional'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          "8443:443"                     ; 8443:443
          "0.0.0.0:8443:443"             ; 8443:443
          "127.0.0.1:8443:443"           ; 127.0.0.1:8443:443
          "8440-8450:8440-8450"          ; 8440-8450:8440-8450
          {target: 443, published: 8443} ; 8443:443
          """)
  void aPortOfAnotherServiceIsTaken(String port, String shown) {
    String compose =
        "services: {kestra: {%s}, proxy: {image: nginx, ports: [%s]}}".formatted(KESTRA, port);
    Fault fault = fault(spec("kestra", "{}", compose));
    assertThat(fault.code()).isEqualTo("port-is-taken");
    assertThat(fault.detail()).contains(shown, "'proxy'", "'publishedPort'");
    assertThat(Service.bundle(spec("kestra", "{publishedPort: 9443}", compose)).paths())
        .contains("docker-compose.tls.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8443:443/udp", "9443:8443", "8443"})
  void aPortThatOnlyLooksLikeItIsFree(String port) {
    String compose =
        "services: {kestra: {%s}, proxy: {image: nginx, ports: ['%s']}}".formatted(KESTRA, port);
    assertThat(Service.bundle(spec("kestra", "{}", compose)).has("docker-compose.tls.yaml"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          "8443:8443"                                              ; 0
          {target: 8443, published: 8443}                          ; 0
          "127.0.0.1:8443:8443"                                    ; 1
          {target: 8443, published: 8443, host_ip: 127.0.0.1}      ; 1
          """)
  void aPortThatTheFilePublishesAlreadyIsNotPublishedTwice(String port, int told) {
    TestBundle bundle = kestra("{}", KESTRA + ", ports: [%s]".formatted(port));
    assertThat(bundle.yaml("docker-compose.tls.yaml").at("/services/kestra").has("ports"))
        .isFalse();
    assertThat(warnings(bundle, "port-left-out"))
        .hasSize(told)
        .allSatisfy(message -> assertThat(message).contains("'publishedPort'"));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:8080:8080, 127.0.0.1:8443:8443", "'[::1]:8080:8080', '[::1]:8443:8443'"})
  void whatWasForTheHostAloneStaysForTheHostAlone(String own, String ours) throws IOException {
    TestBundle bundle = kestra("{}", KESTRA + ", ports: ['%s']".formatted(own));
    JsonNode ports = bundle.yaml("docker-compose.tls.yaml").at("/services/kestra/ports");
    assertThat(ports).hasSize(1);
    assertThat(ports.get(0).asText()).isEqualTo(ours);
    assertThat(warnings(bundle, "port-on-loopback")).hasSize(1);
  }

  @Test
  void onlyWhatIsWantedIsPublishedInTheEnd() throws IOException {
    TestBundle bundle = kestra("{}", KESTRA + ", ports: ['127.0.0.1:8443:8443']");
    assertThat(merged(bundle, Map.of()).at("/kestra/ports").toString())
        .isEqualTo("[\"127.0.0.1:8443:8443/tcp\"]");
  }

  @Test
  void twoOverlaysOfOneSpecNeverTakeTheSamePort() {
    String spec =
        """
        release: platform
        targets: [compose]
        deployments:
          - {product: kestra, hosts: [a.example.com], release: one%s}
          - {product: kestra, hosts: [b.example.com], release: two, options: {composeService: b}}
        """;
    Fault fault = fault(Service.yaml(spec.formatted("")));
    assertThat(fault.code()).isEqualTo("port-is-taken");
    assertThat(fault.pointer()).isEqualTo("/deployments/1/options/publishedPort");
    Service.bundle(spec.formatted(", options: {publishedPort: 9443}"));
  }

  @ParameterizedTest
  @CsvSource({
    "kestra, kestra_app, container_name: kestra_app",
    "kestra, kestra_front, 'networks: {front: {aliases: [kestra_front]}}'",
    "kestra, my_host, hostname: my_host"
  })
  void aNameThatNoCertificateHoldsIsPointedOut(String service, String name, String key) {
    TestBundle bundle = kestra("{}", KESTRA + ", " + key);
    assertThat(warnings(bundle, "name-not-in-certificate"))
        .singleElement()
        .asString()
        .contains("'%s'".formatted(name), "'%s'".formatted(service));
  }

  @Test
  void aServiceWithAnUnderscoreIsPointedOut() {
    String compose = "services: {kestra_app: {%s}}".formatted(KESTRA);
    TestBundle bundle = Service.bundle(spec("kestra", "{composeService: kestra_app}", compose));
    assertThat(warnings(bundle, "name-not-in-certificate")).hasSize(1);
  }

  @Test
  void otherNamesOfTheServiceStandInTheCertificate() {
    String compose =
        """
        services:
          kestra: {%s, container_name: flows, networks: {a: {aliases: [kestra.internal]}}}
          proxy: {image: nginx, links: ["kestra:workflow"]}
        """
            .formatted(KESTRA);
    TestBundle bundle = Service.bundle(spec("kestra", "{}", compose));
    assertThat(bundle.bundle().deployments().getFirst().certificate().subjectAlternativeNames())
        .contains("flows", "kestra.internal", "workflow");
  }
}
