package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code strict} and {@code acceptedWarnings} of a spec do, wherever it is sent. */
@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
@Property(
    name = "tlsmith.certificate-authority.certificates",
    value = "src/test/resources/service-ca/ca.crt")
@Property(
    name = "tlsmith.certificate-authority.private-key",
    value = "src/test/resources/service-ca/ca.key")
class StrictSpecTest {

  /** A program whose version is not given, and with a key that is to be given away. */
  private static final String REDIS = "product: redis\nhosts: [www.example.org]\n";

  @Inject EmbeddedServer server;

  private Answer post(String path, String spec) {
    return new ServiceClient(server).post(path, "application/yaml", spec);
  }

  private List<String> codes(Answer answer, String list, String severity) {
    return StreamSupport.stream(answer.json().path(list).spliterator(), false)
        .filter(one -> severity.isEmpty() || one.path("severity").asText().equals(severity))
        .map(one -> one.path("code").asText())
        .toList();
  }

  @Test
  void everyWarningIsAFaultAndNoNoteIs() {
    Answer lenient = post("/v1/validations", REDIS);
    List<String> warnings = codes(lenient, "warnings", "warning");
    assertThat(warnings).isNotEmpty();
    assertThat(codes(lenient, "warnings", "note")).isNotEmpty();

    Answer strict = post("/v1/validations", REDIS + "strict: true\n");
    assertThat(strict.status()).isEqualTo(422);
    assertThat(codes(strict, "errors", "")).isEqualTo(warnings);
    for (JsonNode error : AnswerCheck.problem(strict).path("errors")) {
      assertThat(error.path("pointer").asText()).isEqualTo("/strict");
    }
    String accepting = REDIS + "strict: true\nacceptedWarnings: " + warnings + "\n";
    assertThat(post("/v1/validations", accepting).status()).isEqualTo(200);
    assertThat(post("/v1/bundles", accepting).status()).isEqualTo(200);

    String allButOne = accepting.replace(warnings.getFirst() + "", "another-code");
    assertThat(codes(post("/v1/bundles", allButOne), "errors", ""))
        .containsExactly(warnings.getFirst());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/bundles",
        "/v1/bundles.zip",
        "/v1/charts",
        "/v1/charts.tgz",
        "/v1/images.tgz",
        "/v1/images.tar",
        "/v1/bundles.tgz",
        "/v1/render/helm",
        "/v1/render/kubernetes"
      })
  void nothingIsMadeOfAStrictSpecThatComesWithWarnings(String path) {
    String spec =
        """
        product: kestra
        hosts: [www.example.org]
        certificate: {source: service-ca}
        """;
    Answer lenient = post(path, spec);
    assertThat(lenient.status()).as(lenient.text()).isEqualTo(200);
    Answer strict = post(path, spec + "strict: true\n");
    assertThat(strict.status()).isEqualTo(422);
    assertThat(codes(strict, "errors", "")).contains("version-is-assumed");
  }

  /** That a trusted certificate is a public root is seen when the trust store is made. */
  @Test
  void whatOnlyMakingFindsOutRefusesAsWell() throws Exception {
    ObjectNode spec = Service.exampleSpec("client-certificates-on-compose");
    X509Certificate root = Service.publicRoots().getFirst();
    spec.withObject("/trust")
        .put("clientCertificates", Matrix.clientCertificates() + Pem.certificates(List.of(root)));
    List<String> warnings = Service.bundle(spec).warnings();
    assertThat(warnings).contains("public-roots-not-for-clients");

    spec.put("strict", true);
    ArrayNode accepted = spec.putArray("acceptedWarnings");
    warnings.stream().filter(code -> !code.startsWith("public-roots")).forEach(accepted::add);
    assertThat(codes(post("/v1/bundles", spec.toString()), "errors", ""))
        .containsExactly("public-roots-not-for-clients");
  }

  @Test
  void aFormSaysItLikeAnyField() {
    Answer answer =
        new ServiceClient(server)
            .post(
                "/v1/validations",
                "application/x-www-form-urlencoded",
                "product=redis&hosts=www.example.org&strict=true&acceptedWarnings=version-is-assumed");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(codes(answer, "errors", "")).isNotEmpty().doesNotContain("version-is-assumed");
  }
}
