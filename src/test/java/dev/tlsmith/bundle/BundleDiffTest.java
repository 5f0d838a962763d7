package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.request.ComparisonRequest;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Examples.Example;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class BundleDiffTest {

  private static final String YAML = "application/yaml";
  private static final String KESTRA = "{product: kestra, hosts: [a.example.com]}";

  @Inject EmbeddedServer server;

  private Answer compare(String body, String... headers) {
    return compareWith("", body, headers);
  }

  private Answer compareWith(String query, String body, String... headers) {
    return new ServiceClient(server).post("/v1/diffs" + query, YAML, body, headers);
  }

  private static ObjectNode described(String spec) {
    return (ObjectNode) Service.yaml(Service.bundle(spec).text("tlsmith.yaml"));
  }

  private static String both(JsonNode earlier, String spec) {
    return "{earlier: %s, spec: %s}".formatted(earlier, spec);
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> one.path(field).asText())
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> nothingDiffersFromWhatWasJustMade() {
    return Examples.all().stream()
        .filter(example -> example.expected().startsWith(Examples.PRODUCTS))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.pack() + ": " + example.name(), () -> sendBack(example)));
  }

  private void sendBack(Example example) {
    BundleDiff diff;
    try {
      String spec = new String(example.spec(), StandardCharsets.UTF_8);
      JsonNode earlier = Service.yaml(Service.incomplete(spec).text("tlsmith.yaml"));
      byte[] body = both(earlier, Service.yaml(spec).toString()).getBytes(StandardCharsets.UTF_8);
      ComparisonRequest request =
          server.getApplicationContext().getBean(SpecReader.class).readComparison(body, YAML);
      diff =
          server
              .getApplicationContext()
              .getBean(BundleDiffs.class)
              .of(
                  request.spec().spec(),
                  EarlierBundle.of(request.earlier(), request.at()),
                  Duration.ZERO,
                  Service.ANYBODY);
    } catch (InvalidSpecException refused) {
      return;
    }
    assertThat(diff.spec()).isEmpty();
    assertThat(diff.files()).isEmpty();
    assertThat(diff.due()).isFalse();
    assertThat(diff.next()).isEmpty();
    assertThat(diff.tlsmith()).isNull();
  }

  @Test
  void whereNothingIsDueAPipelineMayAskForNoContent() {
    String earlier = described(KESTRA).toString();
    Answer minimal = compare(earlier, "Prefer", "respond-async, return=minimal");
    assertThat(minimal.status()).isEqualTo(204);
    assertThat(minimal.header("Preference-Applied")).isEqualTo("return=minimal");
    Answer full = compare(earlier);
    assertThat(full.status()).isEqualTo(200);
    assertThat(full.json().path("due").asBoolean(true)).isFalse();
    assertThat(full.json().at("/certificate/notAfter").asText()).isNotBlank();
  }

  @Test
  void anotherHostIsSaidWithWhatItChangesAndWhatToRun() {
    Answer answer = compare(both(described(KESTRA), "{product: kestra, hosts: [b.example.com]}"));
    JsonNode diff = answer.json();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(diff.path("due").asBoolean()).isTrue();
    assertThat(texts(diff.path("spec"), "pointer")).containsExactly("/deployments/0/hosts/0");
    assertThat(diff.at("/spec/0/was").asText()).isEqualTo("a.example.com");
    assertThat(diff.at("/spec/0/is").asText()).isEqualTo("b.example.com");
    assertThat(diff.path("next")).isNotEmpty();
    assertThat(diff.has("tlsmith")).isFalse();
  }

  @Test
  void filesThatComeGoAndChangeAreNamedWithTheReason() {
    ObjectNode earlier = described("{product: kestra, hosts: [a.example.com], targets: [compose]}");
    String spec =
        "{product: kestra, hosts: [a.example.com], targets: [helm], options: {httpsPort: 9443}}";
    JsonNode files = compare(both(earlier, spec)).json().path("files");
    assertThat(texts(files, "path"))
        .contains("docker-compose.tls.yaml", "helm/values-tls.yaml")
        .noneMatch(path -> path.startsWith("tls/tls."));
    for (JsonNode file : files) {
      String change = file.path("path").asText().startsWith("helm/") ? "added" : "removed";
      if (!file.path("path").asText().startsWith("kubernetes/")) {
        assertThat(file.path("change").asText()).as(file.toString()).isEqualTo(change);
      }
      assertThat(texts(file.path("reasons"), "")).hasSize(1);
      assertThat(file.path("reasons").path(0).asText()).isEqualTo("spec");
    }
  }

  @Test
  void anotherVersionAndAFileOfNobodysAreReasonsOfTheirOwn() {
    ObjectNode earlier = described(KESTRA);
    earlier.withObject("/sha256").put("helm/values-tls.yaml", "0".repeat(64));
    JsonNode other = compare(earlier.toString()).json();
    assertThat(texts(other.path("files"), "path")).containsExactly("helm/values-tls.yaml");
    assertThat(other.at("/files/0/change").asText()).isEqualTo("changed");
    assertThat(other.at("/files/0/reasons/0").asText()).isEqualTo("other");

    earlier.put("tlsmith", "0.0.9");
    JsonNode newer = compare(earlier.toString()).json();
    assertThat(newer.at("/tlsmith/was").asText()).isEqualTo("0.0.9");
    assertThat(newer.at("/files/0/reasons/0").asText()).isEqualTo("tlsmith");
  }

  @Test
  void aCertificateThatEndsSoonIsDue() {
    String earlier = described(KESTRA).toString();
    JsonNode soon = compareWith("?renewBeforeDays=400", earlier).json();
    assertThat(soon.path("due").asBoolean()).isTrue();
    assertThat(soon.at("/certificate/due").asBoolean()).isTrue();
    assertThat(soon.path("files")).isEmpty();
    assertThat(soon.path("next")).isNotEmpty();
    JsonNode later = compareWith("?renewBeforeDays=396", earlier).json();
    assertThat(later.path("due").asBoolean(true)).isFalse();
  }

  @Test
  void aFormTakesTheTwoFiles() {
    String form =
        "--b\r\n"
            + "Content-Disposition: form-data; name=\"spec\"; filename=\"s.yaml\"\r\n\r\n"
            + "%s\r\n"
            + "--b\r\n"
            + "Content-Disposition: form-data; name=\"earlier\"; filename=\"t.yaml\"\r\n\r\n"
            + "%s\r\n"
            + "--b--\r\n";
    Answer answer =
        new ServiceClient(server)
            .post(
                "/v1/diffs",
                "multipart/form-data; boundary=b",
                form.formatted(KESTRA, Service.bundle(KESTRA).text("tlsmith.yaml")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("due").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                               | /earlier          | missing
          {spec: {product: kestra}}                        | /earlier          | missing
          {earlier: {}, colour: red}                       | /colour           | unknown-field
          {spec: {product: a, hosts: [a.b]}, earlier: {}}  | /earlier/spec     | no-bundle-description
          {spec: {product: kestra}, earlier: {spec: {}, sha256: {}}} | /spec/hosts | missing
          {spec: {}, sha256: {a: b}}                       | /spec/hosts       | missing
          """)
  void whatIsNoBundleIsRefusedWithItsPlace(String body, String pointer, String code) {
    Answer answer = compare(body);
    assertThat(answer.status()).isEqualTo(400);
    JsonNode errors = AnswerCheck.problem(answer).path("errors");
    assertThat(texts(errors, "pointer")).contains(pointer);
    assertThat(texts(errors, "code")).contains(code);
  }

  @Test
  void aParameterThatIsNoNumberIsRefused() {
    Answer answer = compareWith("?renewBeforeDays=soon", described(KESTRA).toString());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(AnswerCheck.problem(answer).at("/errors/0/code").asText())
        .isEqualTo("malformed-parameter");
  }
}
