package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy lets a caller have signed by the operator's own CA: the names it has, no other. */
class ServiceCaAccessTest {

  private static final String TOKEN = "c0ffee".repeat(10) + "0001";
  private static final String WITHOUT = "c0ffee".repeat(10) + "0002";
  private static final String POLICY =
      """
      callers: {ci: {policy: payments}, other: {policy: without}}
      policies:
        payments:
          hostSuffixes: [payments.example.com]
          namespaces: [payments, dev]
          products: [kestra]
          sources: [service-ca, csr]
          keyAlgorithms: [EC_P256]
          maxValidityDays: 90
        without:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: [self-signed, private-ca, provided, cert-manager, existing-secret]
          returnCaKey: true
      """;
  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.payments.example.com]
      namespace: payments
      certificate: {source: service-ca, validityDays: 90}
      """;

  @TempDir private static Path folder;
  private static AccessServer server;

  @BeforeAll
  static void start() {
    Map<String, Object> authority =
        Map.of(
            "tlsmith.certificate-authority.certificates", "src/test/resources/service-ca/ca.crt",
            "tlsmith.certificate-authority.private-key", "src/test/resources/service-ca/ca.key");
    server = AccessServer.start(folder, POLICY, Map.of(TOKEN, "ci", WITHOUT, "other"), authority);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> rules(Answer answer) {
    return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
        .map(fault -> fault.path("pointer").asText() + " " + fault.path("code").asText())
        .toList();
  }

  private static ObjectNode request(String algorithm, String option) throws IOException {
    CommandLine.Output made =
        CommandLine.openssl(
            folder,
            "req",
            "-newkey",
            algorithm,
            "-pkeyopt",
            option,
            "-nodes",
            "-keyout",
            "r.key",
            "-out",
            "r.csr",
            "-subj",
            "/O=Bank/CN=bank.com",
            "-addext",
            "subjectAltName=DNS:bank.com");
    assertThat(made.exitCode()).as(made.text()).isZero();
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    spec.putObject("certificate")
        .put("source", "csr")
        .put("request", Files.readString(folder.resolve("r.csr")))
        .put("validityDays", 90);
    return spec;
  }

  @Test
  void aCallerGetsALeafUnderItAndNeverItsKey() throws IOException {
    Answer answer = server.post("/v1/bundles", TOKEN, SPEC);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    String key = Files.readString(Path.of("src/test/resources/service-ca/ca.key"));
    String line = key.lines().skip(1).findFirst().orElseThrow();
    assertThat(answer.text()).doesNotContain(line);
    assertThat(answer.json().path("files").findValuesAsText("path")).doesNotContain("ca/ca.key");
  }

  @Test
  void whoseSourcesDoNotNameItGetsNothingSigned() throws IOException {
    for (String path : List.of("/v1/bundles", "/v1/render/kubernetes", "/v1/validations")) {
      assertThat(rules(server.post(path, WITHOUT, SPEC)))
          .contains("/certificate/source policy-source");
      assertThat(
              rules(
                  server.post(path, WITHOUT, request("ec", "ec_paramgen_curve:P-256").toString())))
          .contains("/certificate/source policy-source");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts: [bank.com] | /hosts/0",
        "hosts: ['*.example.com'] | /hosts/0",
        "options: {composeService: bank.com} | ''",
        "{namespace: dev, existing: {helmValues: 'fullnameOverride: bank'}} | ''",
        "certificate: {source: service-ca, validityDays: 90, subject: {commonName: bank.com}} |"
            + " /certificate/subject/commonName"
      })
  void itSignsNoForeignName(String field, String pointer) {
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    spec.setAll((ObjectNode) Service.yaml(field));
    assertThat(rules(server.post("/v1/bundles", TOKEN, spec.toString())))
        .contains(pointer + " policy-host-suffix");
  }

  @Test
  void aRequestBringsNoNameThatThePolicyDoesNotAllow() throws IOException {
    JsonNode spec = request("ec", "ec_paramgen_curve:P-256");
    Answer answer = server.post("/v1/bundles", TOKEN, spec.toString());
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("'bank.com', which the spec does not name");
    ((ObjectNode) spec).putArray("hosts").add("kestra.payments.example.com").add("bank.com");
    assertThat(rules(server.post("/v1/bundles", TOKEN, spec.toString())))
        .containsExactly("/hosts/1 policy-host-suffix");
  }

  @Test
  void theKeyOfARequestIsHeldToThePolicyAsWell() throws IOException {
    JsonNode spec = request("rsa", "rsa_keygen_bits:2048");
    for (String path : List.of("/v1/bundles", "/v1/validations")) {
      assertThat(rules(server.post(path, TOKEN, spec.toString())))
          .containsExactly("/certificate/request policy-key-algorithm");
    }
  }

  @Test
  void theBackendBehindAnEdgeHandsOutNoCaKeyEither() {
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    spec.put("termination", "both");
    Answer answer = server.post("/v1/bundles", TOKEN, spec.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("files").findValuesAsText("path")).doesNotContain("ca/ca.key");
  }
}
