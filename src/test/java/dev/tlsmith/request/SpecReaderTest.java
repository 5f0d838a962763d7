package dev.tlsmith.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.UnsupportedBodyException;
import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.spec.ClusterSource;
import dev.tlsmith.spec.SpecSchema;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final SpecReader READER = new SpecReader(new SpecSchema(), PackLoader.load(null));

  private static SpecRequest read(String type, String body) {
    return READER.read(body.getBytes(StandardCharsets.UTF_8), type);
  }

  private static List<Fault> faults(String type, String body) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> read(type, body));
    assertThat(refusal).as("it is refused").isNotNull();
    return refusal.faults();
  }

  @Test
  void everyFormOfABodyGivesTheSameSpec() {
    TlsSpec json =
        read(
                "application/json; charset=utf-8",
                """
                {"product": "kestra", "version": 1.10, "hosts": ["a.example.org", "192.0.2.1"],
                 "publicPort": 9443, "termination": "both", "targets": ["helm"],
                 "options": {"httpsPort": 9443, "csrf": true, "workerGroups": ["gpu"],
                             "gatewayApi": {"gateway": "g"}},
                 "certificate": {"source": "cert-manager", "issuer": {"name": "ca"}, "ingressShim": false}}
                """)
            .spec();
    TlsSpec yaml =
        read(
                "application/yaml",
                """
                product: kestra
                version: 1.10
                hosts: [a.example.org, 192.0.2.1]
                publicPort: 9443
                termination: both
                targets: [helm]
                options: {httpsPort: 9443, csrf: true, workerGroups: [gpu], gatewayApi: {gateway: g}}
                certificate: {source: cert-manager, issuer: {name: ca}, ingressShim: false}
                """)
            .spec();
    String fields =
        "product=kestra&version=1.10&hosts=a.example.org&hosts=192.0.2.1&publicPort=9443"
            + "&termination=both&targets=helm&options.httpsPort=9443&options.csrf=true"
            + "&options.workerGroups=gpu&options.gatewayApi.gateway=g"
            + "&certificate.source=cert-manager&certificate.issuer.name=ca&certificate.ingressShim=false";
    TlsSpec form = read(FORM, fields).spec();
    TlsSpec multipart = read("multipart/form-data; boundary=b", multipart(fields)).spec();
    TlsSpec listed = read(FORM, listed(fields)).spec();
    assertThat(List.of(yaml, form, multipart, listed)).allMatch(json::equals);
    assertThat(json.deployments().getFirst().version()).isEqualTo("1.10");
    assertThat(json.deployments().getFirst().termination()).isEqualTo(Termination.BOTH);
    assertThat(json.targets()).containsExactly(Target.HELM);
    assertThat(json.deployments().getFirst().options())
        .containsEntry("httpsPort", 9443)
        .containsEntry("csrf", true)
        .containsEntry("workerGroups", List.of("gpu"))
        .containsEntry("gatewayApi", Map.of("gateway", "g"));
    assertThat(json.certificate()).isInstanceOf(ClusterSource.CertManager.class);
  }

  private static String multipart(String fields) {
    StringBuilder body = new StringBuilder();
    for (String field : fields.split("&")) {
      String[] pair = field.split("=", 2);
      body.append(
          "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(pair[0], pair[1]));
    }
    return body.append("--b--\r\n").toString();
  }

  private static String listed(String fields) {
    StringBuilder listed = new StringBuilder("namespace=default");
    for (String field : fields.split("&")) {
      boolean shared = field.matches("(certificate|targets|release|namespace)\\b.*");
      listed.append(shared ? "&" : "&deployments[0].").append(field);
    }
    return listed.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.10", "0.24", "1.0", "1.30", "10"})
  void anUnquotedVersionKeepsItsText(String version) {
    for (SpecRequest request :
        List.of(
            read("application/yaml", "product: x\nhosts: [a.org]\nversion: " + version),
            read(
                "application/json",
                "{\"product\":\"x\",\"hosts\":[\"a.org\"],\"version\":" + version + "}"),
            read(FORM, "product=x&hosts=a.org&version=" + version))) {
      assertThat(request.spec().deployments().getFirst().version()).isEqualTo(version);
    }
  }

  @Test
  void theFormOfTheBodyIsRemembered() {
    String single = "{\"product\":\"x\",\"hosts\":[\"a.org\"]}";
    assertThat(read("application/json", single).single()).isTrue();
    assertThat(read("application/json", "{\"deployments\":[" + single + "]}").single()).isFalse();
    assertThat(read("application/json", single).spec())
        .isEqualTo(read("application/json", "{\"deployments\":[" + single + "]}").spec());
  }

  @Test
  void pointersOfFormsAreThoseOfTheTree() {
    assertThat(
            faults(
                FORM,
                "product=kestra&hosts=a.org&hosts=-&certificate.source=x&options.a.b=1&keyStore.password=short"))
        .extracting(Fault::pointer)
        .containsExactly("/certificate/source", "/hosts/1", "/keyStore/password");
    assertThat(faults(FORM, "deployments[0].product=kestra&deployments[0].hosts=-"))
        .extracting(Fault::pointer)
        .containsExactly("/deployments/0/hosts/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/json", "application/x-yaml", "text/yaml", "text/x-yaml", "Application/JSON"})
  void oldNamesOfTheMediaTypesAreRead(String type) {
    assertThat(read(type, "{\"product\": \"x\", \"hosts\": [\"a.org\"]}").spec().deployments())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "image/png", "x", "", "application/json5", "*/*"})
  void anyOtherMediaTypeIsNamed(String type) {
    assertThatThrownBy(() -> read(type, "{}"))
        .isInstanceOf(UnsupportedBodyException.class)
        .hasMessageContaining("'" + type)
        .hasMessageContaining("send application/json");
  }

  @Test
  void aSecretIsRedactedInEverythingThatCouldBePrinted() {
    SpecRequest request =
        read(
            "application/json",
            """
            {"product":"x","hosts":["a.org"],"keyStore":{"password":"hunter2hunter2"},
             "certificate":{"source":"private-ca","caCertificates":"x","caPrivateKey":"hunter2","caPassphrase":"hunter2"}}
            """);
    assertThat(request.toString()).contains("***").doesNotContain("hunter2");
  }
}
