package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class ValidationReportTest {

  private static final String SOUND = "{product: nginx, hosts: [www.example.org]}";
  private static final String WRONG =
      "{product: nginx, hosts: [www.example.org, 'a b'], colour: red}";
  private static final String UNFULFILLABLE = "{product: nothing, hosts: [www.example.org]}";

  @Inject EmbeddedServer server;

  private Answer validate(String spec, String accept, String query) {
    return new ServiceClient(server)
        .post("/v1/validations" + query, "application/yaml", spec, "Accept", accept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/sarif+json | application/sarif+json | "version":"2.1.0"
          application/xml        | application/xml        | <testsuite name="spec"
          text/plain             | text/plain             | 0 errors,
          text/plain;q=0.5, application/xml;q=0.2 | text/plain | spec: warning: No 'version'
          """)
  void warningsComeInTheFormatThatIsAskedFor(String accept, String type, String part) {
    Answer answer = validate(SOUND, accept, "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo(type);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.text()).containsIgnoringCase(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/sarif+json", "application/xml", "text/plain"})
  void aRefusalKeepsItsStatusAndHasEveryFault(String accept) {
    Answer malformed = validate(WRONG, accept, "?file=deploy/tls.yaml");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.mediaType()).isEqualTo(accept);
    assertThat(malformed.text())
        .contains("deploy/tls.yaml")
        .contains("/hosts/1")
        .contains("/colour")
        .contains("unknown-field");
    Answer unfulfillable = validate(UNFULFILLABLE, accept, "");
    assertThat(unfulfillable.status()).isEqualTo(422);
    assertThat(unfulfillable.text()).contains("/product").contains("unknown-product");
  }

  @Test
  void whatIsNoSpecIsToldInTheSameFormat() {
    Answer answer = validate("{", "text/plain", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .startsWith("spec: error: the body is not valid YAML")
        .endsWith("1 error, 0 warnings, 0 notes\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "%3Cscript%3E", "a%0Ab", ""})
  void aNameThatIsNoPathIsRefused(String name) {
    Answer answer = validate(SOUND, "text/plain", "?file=" + name);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(AnswerCheck.problem(answer).at("/errors/0/code").asText())
        .isEqualTo("malformed-parameter");
  }

  @Test
  void everyWarningSaysHowMuchItMatters() throws Exception {
    Answer answer = validate(SOUND, "application/json", "");
    assertThat(Service.JSON.readTree(answer.text()).path("warnings"))
        .isNotEmpty()
        .allSatisfy(
            warning -> assertThat(warning.path("severity").asText()).isIn("warning", "note"));
  }
}
