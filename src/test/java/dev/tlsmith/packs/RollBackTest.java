package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code TLS.md} asks for under Apply has its way back under Roll back. */
class RollBackTest {

  /** What a reader changes by hand, up to the place that is changed: {@code - In `file`, …:}. */
  private static final Pattern BY_HAND = Pattern.compile("(?m)^- (In [^\\n]+?): ");

  /** Every example and every cell of the matrix, of every product. */
  static Stream<Named<TestBundle>> bundles() {
    return Service.everything().entrySet().stream()
        .map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  static String section(TestBundle bundle, String heading) {
    return Stream.of(bundle.text("TLS.md").split("(?m)^## "))
        .filter(section -> section.startsWith(heading + "\n"))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> found(String text, String pattern, UnaryOperator<String> as) {
    return Pattern.compile("(?m)" + pattern)
        .matcher(text)
        .results()
        .map(match -> as.apply(match.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void everyStepOfApplyHasItsWayBack(TestBundle bundle) {
    String apply = section(bundle, "Apply");
    String back = section(bundle, "Roll back");
    UnaryOperator<String> same = UnaryOperator.identity();

    assertThat(found(back, BY_HAND.pattern(), same))
        .as("by hand")
        .isEqualTo(found(apply, BY_HAND.pattern(), same));
    assertThat(found(back, "^kubectl delete --ignore-not-found -f (\\S+)", same))
        .as("objects")
        .isEqualTo(
            found(apply, "^kubectl apply --server-side -f (\\S+)", same).stream()
                .filter(file -> !file.endsWith(".patch.yaml"))
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(found(back, "^kubectl -n \\S+ rollout undo deployment/(\\S+)", same))
        .as("deployments")
        .isEqualTo(found(apply, "^kubectl -n \\S+ patch deployment (\\S+)", same));
    assertThat(found(back, "^helm rollback (\\S+)", same))
        .as("releases")
        .isEqualTo(found(apply, "^helm upgrade --install (\\S+)", same));
    Set<String> services = found(apply, "^kubectl -n \\S+ patch service (\\S+)", same);
    assertThat(found(back, "^kubectl -n \\S+ (?:patch|annotate) service (\\S+)", same))
        .as("services")
        .containsAll(services);
    assertThat(back.contains("annotate service"))
        .as("annotations")
        .isEqualTo(annotates(bundle, apply));
    assertThat(back.contains("up -d")).as("compose").isEqualTo(apply.contains("up -d"));
  }

  private static boolean annotates(TestBundle bundle, String apply) {
    return bundle.paths().stream()
        .filter(path -> path.endsWith(".patch.yaml") && apply.contains(path))
        .map(bundle::text)
        .anyMatch(text -> text.contains("kind: Service") && text.contains("annotations:"));
  }

  private static TestBundle over(String compose, Map<String, String> options) {
    ObjectNode spec = Service.exampleSpec("what-stays-in-your-own-file");
    spec.putObject("existing").put("compose", compose);
    options.forEach((name, value) -> spec.withObject("/options").put(name, value));
    return Service.bundle(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          "9090:8080"               ; 9090:8080
          "${PORT:-8080}:8080"      ; ${PORT:-8080}:8080
          "127.0.0.1:8080:8080"     ; 127.0.0.1:8080:8080
          "8081:8081"               ; 8081:8081
          """)
  void ofTheCallersOwnFileTheLinesAreNamedThatAreThere(String port, String named) {
    TestBundle bundle =
        over("services: {kestra: {image: a, ports: [%s]}}".formatted(port), Map.of());
    assertThat(section(bundle, "Apply")).contains("the port `" + named + "`");
    assertThat(section(bundle, "Roll back")).contains("the port `" + named + "`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ports: ['8443:8443']", "ports: ['127.0.0.1:8081:8081']"})
  void nothingIsSaidOfLinesThatTheCallersFileHasNot(String ports) {
    TestBundle bundle = over("services: {kestra: {image: a, %s}}".formatted(ports), Map.of());
    for (String heading : List.of("Apply", "Roll back")) {
      assertThat(section(bundle, heading)).doesNotContain("the port `");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          KESTRA_CONFIGURATION: 'micronaut: {server: {ssl: {clientAuthentication: want}}}'    ; want
          KESTRA_CONFIGURATION: 'micronaut: {server: {ssl: {client-authentication: NEED}}}'   ; NEED
          KESTRA_CONFIGURATION: 'micronaut.server.ssl.client-authentication: need'            ; need
          MICRONAUT_SERVER_SSL_CLIENT_AUTHENTICATION: WANT                                    ; WANT
          """)
  void whatStaysInForceAgainstTheSpecIsAWarning(String variable, String value) {
    String compose = "services: {kestra: {image: a, environment: {%s}}}".formatted(variable);
    TestBundle bundle = over(compose, Map.of());
    assertThat(bundle.bundle().warnings())
        .filteredOn(warning -> warning.code().equals("client-authentication-stays"))
        .singleElement()
        .satisfies(warning -> assertThat(warning.message()).contains("'" + value + "'"));
    assertThat(section(bundle, "Mind this")).contains("client-authentication-stays");
  }

  @Test
  void theSettingIsSeenInTheCallersValuesToo() {
    ObjectNode spec = Service.exampleSpec("everything-by-default");
    spec.putObject("existing")
        .put(
            "helmValues",
            "configurations: {application: {micronaut: {server: {ssl: {clientAuthentication:"
                + " want}}}}}");
    assertThat(Service.bundle(spec).bundle().warnings())
        .anyMatch(warning -> warning.code().equals("client-authentication-stays"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          tlsmith ; compose ; services: {tlsmith: {environment: {MICRONAUT_SERVER_SSL_CLIENT_AUTHENTICATION: need}}}
          camunda-web-modeler ; compose ; services: {web-modeler-restapi: {environment: {SERVER_SSL_CLIENTAUTH: want}}, web-modeler-webapp: {}, web-modeler-websockets: {}}
          camunda-web-modeler ; helmValues ; webModeler: {restapi: {env: [{name: SERVER_SSL_CLIENT_AUTH, value: need}]}}
          """)
  void whatStaysInForceIsSaidOfEveryProduct(String product, String kind, String file) {
    ObjectNode spec = Service.JSON.createObjectNode();
    spec.put("product", product).putArray("hosts").add("app.example.com");
    spec.put("version", product.equals("tlsmith") ? "0.1" : "8.7");
    spec.putArray("targets").add(kind.equals("compose") ? "compose" : "helm");
    spec.putObject("existing").put(kind, file);
    assertThat(Service.bundle(spec).bundle().warnings())
        .anyMatch(warning -> warning.code().equals("client-authentication-stays"));
  }

  @Test
  void nothingIsSaidOfFlagsThatAreKept() {
    ObjectNode spec = Service.exampleSpec("what-stays-in-your-own-file");
    spec.putObject("options").put("outboundTrust", true);
    assertThat(Service.bundle(spec).bundle().warnings())
        .noneMatch(warning -> warning.code().equals("java-opts-are-replaced"));
  }
}
