package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of the service's own chart: what is refused, what is documented, what is written. */
@ResourceLock(Rendered.HELM)
class ServiceChartValuesTest {

  private static final String STORES = "tls: {keyStore: {existingSecret: stores}}\n";
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]*)` \\| (.+) \\|");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | There is no certificate: tls.keyStore.existingSecret is ''
          tls: {keyStore: {existingSecret: a}} | There is no policy: access.policy is empty
          access: {policy: {policies: {}}, existingPolicy: {configMap: a}} | There are two policies
          access: {tokens: {a: ["$hash"]}, existingTokens: {secret: a}} | There are two sets of tokens
          certificate: {enabled: true} | certificate.issuerRef.name is ''
          certificate: {enabled: true, issuerRef: {name: a}} | kubectl -n security create secret generic tlsmith-tls-password
          {tls: {password: {existingSecret: a}}, certificate: {enabled: true, publicNamesOnly: true, issuerRef: {name: a}}} | certificate.dnsNames is empty
          ingress: {enabled: true, tlsSecret: a} | ingress.hosts is empty
          ingress: {enabled: true, hosts: [a.b]} | ingress.tlsSecret is ''
          gateway: {enabled: true, hostnames: [a.b]} | gateway.parentRefs is empty
          gateway: {enabled: true, parentRefs: [{name: a}]} | gateway.hostnames is empty
          gateway: {enabled: true, parentRefs: [{name: a}], hostnames: [a.b]} | caCertificateRefs is empty
          packs: {volume: {emptyDir: {}}, configMaps: [{pack: a, name: a, files: {a: a}}]} | Leave one of them out
          certificateAuthority: {existingSecret: a, pkcs12Key: a} | certificateAuthority.passphraseKey is ''
          autoscaling: {enabled: true, minReplicas: 9} | autoscaling.minReplicas is 9
          """)
  void whatIsMissingOrContradictsItselfIsSaidInsteadOfRendered(String values, String message) {
    String complete = message.startsWith("There is no ") ? "" : STORES + ServiceChart.ACCESS;
    String given = values.replace("$hash", "sha256:" + "0".repeat(64));
    assertThatThrownBy(() -> ServiceChart.render("tlsmith", "security", complete, given))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 3 | 'replicas' not allowed
          replicaCount: many | /replicaCount
          tls: {keystore: {existingSecret: a}} | 'keystore' not allowed
          tls: {clientAuthentication: maybe} | /tls/clientAuthentication
          tls: {reload: {interval: soon}} | /tls/reload/interval
          certificate: {privateKey: {algorithm: DSA}} | /certificate/privateKey/algorithm
          access: {policies: {}} | 'policies' not allowed
          access: {policy: {policies: {p: {hostSuffix: [a]}}}} | 'hostSuffix' not allowed
          access: {policy: {policies: {p: {hostSuffixes: [a], namespaces: [a], products: [a]}}}} | missing property 'sources'
          access: {policy: {callers: {other: {}}}} | missing property 'policy'
          access: {policy: {issuers: {i: {issuer: a, jwksUri: "http://a", audience: a}}}} | /jwksUri
          access: {tokens: {ci: [plain-token]}} | /access/tokens/ci/0
          access: {tokens: {ci: []}} | /access/tokens/ci
          packs: {configMaps: [{pack: a, name: a, files: {a: ../a}}]} | /files/a
          cors: {origins: ["*"]} | /cors/origins/0
          connections: {proxies: [proxy.example.com]} | /connections/proxies/0
          work: {specCost: 15} | /specCost
          work: {deadline: 1 minute} | /deadline
          containerPort: 7466 | /containerPort
          service: {port: "443"} | /service/port
          ingress: {hosts: ["https://a.b"]} | /ingress/hosts/0
          ingress: {controller: kong} | /ingress/controller
          gateway: {parentRefs: [{nam: a}]} | 'nam' not allowed
          networkPolicy: {monitoringNamespace: monitoring} | /networkPolicy/monitoringNamespace
          serviceMonitor: {enabled: "yes"} | /serviceMonitor/enabled
          podDisruptionBudget: {maxUnavailable: most} | /podDisruptionBudget/maxUnavailable
          extraEnv: [{nme: a}] | 'nme' not allowed
          image: {digest: abc} | /image/digest
          """)
  void theSchemaRefusesTyposAndWrongTypes(String values, String message) {
    assertThatThrownBy(
            () -> ServiceChart.render("tlsmith", "security", STORES + ServiceChart.ACCESS, values))
        .hasMessageContaining("don't meet the specifications of the schema")
        .hasMessageContaining(message);
  }

  @Test
  void theReadmeDocumentsEveryValueWithItsDefault() throws IOException {
    Map<String, JsonNode> documented = new LinkedHashMap<>();
    for (String line : ServiceChart.text("README.md").lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), Service.JSON.readTree(row.group(2)));
        assertThat(row.group(3)).as(row.group(1)).isNotBlank();
      }
    }
    assertThat(documented).containsExactlyEntriesOf(ServiceChart.leaves(ServiceChart.values()));
  }

  @Test
  void theSchemaKnowsEveryValueAndNoOther() {
    JsonNode schema = Service.yaml(ServiceChart.text("values.schema.json"));
    List<String> differences = new ArrayList<>();
    compare("", ServiceChart.values(), schema, differences);
    // What Helm gives to subcharts, and what has no default.
    assertThat(differences)
        .containsExactlyInAnyOrder(
            ".global",
            ".access.policy.issuers",
            ".access.policy.callers",
            ".access.policy.policies",
            ".resources.claims");
  }

  private static void compare(String path, JsonNode value, JsonNode schema, List<String> found) {
    if (!schema.has("properties")) {
      return;
    }
    assertThat(schema.path("additionalProperties").asBoolean(true)).as(path).isFalse();
    value
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(schema.path("properties").has(name)).as(path + name).isTrue());
    for (var property : schema.path("properties").properties()) {
      String name = path + "." + property.getKey();
      if (!value.has(property.getKey())) {
        found.add(name);
      } else if (value.path(property.getKey()).isObject()) {
        compare(name, value.path(property.getKey()), property.getValue(), found);
      }
    }
  }

  @Test
  void theSchemaOfThePolicyAsksForWhatTheServiceAsksFor() throws IOException {
    JsonNode service =
        Service.yaml(Files.readString(Path.of("src/main/resources/schema/policy.schema.yaml")));
    JsonNode chart =
        Service.yaml(ServiceChart.text("values.schema.json"))
            .at("/properties/access/properties/policy");
    Set<String> wanted = fields("", service, service);
    // The chart's value may be empty, where a ConfigMap takes its place.
    wanted.removeAll(Set.of("/callers!", "/policies!"));
    assertThat(wanted).hasSizeGreaterThan(20);
    assertThat(fields("", chart, chart)).isEqualTo(wanted);
  }

  /** Every field of a schema at any depth; with ! where it is required. */
  private static Set<String> fields(String path, JsonNode schema, JsonNode root) {
    Set<String> fields = new TreeSet<>();
    if (schema.has("$ref")) {
      return fields(path, root.at(schema.path("$ref").asText().substring(1)), root);
    }
    schema.path("required").forEach(name -> fields.add(path + "/" + name.asText() + "!"));
    for (var property : schema.path("properties").properties()) {
      fields.add(path + "/" + property.getKey());
      fields.addAll(fields(path + "/" + property.getKey(), property.getValue(), root));
    }
    for (String below : List.of("additionalProperties", "items")) {
      if (schema.path(below).isObject()) {
        fields.addAll(fields(path + "/*", schema.path(below), root));
      }
    }
    return fields;
  }

  @Test
  void thePolicyIsWrittenAsItWasGivenAndSoAreTheTokens() {
    String access =
        """
        access:
          policy:
            issuers:
              gitlab:
                issuer: https://gitlab.example.com
                jwksUri: https://gitlab.example.com/oauth/discovery/keys
                audience: tlsmith
            callers:
              ci-payments:
                policy: payments
                oidc:
                  - {issuer: gitlab, claims: {project_path: payments/api, ref_protected: "true"}}
                  - {issuer: gitlab, claims: {odd: "08", sub: "a: b # {{ .Release.Name }} é\\n"}}
                clientCertificates: [{subject: "CN=payments-ci,O=Example"}, {dnsName: ci.example.com}]
            policies:
              payments:
                hostSuffixes: ["*", payments.example.com]
                namespaces: ["0123", "null"]
                products: ["*"]
                sources: [service-ca, csr]
                keyAlgorithms: ["*"]
                maxValidityDays: 90
                returnCaKey: false
                requestsPerMinute: 100000
          tokens:
            ci-payments: ["sha256:$hash"]
        """
            .replace("$hash", "0e".repeat(32));
    List<JsonNode> objects = ServiceChart.render("tlsmith", "security", STORES, access);
    JsonNode given = Service.yaml(access).path("access");
    String policy = ServiceChart.only(objects, "ConfigMap").at("/data/policy.yaml").asText();
    assertThat(Service.yaml(policy)).isEqualTo(given.path("policy"));
    assertThat(policy).contains("requestsPerMinute: 100000\n");
    String tokens = ServiceChart.only(objects, "Secret").at("/stringData/tokens.yaml").asText();
    assertThat(Service.yaml(tokens)).isEqualTo(given.path("tokens"));
  }

  @Test
  void aChangeOfPolicyOrTokensStartsNewPodsAndNothingElseDoes() {
    JsonNode before = annotations("");
    assertThat(annotations("replicaCount: 5")).isEqualTo(before);
    JsonNode policy = annotations("access: {policy: {policies: {all: {requestsPerMinute: 5}}}}");
    assertThat(policy.path("checksum/policy")).isNotEqualTo(before.path("checksum/policy"));
    assertThat(policy.path("checksum/tokens")).isEqualTo(before.path("checksum/tokens"));
    JsonNode tokens =
        annotations("access: {tokens: {more: [\"sha256:%s\"]}}".formatted("1".repeat(64)));
    assertThat(tokens.path("checksum/tokens")).isNotEqualTo(before.path("checksum/tokens"));
  }

  private static JsonNode annotations(String values) {
    List<JsonNode> objects =
        ServiceChart.render("tlsmith", "security", STORES + ServiceChart.ACCESS, values);
    return ServiceChart.only(objects, "Deployment").at("/spec/template/metadata/annotations");
  }

  @Test
  void versionsOfProgramChartAndProductAgree() throws IOException {
    JsonNode chart = Service.yaml(ServiceChart.text("Chart.yaml"));
    Matcher project =
        Pattern.compile(
                "<artifactId>tlsmith</artifactId>\\s*<version>([0-9.]+)(-SNAPSHOT)?</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(project.find()).isTrue();
    assertThat(chart.path("appVersion").asText()).isEqualTo(project.group(1));
    JsonNode product =
        Service.yaml(Files.readString(Examples.PRODUCTS.resolve("tlsmith/product.yaml")));
    JsonNode newest = product.path("versions").get(product.path("versions").size() - 1);
    assertThat(project.group(1)).startsWith(newest.path("line").asText() + ".");
    assertThat(newest.at("/charts/newest").asText()).isEqualTo(chart.path("version").asText());
    assertThat(product.at("/chart/name")).isEqualTo(chart.path("name"));
    assertThat(Path.of(product.at("/chart/path").asText())).isEqualTo(ServiceChart.FOLDER);
  }
}
