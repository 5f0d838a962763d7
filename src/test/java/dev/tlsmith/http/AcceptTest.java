package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The representation that Accept asks for, by RFC 9110 §12.5.1. */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class AcceptTest {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SPEC = "product=kestra&hosts=kestra.example.com";

  @Inject EmbeddedServer server;
  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(server);
  }

  private Answer bundle(String accept) {
    return client.post("/v1/bundles", FORM, SPEC, "Accept", accept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "application/* | application/json",
        "application/json | application/json",
        "application/yaml | application/yaml",
        "application/zip | application/zip",
        "application/gzip | application/gzip",
        "APPLICATION/YAML | application/yaml",
        "application/yaml;q=0.5 | application/yaml",
        "application/json;charset=utf-8 | application/json",
        "application/json;version=1;q=0.3 | application/json",
        "application/json;q=0.5, application/yaml | application/yaml",
        "application/json;q=0.5, application/yaml;q=0.8, application/zip;q=0.7 | application/yaml",
        "application/yaml, application/json | application/json",
        "application/zip, application/gzip;q=0.999 | application/zip",
        "application/json;q=0, */* | application/yaml",
        "*/*, application/json;q=0 | application/yaml",
        "application/*;q=0, application/zip | application/zip",
        "*/*;q=0, application/gzip;q=0.001 | application/gzip",
        "application/json;q=0.1, application/*;q=0.9 | application/yaml",
        "application/*;q=0.2, */*;q=0.9 | application/json",
        "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8 | application/json",
        "text/html, application/zip;q=0.1 | application/zip",
        "application/yaml; Q=0.2, application/zip; q=0.1 | application/yaml",
        "nonsense, application/yaml | application/yaml",
        "application/json;q=nonsense, application/yaml | application/yaml",
        "application/json;q=2, application/yaml | application/yaml",
        ", , | application/json",
        "nonsense | application/json",
      })
  void theRepresentationThatIsWantedMostIsAnsweredWithoutParameters(String accept, String type) {
    Answer answer = bundle(accept);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.response().headers().allValues("Content-Type")).containsExactly(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/xml",
        "*/*;q=0",
        "application/*;q=0",
        "application/*;q=0.0, text/*",
        "application/*;q=0, */*"
      })
  void whereNothingIsAcceptedThatIsSaid(String accept) {
    Answer answer = bundle(accept);
    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/zip", "application/yaml;q=0.2", "text/html, */*;q=0.1"})
  void aRefusalIsAProblemWhateverIsAccepted(String accept) {
    for (String body :
        new String[] {"hosts=kestra.example.com", "product=none&hosts=a.example.com"}) {
      Answer answer = client.post("/v1/bundles", FORM, body, "Accept", accept);
      assertThat(answer.status()).isIn(400, 422);
      assertThat(answer.response().headers().allValues("Content-Type"))
          .containsExactly(ServiceClient.PROBLEM);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/products | application/* | 200 | application/json",
        "/v1/products | application/json;q=0.5 | 200 | application/json",
        "/v1/products | application/json;q=0 | 406 | application/problem+json",
        "/v1/products/kestra | application/*;q=0.1 | 200 | application/json",
        "/v1/products/kestra | text/html | 406 | application/problem+json",
        "/v1/products/none | text/html | 404 | application/problem+json",
        "/v1/schema | */* | 200 | application/schema+json",
        "/v1/schema | application/json | 200 | application/json",
        "/v1/schema | application/json;q=0.1, application/schema+json;q=0.2 | 200 |"
            + " application/schema+json",
        "/openapi.yaml | application/*;q=0.3 | 200 | application/yaml",
      })
  void whatIsReadIsChosenInTheSameWay(String path, String accept, int status, String type) {
    Answer answer = client.get(path, "Accept", accept);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.response().headers().allValues("Content-Type")).containsExactly(type);
  }

  @Test
  void aValidationIsJson() {
    Answer answer = client.post("/v1/validations", FORM, SPEC, "Accept", "application/*;q=0.1");
    assertThat(answer.response().headers().allValues("Content-Type")).containsExactly(JSON);
    assertThat(client.post("/v1/validations", FORM, SPEC, "Accept", "text/html").status())
        .isEqualTo(406);
  }
}
