package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.support.CapturedLog;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class InspectionControllerTest {

  private static final String PATH = "/v1/inspections";
  private static final String SPEC = "{product: kestra, hosts: [kestra.example.com]}";
  private static final String FORM = "multipart/form-data; boundary=b";
  private static final Path AUTHORITY = Path.of("src/test/resources/service-ca/ca.crt");

  @Inject EmbeddedServer server;

  private ServiceClient client() {
    return new ServiceClient(server);
  }

  /** A part of a form; a file where it has a file's name. */
  private record Field(String name, String file, byte[] content) {

    static Field text(String name, String text) {
      return new Field(name, "", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Answer post(Field... fields) {
    var body = new ByteArrayOutputStream();
    for (Field field : fields) {
      String file = field.file().isEmpty() ? "" : "; filename=\"%s\"".formatted(field.file());
      body.writeBytes(
          "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
              .formatted(field.name(), file)
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(field.content());
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return client().post(PATH, FORM, body.toByteArray());
  }

  private byte[] bundle(String path) {
    return client().post(path, "application/yaml", SPEC).bytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/bundles.zip", "/v1/bundles.tgz"})
  void aWholeBundleOfOursIsOpenedByWhatStandsInItAndHasNoTrouble(String archive) {
    Answer answer = client().post(PATH + "?file=tls.zip", "application/zip", bundle(archive));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.json().path("findings"))
        .allSatisfy(finding -> assertThat(finding.path("severity").asText()).isEqualTo("note"));
    assertThat(answer.json().path("files"))
        .extracting(file -> file.path("file").asText() + " " + file.path("kind").asText())
        .contains(
            "tls.zip archive",
            "tls.zip!/tls/keystore.p12 pkcs12",
            "tls.zip!/tls/kestra.env env",
            "tls.zip!/kubernetes/secret.yaml secret",
            "tls.zip!/tlsmith.yaml tlsmith");
  }

  @Test
  void whatTheFormSaysIsHeldAgainstItsFiles() throws Exception {
    Field file = new Field("file", "ca.crt", Files.readAllBytes(AUTHORITY));
    JsonNode found = post(file, Field.text("hosts", "a.example.com,b.example.com")).json();
    assertThat(found.at("/findings/0/code").asText()).isEqualTo("no-server-certificate");
    assertThat(found.at("/findings/0/message").asText()).contains("'a.example.com'");
    assertThat(post(file, Field.text("spec", SPEC)).json().at("/findings/0/message").asText())
        .contains("'kestra.example.com'");
    assertThat(post(file).json().path("findings")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"application/sarif+json", "application/xml", "text/plain"})
  void findingsComeInTheFormatThatIsAskedFor(String accept) {
    Answer answer = client().post(PATH + "?file=a//b:c", "a/b", "hello", "Accept", accept);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo(accept);
    assertThat(answer.text()).contains("not-recognised").contains("a//b_c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hosts       | a b_c:1     | malformed-host
          warningDays | soon        | out-of-range
          warningDays | 36000       | out-of-range
          colour      | red         | unknown-field
          spec        | {hosts: 1}  | wrong-type
          """)
  void whatIsMalformedIsRefusedWithItsFault(String name, String value, String code) {
    Answer answer = post(Field.text("file", "x"), Field.text(name, value));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(AnswerCheck.problem(answer).path("errors"))
        .extracting(error -> error.path("code").asText())
        .contains(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", FORM, "application/x-www-form-urlencoded"})
  void whereThereIsNoFileThatIsSaid(String type) {
    Answer answer = client().post(PATH, type, "");
    assertThat(answer.status()).isEqualTo(400);
    AnswerCheck.problem(answer);
  }

  @Test
  void moreFilesOrPasswordsThanAreTakenAreRefused() {
    Field[] files = new Field[101];
    Arrays.fill(files, Field.text("file", "x"));
    assertThat(post(files).status()).isEqualTo(400);
    Field[] passwords = new Field[12];
    Arrays.fill(passwords, Field.text("password", "x"));
    passwords[0] = Field.text("file", "x");
    assertThat(post(passwords).status()).isEqualTo(400);
  }

  /** Whatever becomes of a file, the answer is one, and says and logs nothing of its secrets. */
  @Test
  void mutatedFilesNeverGiveAFaultOfTheService() throws Exception {
    long seed = Long.getLong("seed", 20_26_11_28L);
    Random random = new Random(seed);
    JsonNode whole = client().post("/v1/bundles", "application/yaml", SPEC).json();
    List<byte[]> originals = new ArrayList<>();
    originals.add(bundle("/v1/bundles.zip"));
    originals.add(bundle("/v1/bundles.tgz"));
    for (JsonNode file : whole.path("files")) {
      byte[] content =
          file.has("text")
              ? file.path("text").asText().getBytes(StandardCharsets.UTF_8)
              : file.path("base64").binaryValue();
      if (content.length < 100_000) {
        originals.add(content);
      }
    }
    try (CapturedLog log = new CapturedLog()) {
      for (int i = 0; i < 100; i++) {
        byte[] mutated = mutate(originals.get(random.nextInt(originals.size())), random);
        Answer answer =
            post(new Field("file", "f", mutated), Field.text("password", "PassWord-of-test"));
        assertThat(answer.status()).as("seed %d, round %d", seed, i).isIn(200, 400);
        assertThat(answer.text()).doesNotContain("PassWord-of-test").doesNotContain("-----BEGIN");
      }
      assertThat(log.text()).doesNotContain("PassWord-of-test", "PRIVATE KEY");
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] mutated = original.clone();
    for (int i = random.nextInt(4); i >= 0 && mutated.length > 0; i--) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
        default -> {
          byte[] twice = Arrays.copyOf(mutated, mutated.length + mutated.length - at);
          System.arraycopy(mutated, at, twice, mutated.length, mutated.length - at);
          mutated = twice;
        }
      }
    }
    return mutated;
  }
}
