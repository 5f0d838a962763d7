package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.service.AnswerCheck;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import javax.naming.ldap.LdapName;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
@Property(name = "micronaut.server.port", value = "-1")
class BundleControllerTest {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SHORTEST =
      "{\"product\":\"kestra\",\"hosts\":[\"kestra.example.org\"]}";
  private static final String IN_CLUSTER =
      """
      {"product":"kestra","hosts":["kestra.example.org"],"termination":"both",
       "certificate":{"source":"cert-manager","acme":{"email":"ops@example.org"}}}
      """;

  @Inject EmbeddedServer server;
  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(server);
  }

  private Answer bundle(String accept) {
    return client.post("/v1/bundles", JSON, SHORTEST, "Accept", accept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "*/*", "text/html, */*;q=0.1"})
  void aBundleIsJsonByDefault(String accept) {
    Answer answer = bundle(accept);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo(JSON);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    JsonNode bundle = answer.json();
    assertThat(bundle.fieldNames())
        .toIterable()
        .containsExactly("deployments", "files", "warnings", "next");
    JsonNode deployment = bundle.at("/deployments/0");
    assertThat(deployment.path("product").asText()).isEqualTo("kestra");
    assertThat(deployment.path("release").asText()).isEqualTo("kestra");
    assertThat(texts(deployment.at("/certificate/subjectAlternativeNames")))
        .contains("kestra.example.org", "localhost", "127.0.0.1", "::1");
    assertThat(deployment.at("/certificate/sha256Fingerprint").asText()).matches("(..:){31}..");
    assertThat(deployment.at("/certificate/notAfter").asText()).matches("[0-9-]{10}T[0-9:]{8}Z");
    assertThat(deployment.at("/proof/performed").asBoolean()).isTrue();
    assertThat(texts(bundle.path("next"))).isNotEmpty();
    assertThat(bundle.path("warnings")).isNotEmpty();
  }

  @Test
  void withoutAcceptABundleIsJson() {
    assertThat(client.post("/v1/bundles", JSON, SHORTEST).mediaType()).isEqualTo(JSON);
  }

  @Test
  void theYamlOfABundleSaysTheSameAsItsJson() {
    Answer yaml = client.post("/v1/bundles", JSON, IN_CLUSTER, "Accept", "application/yaml");
    assertThat(yaml.mediaType()).isEqualTo("application/yaml");
    assertThat(yaml.header("Cache-Control")).isEqualTo("no-store");
    assertThat(yaml.yaml()).hasSize(1);
    JsonNode json = client.post("/v1/bundles", JSON, IN_CLUSTER).json();
    assertThat(strippedOfKeyMaterial(yaml.yaml().getFirst()))
        .isEqualTo(strippedOfKeyMaterial(json));
  }

  /** Stores hold dates and salt, and their digests with them. */
  private static JsonNode strippedOfKeyMaterial(JsonNode bundle) {
    for (JsonNode file : bundle.path("files")) {
      if (file.has("base64")
          || file.path("secret").asBoolean()
          || file.path("path").asText().equals("tlsmith.yaml")) {
        ((ObjectNode) file).remove(List.of("base64", "text", "sha256"));
      }
    }
    return bundle;
  }

  @Test
  void everyFileIsDescribedExactly() throws Exception {
    for (JsonNode file : bundle(JSON).json().path("files")) {
      boolean text = file.has("text");
      assertThat(file.has("base64"))
          .as("%s is text or base64", file.path("path"))
          .isNotEqualTo(text);
      byte[] content =
          text
              ? file.path("text").asText().getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(file.path("base64").asText());
      byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(content);
      assertThat(file.path("sha256").asText())
          .isEqualTo(java.util.HexFormat.of().formatHex(digest));
      assertThat(file.path("mode").isTextual()).isTrue();
      assertThat(file.path("mode").asText()).isIn("0600", "0644", "0755");
      assertThat(file.path("mediaType").asText()).contains("/");
    }
  }

  @Test
  void aFileIsSecretExactlyWhenItHoldsAKeyOrAPassword() {
    String password = "A-Password.Of-Mine_1";
    JsonNode files =
        client
            .post(
                "/v1/bundles",
                JSON,
                """
                {"product":"kestra","hosts":["kestra.example.org"],"clientAuthentication":"need",
                 "keyStore":{"password":"%s"}}
                """
                    .formatted(password))
            .json()
            .path("files");
    Map<String, JsonNode> byPath = byPath(files);
    List<String> secrets = new ArrayList<>();
    byPath.forEach(
        (path, file) -> {
          if (file.path("secret").asBoolean()) {
            secrets.add(path);
          }
        });
    assertThat(secrets)
        .containsExactly(
            "ca/ca.key",
            "kubernetes/secret.yaml",
            "tls/client.env",
            "tls/client.key",
            "tls/client.p12",
            "tls/kestra.env",
            "tls/keystore.p12",
            "tls/tls.key");
    for (JsonNode file : files) {
      String text = file.path("text").asText();
      boolean tells = text.contains("PRIVATE KEY") || text.contains(password);
      if (tells) {
        assertThat(file.path("secret").asBoolean()).as("%s", file.path("path")).isTrue();
      }
      boolean onlyOwner = file.path("mode").asText().equals("0600");
      assertThat(onlyOwner)
          .as("mode of %s", file.path("path"))
          .isEqualTo(file.path("secret").asBoolean() && file.has("text"));
    }
    assertThat(file(byPath, "tls/kestra.env").path("text").asText()).contains(password);
  }

  @Test
  void aSecretWithThePasswordOfCertManagerIsSecret() {
    Map<String, JsonNode> files =
        byPath(client.post("/v1/bundles", JSON, IN_CLUSTER).json().path("files"));
    JsonNode secret = file(files, "kubernetes/secret.yaml");
    assertThat(secret.path("secret").asBoolean()).isTrue();
    assertThat(secret.path("mode").asText()).isEqualTo("0600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#c", "#0c0161", "\\", "\\#a", "a,b+c=d;e<f>\"g", "{{7*6}}", "Zürich"})
  void anAttributeOfTheSubjectIsWrittenAsItIs(String organization) throws Exception {
    ObjectNode spec = (ObjectNode) ServiceClient.JSON.readTree(SHORTEST);
    spec.putObject("certificate")
        .put("source", "self-signed")
        .putObject("subject")
        .put("organization", organization);
    Answer answer = client.post("/v1/bundles", JSON, spec.toString());
    assertThat(answer.status()).isEqualTo(200);
    String subject = answer.json().at("/deployments/0/certificate/subject").asText();
    assertThat(new LdapName(subject).getRdns())
        .anySatisfy(
            rdn -> {
              assertThat(rdn.getType()).isEqualTo("O");
              assertThat(rdn.getValue()).isEqualTo(organization);
            });
  }

  @Test
  void aNameThatNoCertificateCanHoldIsLeftOut() {
    JsonNode bundle =
        client
            .post(
                "/v1/bundles",
                JSON,
                """
                {"product":"kestra","hosts":["kestra.example.org"],"namespace":"2024",
                 "options":{"composeService":"my_kestra"}}
                """)
            .json();
    assertThat(texts(bundle.at("/deployments/0/certificate/subjectAlternativeNames")))
        .contains("kestra.example.org", "kestra", "kestra.2024.svc")
        .doesNotContain("kestra.2024", "my_kestra");
    assertThat(file(byPath(bundle.path("files")), "docker-compose.tls.yaml").path("text").asText())
        .contains("my_kestra");
  }

  @Test
  void theArchivesHoldTheSameFilesInOrderWithFixedTimesAndOwners() throws Exception {
    List<String> expected = new ArrayList<>();
    Map<String, String> modes = new TreeMap<>();
    for (JsonNode file : bundle(JSON).json().path("files")) {
      expected.add(file.path("path").asText());
      modes.put(file.path("path").asText(), file.path("mode").asText());
    }
    assertThat(expected).isSorted();
    for (Answer zip :
        List.of(bundle("application/zip"), client.post("/v1/bundles.zip", JSON, SHORTEST))) {
      assertThat(zip.mediaType()).isEqualTo("application/zip");
      assertThat(zip.header("Cache-Control")).isEqualTo("no-store");
      assertThat(unzipped(zip.bytes(), modes).keySet()).containsExactlyElementsOf(expected);
    }
    for (Answer tar :
        List.of(bundle("application/gzip"), client.post("/v1/bundles.tgz", JSON, SHORTEST))) {
      assertThat(tar.mediaType()).isEqualTo("application/gzip");
      assertThat(tar.header("Cache-Control")).isEqualTo("no-store");
      assertThat(untarred(tar.bytes(), modes).keySet()).containsExactlyElementsOf(expected);
    }
  }

  private static Map<String, byte[]> unzipped(byte[] bytes, Map<String, String> modes)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes)).get()) {
      for (ZipArchiveEntry entry : java.util.Collections.list(zip.getEntriesInPhysicalOrder())) {
        files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        assertThat(entry.getTimeLocal()).isEqualTo("1980-02-01T00:00:00");
        assertThat(entry.getUnixMode()).as(entry.getName()).isEqualTo(mode(modes, entry.getName()));
      }
    }
    return files;
  }

  private static Map<String, byte[]> untarred(byte[] bytes, Map<String, String> modes)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(bytes)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), tar.readAllBytes());
        assertThat(entry.getModTime()).isEqualTo(Date.from(Instant.parse("1980-02-01T00:00:00Z")));
        assertThat(entry.getMode()).as(entry.getName()).isEqualTo(mode(modes, entry.getName()));
        assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
        assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
      }
    }
    return files;
  }

  private static int mode(Map<String, String> modes, String path) {
    return 0100000 | Integer.parseInt(modes.getOrDefault(path, "0"), 8);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/bundles.zip, application/json, application/zip, kestra-tls.zip",
    "/v1/bundles.zip, text/html, application/zip, kestra-tls.zip",
    "/v1/bundles.tgz, application/zip, application/gzip, kestra-tls.tgz"
  })
  void anArchiveIsOneWhateverAcceptSays(String path, String accept, String type, String name) {
    Answer answer = client.post(path, JSON, SHORTEST, "Accept", accept);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo(type);
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"%s\"".formatted(name));
  }

  @Test
  void theSameSpecGivesTheSameBytesWhereverNoKeyIsInvolved() {
    Map<String, JsonNode> first =
        byPath(client.post("/v1/bundles", JSON, SHORTEST).json().path("files"));
    Map<String, JsonNode> second =
        byPath(client.post("/v1/bundles", JSON, SHORTEST).json().path("files"));
    assertThat(second.keySet()).isEqualTo(first.keySet());
    assertThat(second.get("docker-compose.tls.yaml"))
        .isEqualTo(first.get("docker-compose.tls.yaml"));
    assertThat(second.get("helm/values-tls.yaml")).isEqualTo(first.get("helm/values-tls.yaml"));
    assertThat(second.get("kubernetes/kustomization.yaml"))
        .isNotNull()
        .isEqualTo(first.get("kubernetes/kustomization.yaml"));
    assertThat(second.get("tls/tls.key")).isNotEqualTo(first.get("tls/tls.key"));

    first = byPath(client.post("/v1/bundles", JSON, IN_CLUSTER).json().path("files"));
    second = byPath(client.post("/v1/bundles", JSON, IN_CLUSTER).json().path("files"));
    assertThat(first)
        .containsKeys(
            "kubernetes/issuer.yaml", "kubernetes/certificate.yaml", "kubernetes/ingress.yaml");
    for (String path : first.keySet()) {
      if (file(first, path).has("text")
          && !file(first, path).path("secret").asBoolean()
          && !path.equals("tlsmith.yaml")) {
        assertThat(second.get(path)).as(path).isEqualTo(first.get(path));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"helm", "compose", "kubernetes"})
  void oneTargetIsRenderedAsYaml(String target) {
    Answer answer = client.post("/v1/render/" + target, JSON, SHORTEST, "Accept", "text/html");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo("application/yaml");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.yaml()).isNotEmpty().allMatch(JsonNode::isObject);
    assertThat(answer.text()).startsWith("# warning ");
  }

  @Test
  void renderedHelmAndComposeHoldNoSecretAndAreTheFilesOfTheBundle() {
    String spec =
        "{\"product\":\"kestra\",\"hosts\":[\"kestra.example.org\"],\"keyStore\":{\"password\":\"A-Password.Of-Mine_1\"}}";
    Map<String, JsonNode> files =
        byPath(client.post("/v1/bundles", JSON, spec).json().path("files"));
    for (var target :
        Map.of("helm", "helm/values-tls.yaml", "compose", "docker-compose.tls.yaml").entrySet()) {
      String rendered = client.post("/v1/render/" + target.getKey(), JSON, spec).text();
      assertThat(rendered).doesNotContain("A-Password.Of-Mine_1").doesNotContain("PRIVATE KEY");
      assertThat(rendered).endsWith(file(files, target.getValue()).path("text").asText());
    }
    assertThat(client.post("/v1/render/kubernetes", JSON, spec).yaml())
        .anyMatch(object -> object.path("type").asText().equals("kubernetes.io/tls"));
  }

  @Test
  void anUnknownTargetIsAnsweredWithTheKnownOnes() {
    Answer answer = client.post("/v1/render/nomad", JSON, SHORTEST);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(AnswerCheck.problem(answer).path("detail").asText())
        .isEqualTo("'nomad' is not a target; use one of compose, helm, kubernetes");
  }

  @Test
  void aValidationMakesNothingAndTellsTheWarnings() {
    Answer answer = client.post("/v1/validations", JSON, SHORTEST);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.mediaType()).isEqualTo(JSON);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.json().fieldNames()).toIterable().containsExactly("warnings");
    assertThat(texts(answer.json().at("/warnings/0"))).isNotEmpty();
    assertThat(answer.text()).doesNotContain("BEGIN");
  }

  @Test
  void aSpecWithoutWarningsIsAnsweredWithAnEmptyList() {
    Answer answer =
        client.post(
            "/v1/validations",
            JSON,
            """
            {"product":"kestra","version":"1.3","hosts":["kestra.example.org"],"termination":"ingress",
             "certificate":{"source":"cert-manager","issuer":{"name":"ca"}}}
            """);
    assertThat(answer.text()).isEqualTo("{\"warnings\":[]}");
  }

  @Test
  void anUnknownProductIsAnsweredWithTheKnownOnes() {
    Answer answer =
        client.post("/v1/validations", JSON, "{\"product\":\"x\",\"hosts\":[\"a.org\"]}");
    assertThat(answer.status()).isEqualTo(422);
    JsonNode error = AnswerCheck.problem(answer).at("/errors/0");
    assertThat(error.path("pointer").asText()).isEqualTo("/product");
    assertThat(error.path("detail").asText())
        .matches("'x' is not a product known here; known are .*kestra.*");
  }

  @Test
  void anUnknownVersionIsAnsweredWithTheKnownOnes() {
    Answer answer = client.post("/v1/validations", FORM, "product=kestra&hosts=a.org&version=9.9");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/version");
    assertThat(answer.json().at("/errors/0/detail").asText())
        .contains("'9.9'")
        .contains("1.3, 2.0");
  }

  @Test
  void pointersAreThoseOfTheFormThatTheCallerChose() {
    String single =
        """
        {"product":"kestra","version":"1.0","hosts":["a.org"],
         "options":{"hotReload":true,"httpsPort":1,"nope":1}}
        """;
    assertThat(pointers(client.post("/v1/bundles", JSON, single)))
        .containsExactlyInAnyOrder("/options/httpsPort", "/options/nope");
    assertThat(pointers(client.post("/v1/bundles", JSON, "{\"deployments\":[" + single + "]}")))
        .containsExactlyInAnyOrder(
            "/deployments/0/options/httpsPort", "/deployments/0/options/nope");
    String ruled = single.replace(",\"httpsPort\":1,\"nope\":1", "");
    assertThat(pointers(client.post("/v1/bundles", JSON, ruled)))
        .containsExactly("/options/hotReload");
    assertThat(pointers(client.post("/v1/bundles", JSON, "{\"deployments\":[" + ruled + "]}")))
        .containsExactly("/deployments/0/options/hotReload");
  }

  @Test
  void aFaultOfASharedFieldHasTheSamePointerInBothForms() {
    String shared = ",\"certificate\":{\"source\":\"existing-secret\",\"secretName\":\"a\"}}";
    assertThat(pointers(client.post("/v1/validations", JSON, SHORTEST.replace("]}", "]" + shared))))
        .containsExactly("/certificate/passwordSecret");
    assertThat(
            pointers(
                client.post(
                    "/v1/validations", JSON, "{\"deployments\":[" + SHORTEST + "]" + shared)))
        .containsExactly("/certificate/passwordSecret");
  }

  private static List<String> pointers(Answer answer) {
    List<String> pointers = new ArrayList<>();
    AnswerCheck.problem(answer)
        .path("errors")
        .forEach(error -> pointers.add(error.path("pointer").asText()));
    return pointers;
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nope, 404",
    "GET, /v1, 404",
    "GET, /v1/products/nope, 404",
    "POST, /v1/bundles.rar, 404",
    "GET, /v1/bundles, 405",
    "DELETE, /v1/bundles, 405",
    "PUT, /v1/render/helm, 405",
    "POST, /v1/products, 405"
  })
  void whatIsNotThereIsAProblemToo(String method, String path, int status) {
    Answer answer = client.send(method, path, method.equals("GET") ? null : new byte[] {'x'});
    assertThat(answer.status()).isEqualTo(status);
    AnswerCheck.problem(answer);
    String allow = path.contains("products") ? "GET" : "POST";
    if (status == 405) {
      assertThat(answer.header("Allow")).contains(allow);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/bundles, text/html",
    "/v1/validations, application/zip",
    "/v1/bundles, image/png"
  })
  void aRepresentationThatThereIsNotIs406(String path, String accept) {
    Answer answer = client.post(path, JSON, SHORTEST, "Accept", accept);
    assertThat(answer.status()).isEqualTo(406);
    AnswerCheck.problem(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "application/octet-stream", "nonsense", "a/b;;;"})
  void aBodyOfAnotherTypeIs415AndTheTypesThatAreReadAreNamed(String type) {
    Answer answer = client.post("/v1/bundles", type, SHORTEST);
    assertThat(answer.status()).isEqualTo(415);
    assertThat(AnswerCheck.problem(answer).path("detail").asText())
        .contains("'" + type.replaceAll(";.*", ""))
        .contains("application/json, application/yaml, application/x-www-form-urlencoded");
  }

  @Test
  void aBodyWithoutATypeIs415() {
    Answer answer = client.send("POST", "/v1/bundles", SHORTEST.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(415);
    AnswerCheck.problem(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, "application/yaml", FORM})
  void aBodyOverOneMebibyteIs413(String type) {
    byte[] body = new byte[(1 << 20) + 1];
    java.util.Arrays.fill(body, (byte) ' ');
    Answer answer = client.post("/v1/validations", type, body);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(AnswerCheck.problem(answer).path("detail").asText()).contains("1 MiB");
  }

  @Test
  void aBodyOfExactlyOneMebibyteIsRead() {
    String body = SHORTEST + " ".repeat((1 << 20) - SHORTEST.length());
    assertThat(client.post("/v1/validations", JSON, body).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/bundles", "/v1/bundles.zip", "/v1/render/helm", "/v1/validations"})
  void anEmptyBodyIsAFaultOfTheWholeBody(String path) {
    for (String type : List.of(JSON, "application/yaml", FORM)) {
      Answer answer = client.post(path, type, "");
      assertThat(answer.status()).as(type).isEqualTo(400);
      assertThat(pointers(answer)).as(type).isNotEmpty();
    }
    assertThat(pointers(client.post(path, JSON, ""))).containsExactly("");
  }

  @Test
  void aRefusalIsNotStored() {
    for (String body : List.of("", "{", "{}", "{\"product\":\"x\",\"hosts\":[\"a.org\"]}")) {
      Answer answer = client.post("/v1/bundles", JSON, body);
      assertThat(answer.status()).isBetween(400, 422);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  private static String twice(String release) {
    return """
    {"release": "a", "targets": ["helm"], "deployments": [
      {"product": "kestra", "hosts": ["one.example.com"]},
      {"product": "kestra", "hosts": ["two.example.com"] %s}]}\
    """
        .formatted(release);
  }

  @Test
  void severalDeploymentsComeInFoldersUnderOneCa() {
    Answer answer = client.post("/v1/bundles", JSON, twice(", \"release\": \"b\""));
    assertThat(answer.status()).isEqualTo(200);
    Map<String, JsonNode> files = byPath(answer.json().path("files"));
    assertThat(files).containsKeys("TLS.md", "tlsmith.yaml", "ca/ca.key");
    assertThat(files).containsKeys("kestra-a/TLS.md", "kestra-b/helm/values-tls.yaml");
    assertThat(file(files, "kestra-a/tls/ca.crt").path("sha256"))
        .isEqualTo(file(files, "kestra-b/tls/ca.crt").path("sha256"));
    assertThat(file(files, "kestra-a/tls/tls.crt").path("sha256"))
        .isNotEqualTo(file(files, "kestra-b/tls/tls.crt").path("sha256"));
    JsonNode deployments = answer.json().path("deployments");
    assertThat(texts(deployments.path(1).at("/certificate/subjectAlternativeNames")))
        .contains("two.example.com", "b-kestra.default.svc")
        .doesNotContain("one.example.com", "a-kestra");
    assertThat(texts(answer.json().path("next")))
        .anyMatch(command -> command.startsWith("helm upgrade --install a kestra"))
        .anyMatch(command -> command.startsWith("helm upgrade --install b kestra"));
  }

  @Test
  void oneProductTwiceInOneReleaseIsRefused() {
    Answer answer = client.post("/v1/bundles", JSON, twice(""));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer)).containsExactly("/deployments/1/product");
    assertThat(answer.json().path("detail").asText()).contains("another 'release'");
  }

  @Test
  void valuesOfSeveralReleasesAreNotOneDocument() {
    Answer answer = client.post("/v1/render/helm", JSON, twice(", \"release\": \"b\""));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").asText()).contains("one Helm release", "(a, b)");
  }

  private static Map<String, JsonNode> byPath(JsonNode files) {
    Map<String, JsonNode> byPath = new TreeMap<>();
    files.forEach(file -> byPath.put(file.path("path").asText(), file));
    return byPath;
  }

  private static JsonNode file(Map<String, JsonNode> files, String path) {
    return Objects.requireNonNull(files.get(path), path);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
