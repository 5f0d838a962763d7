package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.problem.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonSchema SPEC = new SpecSchema().schema();
  private static final String SECRET = "hunter2-is-secret";

  private static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Fault> faults(String spec) {
    return SPEC.validate(yaml(spec));
  }

  private static Fault onlyFault(String schema, String tree) {
    List<Fault> faults = new JsonSchema(yaml(schema)).validate(yaml(tree));
    assertThat(faults).hasSize(1);
    return faults.getFirst();
  }

  @Test
  void hostsInOneTextAreAnsweredWithTheListOfThem() {
    assertThat(faults("{product: app, hosts: 'a.example.org,b.example.org'}"))
        .extracting(Fault::detail)
        .containsExactly(
            "the text in 'hosts' is not an array; give an array, e.g. [\"a.example.org\","
                + " \"b.example.org\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "publicPort: 70000 | /publicPort | out-of-range | '70000' is out of range; it must be at"
            + " most 65535",
        "publicPort: 0 | /publicPort | out-of-range | '0' is out of range; it must be at least 1",
        "publicPort: many | /publicPort | wrong-type | 'many' is not an integer; give an integer",
        "publicPort: 1.5 | /publicPort | wrong-type | '1.5' is not an integer; give an integer",
        "publicPort: null | /publicPort | wrong-type | 'null' is not an integer; give an integer",
        "options: [] | /options | wrong-type | the array in 'options' is not an object; give an"
            + " object",
        "termination: edge | /termination | unknown-value | 'edge' is not one of application,"
            + " ingress, both, none; use one of these",
        "targets: 'helm, compose' | /targets | wrong-type | the text in 'targets' is not an array;"
            + " give an array, e.g. [\"helm\", \"compose\"]",
        "targets: helm | /targets | wrong-type | the text in 'targets' is not an array; give an"
            + " array, e.g. [\"helm\"]",
        "targets: [helm, nomad] | /targets/1 | unknown-value | 'nomad' is not one of compose, helm,"
            + " chart, kubernetes, image; use one of these",
        "targets: ['helm,compose'] | /targets/0 | unknown-value | 'helm,compose' is not one of"
            + " compose, helm, chart, kubernetes, image; give each of several as an entry of its"
            + " own, in a form by repeating the field",
        "targets: [helm, helm] | /targets | duplicate | the list names something twice; name it"
            + " once",
        "targets: [] | /targets | out-of-range | the list is out of range; it must be at least 1"
            + " entries long",
        "release: -a | /release | not-allowed | '-a' is not allowed; use 1 to 53 of a-z 0-9 -, a"
            + " letter first, not at the end a '-' (Helm's release names)",
        "namespace: A | /namespace | not-allowed | 'A' is not allowed; use 1 to 63 of a-z 0-9 -,"
            + " not at an end a '-' (RFC 1123 label)",
        "existing: {files: {../a: b}} | /existing/files/..~1a | not-allowed | '../a' is not"
            + " allowed; use the name of the file alone, e.g. 'mosquitto.conf'",
        "version: latest | /version | not-allowed | 'latest' is not allowed; write it as the"
            + " product does, e.g. '1.3' or '1.3.25'",
      })
  void aMessageStatesTheValueTheRuleAndTheFix(
      String field, String pointer, String code, String detail) {
    assertThat(faults("{product: app, hosts: [a.example.org]}".replace("}", ", " + field + "}")))
        .containsExactly(new Fault(pointer, code, detail));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "-a.org", "*.*.org", "*.org", "a..b", "1.2.3.4.5", "::g", "a/b", "a%b"})
  void aHostThatIsNoneIsNamed(String host) throws Exception {
    ObjectNode spec = (ObjectNode) yaml("{product: app, hosts: [a.example.org]}");
    ((com.fasterxml.jackson.databind.node.ArrayNode) spec.path("hosts")).add(host);
    List<Fault> faults = SPEC.validate(spec);
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().pointer()).isEqualTo("/hosts/1");
    assertThat(faults.getFirst().code()).isEqualTo("not-a-host");
    assertThat(faults.getFirst().detail()).startsWith("'" + host + "' ").contains("; ");
  }

  @Test
  void anUnknownFieldIsAnsweredWithTheKnownOnes() {
    Fault fault = faults("{product: app, hosts: [a.example.org], tls: true}").getFirst();
    assertThat(fault.pointer()).isEqualTo("/tls");
    assertThat(fault.code()).isEqualTo("unknown-field");
    assertThat(fault.detail()).startsWith("'tls' is not a field here; known are product, version");
  }

  @Test
  void aFieldThatLooksLikeACommentIsUnknownToo() {
    assertThat(
            faults(
                "{product: app, hosts: [a.example.org], '#a': 1, keyStore: {'#b': 1}, options: {x:"
                    + " [{'#c/': 1}]}}"))
        .extracting(Fault::pointer)
        .containsExactly("/#a", "/keyStore/#b", "/options/x/0/#c~1");
  }

  @Test
  void aMissingFieldIsAnsweredWithWhatItIs() {
    assertThat(faults("{hosts: [a.example.org]}"))
        .containsExactly(
            new Fault(
                "/product",
                "missing",
                "'product' is required; give it: Id of the product, as GET /v1/products lists"
                    + " them."));
  }

  @Test
  void everyFaultIsToldAtOnce() {
    assertThat(
            faults(
                """
                product: ""
                hosts: ["a b", ok.example.org, "-"]
                publicPort: 0
                nonsense: 1
                certificate: {source: self-signed, validityDays: 826, subject: {country: ireland}}
                keyStore: {alias: "-", type: BKS}
                trust: {additional: 1}
                """))
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/product",
            "/hosts/0",
            "/hosts/2",
            "/publicPort",
            "/nonsense",
            "/certificate/validityDays",
            "/certificate/subject/country",
            "/keyStore/alias",
            "/keyStore/type",
            "/trust/additional");
  }

  @Test
  void pointersAreEscapedAsRfc6901Says() {
    assertThat(faults("{product: app, hosts: [a.example.org], 'a/b~c%d \"e': 1}"))
        .extracting(Fault::pointer)
        .containsExactly("/a~1b~0c%d \"e");
    assertThat(
            onlyFault(
                    "{properties: {a/b~c: {properties: {d: {type: integer}}}}}", "{a/b~c: {d: x}}")
                .pointer())
        .isEqualTo("/a~1b~0c/d");
    assertThat(onlyFault("{additionalProperties: {type: integer}}", "{'~1': x}").pointer())
        .isEqualTo("/~01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keyStore: {password: '" + SECRET + " '}",
        "keyStore: {password: ['" + SECRET + "']}",
        "keyStore: {password: {a: '" + SECRET + "'}}",
        "certificate: {source: private-ca, caCertificates: x, caPrivateKey: ['" + SECRET + "']}",
        "certificate: {source: private-ca, caCertificates: x, caPrivateKey: x, caPassphrase: ['"
            + SECRET
            + "']}",
        "certificate: {source: provided, pkcs12: ['" + SECRET + "']}",
        "certificate: {source: provided, privateKey: {x: '" + SECRET + "'}, certificates: x}",
        "certificate: {source: provided, privateKey: '" + SECRET + "', pkcs12: '" + SECRET + "'}",
        "certificate: {source: self-signed, privateKey: '" + SECRET + "'}",
        "certificate: {source: no-such-source, privateKey: '" + SECRET + "'}",
        "certificate: '" + SECRET + "'",
        "keyStore: '" + SECRET + "'",
        "password: '" + SECRET + "'",
        "deployments: '" + SECRET + "'",
      })
  void aSecretIsNeverRepeated(String field) {
    List<Fault> faults = faults("product: app\nhosts: [a.example.org]\n" + field);
    assertThat(faults).isNotEmpty();
    assertThat(faults.toString()).doesNotContain(SECRET);
  }

  @Test
  void aTextInPlaceOfAnObjectIsOneFault() {
    assertThat(faults("{product: app, hosts: [a.example.org], certificate: cert-manager}"))
        .containsExactly(
            new Fault(
                "/certificate",
                "wrong-type",
                "the text in 'certificate' is not an object; give an object"));
  }

  @Test
  void aSecretThatIsTooLongIsNotRepeated() {
    ObjectNode spec = (ObjectNode) yaml("{product: app, hosts: [a.example.org]}");
    spec.putObject("certificate")
        .put("source", "private-ca")
        .put("caCertificates", "x")
        .put("caPrivateKey", SECRET.repeat(5000))
        .put("caPassphrase", SECRET.repeat(100));
    List<Fault> faults = SPEC.validate(spec);
    assertThat(faults)
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder("/certificate/caPrivateKey", "/certificate/caPassphrase");
    assertThat(faults.toString()).doesNotContain(SECRET).contains("'caPassphrase' is ");
  }

  @Test
  void anotherKindOfSourceIsToldAsAnUnknownValue() {
    assertThat(faults("{product: app, hosts: [a.example.org], certificate: {source: vault}}"))
        .containsExactly(
            new Fault(
                "/certificate/source",
                "unknown-value",
                "'vault' is not one of self-signed, private-ca, service-ca, csr, provided,"
                    + " existing-secret, cert-manager; use one of these"));
    assertThat(faults("{product: app, hosts: [a.example.org], certificate: {}}"))
        .containsExactly(
            new Fault(
                "/certificate/source",
                "missing",
                "'source' is required; give it: The kind of source."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{source: cert-manager} | give exactly one of 'issuer', 'acme' and 'selfSignedCa'",
        "{source: cert-manager, issuer: {name: a}, selfSignedCa: {}} | give exactly one of"
            + " 'issuer', 'acme' and 'selfSignedCa'",
        "{source: provided} | give either 'certificates' and 'privateKey', or 'pkcs12'",
        "{source: provided, certificates: x, privateKey: x, pkcs12: x} | give either 'certificates'"
            + " and 'privateKey', or 'pkcs12'",
        "{source: provided, certificates: x} | give either 'certificates' and 'privateKey', or"
            + " 'pkcs12'",
      })
  void choicesAreExplained(String certificate, String rule) {
    List<Fault> faults =
        faults("{product: app, hosts: [a.example.org], certificate: " + certificate + "}");
    assertThat(faults).extracting(Fault::detail).anyMatch(detail -> detail.endsWith("; " + rule));
    assertThat(faults).extracting(Fault::pointer).allMatch(p -> p.startsWith("/certificate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{source: provided, certificates: x}",
        "{source: provided, privateKey: x}",
        "{source: provided, passphrase: x}",
        "{source: provided, certificates: x, pkcs12: x}",
        "{source: csr, request: x, caCertificates: x}",
      })
  void aChoiceThatIsNotMadeIsOneFaultAndNotOneForEachThatCouldBeMade(String certificate) {
    assertThat(faults("{product: app, hosts: [a.example.org], certificate: " + certificate + "}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.pointer()).isEqualTo("/certificate"));
  }

  @Test
  void theFieldsOfASingleDeploymentDoNotStandBesideAList() {
    List<Fault> faults =
        faults("{product: app, deployments: [{product: app, hosts: [a.example.org]}]}");
    assertThat(faults).extracting(Fault::pointer).containsExactly("/product");
    assertThat(faults.getFirst().code()).isEqualTo("unknown-field");
  }

  @Test
  void aLongValueIsCut() {
    String detail =
        faults("{product: app, hosts: [a.example.org], termination: " + "x".repeat(5000) + "}")
            .getFirst()
            .detail();
    assertThat(detail).hasSizeLessThan(300).contains("x…'").endsWith("; use one of these");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts | 40000 | 'hosts' is 40000 entries long; at most 100 are allowed; send less",
        "targets | 100000 | 'targets' is 100000 entries long; at most 5 are allowed; send less",
        "deployments | 200000 | 'deployments' is 200000 entries long; at most 20 are allowed; send"
            + " less",
      })
  void aListThatIsTooLongIsJudgedByItsLengthAlone(String field, int size, String detail) {
    ObjectNode spec = (ObjectNode) yaml("{product: app, hosts: [a.example.org]}");
    spec.putArray(field);
    for (int i = 0; i < size; i++) {
      spec.withArray("/" + field).addObject();
    }
    assertThat(SPEC.validate(spec))
        .filteredOn(
            fault ->
                fault.pointer().startsWith("/" + field) && !fault.code().equals("unknown-field"))
        .extracting(Fault::detail)
        .containsExactly(detail);
  }

  @Test
  void anObjectWithTooManyFieldsIsJudgedByTheirNumberAlone() {
    ObjectNode spec = (ObjectNode) yaml("{product: app, hosts: [a.example.org]}");
    ObjectNode keyStore = spec.putObject("keyStore");
    for (int i = 0; i < 50_000; i++) {
      keyStore.put("f" + i, i);
    }
    assertThat(SPEC.validate(spec))
        .containsExactly(
            new Fault(
                "/keyStore",
                "out-of-range",
                "'keyStore' is an object of 50000 fields; only 4 are known here; send less"));
  }

  @Test
  void anEntryOfAListIsNamedByItsList() {
    ObjectNode spec = (ObjectNode) yaml("{product: app}");
    spec.putArray("hosts").add("a".repeat(2_000));
    assertThat(SPEC.validate(spec))
        .extracting(Fault::detail)
        .containsExactly(
            "entry 0 of 'hosts' is 2000 characters long; at most 1000 are allowed; send less");
  }

  @Test
  void whatIsTooLargeHidesNoOtherFault() {
    ObjectNode spec = (ObjectNode) yaml("{product: app, hosts: [a.example.org], publicPort: 0}");
    spec.put("release", "a".repeat(60));
    assertThat(SPEC.validate(spec))
        .extracting(Fault::pointer)
        .containsExactly("/publicPort", "/release");
  }

  @Test
  void aPatternThatCouldTakeMoreThanLinearTimeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonSchema(yaml("{properties: {a: {pattern: '^(?!b)'}}}")))
        .withMessageContaining("'^(?!b)'")
        .withMessageContaining("without look-around");
  }

  @Test
  void textsBecomeWhatTheSchemaWants() {
    ObjectNode tree =
        (ObjectNode)
            yaml(
                """
                product: app
                hosts: a.example.org
                publicPort: "8443"
                targets: helm
                version: "8.10"
                certificate: {source: cert-manager, issuer: {name: "12"}, ingressShim: "true", validityDays: "90"}
                """);
    SPEC.coerce(tree);
    assertThat(tree)
        .isEqualTo(
            yaml(
                """
                product: app
                hosts: [a.example.org]
                publicPort: 8443
                targets: [helm]
                version: "8.10"
                certificate: {source: cert-manager, issuer: {name: "12"}, ingressShim: true, validityDays: 90}
                """));
    assertThat(SPEC.validate(tree)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.0", "1e3", "0x10", " 1", "99999999999999999999", "٣"})
  void aTextThatIsNoNumberStaysAndIsRefused(String text) {
    ObjectNode tree = (ObjectNode) yaml("{product: app, hosts: [a.example.org]}");
    tree.put("publicPort", text);
    SPEC.coerce(tree);
    assertThat(tree.path("publicPort").textValue()).isEqualTo(text);
    assertThat(SPEC.validate(tree)).extracting(Fault::code).containsExactly("wrong-type");
  }

  @Test
  void inAListOfDeploymentsTextsAreTurnedAsWell() {
    ObjectNode tree =
        (ObjectNode) yaml("{deployments: [{product: app, hosts: a.example.org, publicPort: '1'}]}");
    SPEC.coerce(tree);
    assertThat(tree)
        .isEqualTo(yaml("{deployments: [{product: app, hosts: [a.example.org], publicPort: 1}]}"));
  }
}
