package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the caller's own files, in every product. */
class ExistingFilesTest {

  private static ObjectNode spec(String target, String field, String file) {
    ObjectNode spec =
        Service.JSON.createObjectNode().put("product", "kestra").put("version", "1.3");
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add(target);
    spec.putObject("existing").put(field, file);
    return spec;
  }

  private static TestBundle over(String target, String field, String file) {
    return Service.bundle(spec(target, field, file));
  }

  private static String refusal(ObjectNode spec) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec));
    assertThat(refusal).as("it is refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
    List<Fault> faults = refusal.faults();
    return faults.stream().map(Fault::detail).collect(Collectors.joining("\n"));
  }

  @Test
  void anEntryOfTheCallersKeepsItsWords() {
    String values =
        """
        deployments:
          standalone:
            extraEnv:
              # when the day begins
              - name: MORNING
                value: 12:30 # local
        """;
    assertThat(over("helm", "helmValues", values).text("helm/values-tls.yaml"))
        .contains("# when the day begins\n", "value: 12:30 # local\n");
  }

  @Test
  void composesOwnTagsAreUnderstood() {
    String file =
        """
        services:
          kestra:
            image: kestra/kestra:v1.3.15
            ports: !override
              - "8080:8080"
            environment:
              MICRONAUT_SERVER_SSL_ENABLED: !reset null
        """;
    assertThat(over("compose", "compose", file).text("docker-compose.tls.yaml"))
        .contains("MICRONAUT_SERVER_SSL_ENABLED: \"true\"");
  }

  @Test
  void anotherTagIsRefusedByName() {
    assertThat(refusal(spec("compose", "compose", "services: {kestra: !vault {a: b}}")))
        .contains("'!vault'", "line 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "helm|helmValues|deployments: [1]|'deployments' is a list",
        "helm|helmValues|deployments: {standalone: {extraEnv:"
            + " x}}|'deployments.standalone.extraEnv'",
        "helm|helmValues|deployments: {worker: 5}|'deployments.worker' is a number",
        "helm|helmValues|configurations: {application: text}|'configurations.application' is a"
            + " text",
        "compose|compose|services: {kestra: {volumes: ['::::']}}|'services.kestra.volumes[0]'",
        "compose|compose|services: {kestra: [a]}|'services.kestra' is a list",
        "compose|compose|services: 1|'services' is a number"
      })
  void whatIsOfTheWrongKindIsRefusedWithItsPlace(
      String target, String field, String file, String place) {
    assertThat(refusal(spec(target, field, file))).contains(place);
  }

  /** Places at which a value of the caller's would undo what a bundle sets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "common: {extraEnv: [{name: MICRONAUT_SERVER_SSL_ENABLED, value:"
            + " 'false'}]}|common.extraEnv[MICRONAUT_SERVER_SSL_ENABLED]",
        "deployments: {worker: {extraEnv: [{name: MICRONAUT_SERVER_SSL_ENABLED, value:"
            + " 'false'}]}}|deployments.worker.extraEnv[MICRONAUT_SERVER_SSL_ENABLED]",
        "workerGroups: {gpu: {extraEnv: [{name: MICRONAUT_SERVER_SSL_PORT, value:"
            + " '8080'}]}}|workerGroups.gpu.extraEnv[MICRONAUT_SERVER_SSL_PORT]",
        "common: {extraEnv: [{name: micronaut.server.ssl.enabled, value:"
            + " 'no'}]}|common.extraEnv[micronaut.server.ssl.enabled]",
        "common: {extraEnv: [{name: Micronaut_Server_SSL_KeyStore_Path, value:"
            + " /a}]}|common.extraEnv[Micronaut_Server_SSL_KeyStore_Path]",
        "common: {extraEnv: [{name: MICRONAUT_SERVER_SSL_ENABLED, valueFrom: {configMapKeyRef:"
            + " {name: a, key: b}}}]}|common.extraEnv[MICRONAUT_SERVER_SSL_ENABLED]",
        "common: {extraEnv: [{name: KESTRA_CONFIGURATION, value: 'a:"
            + " {}'}]}|common.extraEnv[KESTRA_CONFIGURATION]",
        "common: {extraEnv: [{name: MICRONAUT_CONFIG_FILES, value:"
            + " /a.yml}]}|common.extraEnv[MICRONAUT_CONFIG_FILES]",
        "common: {extraEnv: [{name: tls_keystore_password, value:"
            + " x}]}|common.extraEnv[tls_keystore_password]",
        "deployments: {standalone: {extraEnv: [{name: tls_keystore_password, value:"
            + " x}]}}|deployments.standalone.extraEnv[tls_keystore_password]",
        "common: {extraVolumes: [{name: tls-stores, emptyDir:"
            + " {}}]}|common.extraVolumes[tls-stores]",
        "common: {extraVolumeMounts: [{name: a, mountPath:"
            + " /etc/kestra/tls}]}|common.extraVolumeMounts[/etc/kestra/tls]",
        "common: {extraVolumeMounts: [{name: a, mountPath:"
            + " /etc/kestra/tls/}]}|common.extraVolumeMounts[/etc/kestra/tls]",
        "common: {extraVolumeMounts: [{name: a, mountPath:"
            + " /etc/kestra/tls/own}]}|common.extraVolumeMounts[/etc/kestra/tls/own]",
        "common: {extraVolumeMounts: [{name: a, mountPath: /etc/kestra, readOnly:"
            + " true}]}|common.extraVolumeMounts[/etc/kestra]",
        "deployments: {standalone: {extraVolumeMounts: [{name: a, mountPath: /etc/kestra/tls/x,"
            + " subPath: x}]}}|deployments.standalone.extraVolumeMounts[/etc/kestra/tls/x]",
        "fullnameOverride: -no-name-|fullnameOverride",
        "fullnameOverride: [a]|fullnameOverride",
        "ingress: {enabled: 'yes'}|ingress.enabled",
        "ingress: {enabled: true}|termination 'both'",
        "common: {livenessProbe: {httpGet: {port: http}}}|livenessProbe"
      })
  void whatWouldUndoTlsIsRefusedWithItsPlace(String values, String place) {
    assertThat(refusal(spec("helm", "helmValues", values))).contains(place);
  }

  /** The same settings where they agree with the bundle. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "common: {extraEnv: [{name: MICRONAUT_SERVER_SSL_ENABLED, value: 'true'}]}",
        "common: {extraVolumeMounts: [{name: a, mountPath: /etc/kestra}]}",
        "common: {extraVolumeMounts: [{name: a, mountPath: /etc/kestra/tlsx, readOnly: true}]}",
        "ingress: {enabled: true, annotations: {nginx.ingress.kubernetes.io/backend-protocol:"
            + " HTTPS}}",
        "common: {livenessProbe: {httpGet: {port: management}}}",
        "configurations: {application: {micronaut: {server: {ssl: {enabled: false}}}}}"
      })
  void whatAgreesWithTlsIsLeftAlone(String values) {
    assertThat(over("helm", "helmValues", values).text("helm/values-tls.yaml")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, spec: {values:"
            + " {}}}|spec.values",
        "{apiVersion: argoproj.io/v1alpha1, kind: Application, spec: {sources:"
            + " []}}|helm.valuesObject",
        "{apiVersion: v1, kind: ConfigMap, data: {values.yaml: 'a: 1'}}|values.yaml",
        "{apiVersion: v1, kind: List, items: []}|the values of the chart alone",
        "{apiVersion: v1, kind: Pod}|helm -f",
        "kestra: {common: {}}|below 'kestra'"
      })
  void valuesThatSomethingElseCarriesAreRefusedWithTheWayToGiveThem(String values, String advice) {
    assertThat(refusal(spec("helm", "helmValues", values))).contains(advice);
  }

  @Test
  void flagsOfAllPodsAreKeptWhereASingleOneGetsOurs() {
    ObjectNode spec =
        spec("helm", "helmValues", "common: {extraEnv: [{name: JAVA_OPTS, value: -Xmx4g}]}");
    spec.put("chartVersion", "1.0.19").putObject("options").put("outboundTrust", true);
    assertThat(Service.bundle(spec).text("helm/values-tls.yaml"))
        .contains("value: \"-Xmx4g -Djavax.net.ssl.trustStore=");
  }

  @ParameterizedTest
  @CsvSource({"console", "web-modeler"})
  void camundasValuesArePlainAsWell(String product) {
    ObjectNode spec = spec("helm", "helmValues", "camunda-platform: {console: {}}");
    spec.put("product", "camunda-" + product).remove("version");
    assertThat(refusal(spec)).contains("below 'camunda-platform'");
  }

  /** Templates hold no list of ten thousand, and no file of ours is megabytes large. */
  @ParameterizedTest
  @CsvSource({
    "helm, helmValues, deployments.webserver.extraEnv, '{name: A%d, value: b}'",
    "helm, helmValues, common.extraVolumes, '{name: v%d}'",
    "helm, helmValues, deployments, 'd%d: {extraEnv: [{name: A, value: b}]}'",
    "compose, compose, services, 's%d: {image: acme/app}'",
    "compose, compose, services.kestra.environment, 'A%d: b'",
    "compose, compose, services.kestra.ports, '%d'"
  })
  void aListOrMappingLargerThanAnyIsRefusedByItsPlace(
      String target, String field, String place, String entry) {
    boolean mapping = entry.matches("\\w+%d: .*");
    StringBuilder entries = new StringBuilder(mapping ? "{" : "[");
    for (int i = 0; i < 8_500; i++) {
      entries.append(entry.formatted(i)).append(",\n");
    }
    String file = entries.append(mapping ? '}' : ']').toString();
    for (String key : List.of(place.split("\\.")).reversed()) {
      file = "{%s: %s}".formatted(key, file);
    }
    assertThat(refusal(spec(target, field, file)))
        .isEqualTo(
            "'%s' of your file has 8500 entries, and at most 500 are read; take out what has no part in TLS"
                .formatted(place));
  }
}
