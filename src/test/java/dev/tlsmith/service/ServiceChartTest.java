package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import dev.tlsmith.support.HelmChecks;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The service's own chart over a matrix of values, as an API server would take it. */
@ResourceLock(Rendered.HELM)
class ServiceChartTest {

  private static final String HASH = "sha256:" + "0".repeat(64);

  /**
   * One installation.
   *
   * @param values over the chart's own
   * @param given what these name and the chart does not make
   */
  record Installation(String release, String values, Set<String> given) {

    List<JsonNode> objects() {
      return ServiceChart.render(release, "security", values);
    }
  }

  private static Named<Installation> of(String name, String values, String... given) {
    String release = name.contains("other name") ? "forge" : "tlsmith";
    return Named.of(name, new Installation(release, values, Set.of(given)));
  }

  private static final String STORES = "tls: {keyStore: {existingSecret: stores}}\n";
  private static final String CLIENTS =
      ServiceChart.ACCESS
          + "tls: {keyStore: {existingSecret: stores}, clientAuthentication: %s, %s}";
  private static final String[] STORES_GIVEN = {
    "Secret/stores:keystore.p12", "Secret/stores:keystore-password"
  };

  private static Named<Installation> with(String name, String values, String... given) {
    return whole(name, STORES + ServiceChart.ACCESS + values, given);
  }

  private static Named<Installation> whole(String name, String values, String... given) {
    List<String> all = new ArrayList<>(List.of(STORES_GIVEN));
    all.addAll(List.of(given));
    return of(name, values, all.toArray(String[]::new));
  }

  static Stream<Named<Installation>> installations() {
    return Stream.of(
        with("the least", ""),
        with("a release of another, other name", ""),
        with("a name of its own", "fullnameOverride: own\nserviceAccount: {name: runner}\n"),
        with("no account of its own", "serviceAccount: {create: false}", "ServiceAccount/default"),
        with(
            "all that is optional",
            """
            replicaCount: 5
            image: {repository: registry.example.com/tlsmith, digest: "%s"}
            imagePullSecrets: [{name: pull}]
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            autoscaling: {enabled: true, minReplicas: 3, maxReplicas: 9}
            podDisruptionBudget: {maxUnavailable: 50%%}
            networkPolicy:
              from: [{namespaceSelector: {matchLabels: {team: platform}}}]
              monitoringNamespace: {kubernetes.io/metadata.name: monitoring}
              egress: {extra: [{ports: [{port: 8443}]}], oidc: {enabled: true, ports: [443, 8443]}}
            cors: {origins: ["https://portal.example.com"]}
            extraEnv: [{name: TZ, value: UTC}, {name: A, valueFrom: {secretKeyRef: {name: a, key: b}}}]
            extraVolumes: [{name: own, emptyDir: {}}]
            extraVolumeMounts: [{name: own, mountPath: /own}]
            containerPort: 9443
            service: {type: LoadBalancer, port: 8443, annotations: {a: b}}
            podAnnotations: {a: b}
            podLabels: {a: b}
            nodeSelector: {disk: ssd}
            tolerations: [{key: dedicated, operator: Exists}]
            affinity: {nodeAffinity: {}}
            priorityClassName: high
            """
                .formatted(HASH),
            "Secret/a:b"),
        whole(
            "client certificates",
            CLIENTS.formatted("want", "trustStore: {existingSecret: clients}"),
            "Secret/clients:truststore.p12"),
        whole(
            "without reload",
            CLIENTS.formatted("need", "reload: {enabled: false}"),
            "Secret/stores:truststore.p12"),
        with(
            "a CA in PEM",
            "certificateAuthority: {existingSecret: ca, passphraseKey: passphrase}",
            "Secret/ca:tls.crt",
            "Secret/ca:tls.key",
            "Secret/ca:passphrase"),
        with(
            "a CA in PKCS12",
            "certificateAuthority: {existingSecret: ca, pkcs12Key: ca.p12, passphraseKey: word}",
            "Secret/ca:ca.p12",
            "Secret/ca:word"),
        with(
            "signed charts",
            "chartSigning: {existingSecret: signing, passphraseKey: word}",
            "Secret/signing:key.asc",
            "Secret/signing:word"),
        with(
            "packs in ConfigMaps",
            """
            packs:
              configMaps:
                - {pack: acme-server, name: acme, files: {p: product.yaml, t: compose/a.yaml.j2}}
                - {pack: other, name: other-pack, files: {product.yaml: product.yaml}}
            """,
            "ConfigMap/acme:p",
            "ConfigMap/acme:t",
            "ConfigMap/other-pack:product.yaml"),
        with("packs in a volume", "packs: {volume: {persistentVolumeClaim: {claimName: packs}}}"),
        with(
            "an Ingress of nginx",
            "ingress: {enabled: true, className: nginx, hosts: [a.example.com], tlsSecret: edge}",
            "Secret/edge:tls.key"),
        with(
            "an Ingress of Traefik",
            """
            ingress: {enabled: true, controller: traefik, hosts: [a.b, "*.c"], tlsSecret: edge}
            service: {annotations: {own: kept}}
            """,
            "Secret/edge:tls.key"),
        with(
            "an Ingress of HAProxy",
            """
            ingress:
              {enabled: true, controller: haproxy, hosts: [a.b], tlsSecret: edge, annotations: {a: b}}
            """,
            "Secret/edge:tls.key"),
        with(
            "a Gateway",
            """
            gateway:
              enabled: true
              parentRefs: [{name: public, namespace: gateways, sectionName: https}]
              hostnames: [tls.example.com]
              backendTls: {caCertificateRefs: [{kind: ConfigMap, name: ca}]}
            """,
            "ConfigMap/ca:ca.crt"),
        of(
            "cert-manager",
            ServiceChart.ACCESS
                + """
                tls:
                  password: {existingSecret: word, key: password}
                  clientAuthentication: want
                  trustStore: {passwordOfKeyStore: true}
                certificate:
                  enabled: true
                  issuerRef: {name: company-ca}
                  dnsNames: [tls.example.com]
                  privateKey: {algorithm: RSA, size: 3072}
                """,
            "Secret/word:password",
            "ClusterIssuer/company-ca"),
        of(
            "policy and tokens of others",
            STORES
                + """
                access:
                  existingPolicy: {configMap: policy, key: p}
                  existingTokens: {secret: tokens, key: t}
                podDisruptionBudget: {enabled: false}
                networkPolicy: {enabled: false}
                topologySpread: {topologyKeys: []}
                """,
            "Secret/stores:keystore.p12",
            "Secret/stores:keystore-password",
            "ConfigMap/policy:p",
            "Secret/tokens:t"));
  }

  @Test
  void helmLintIsCleanAndStrict() {
    LintResult lint = ServiceChart.lint();
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    assertThat(lint.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyObjectIsReadByAModelThatRefusesUnknownFields(Installation installation) {
    List<String> names = new ArrayList<>();
    for (JsonNode object : installation.objects()) {
      String kind = object.path("kind").asText();
      assertThat(HelmChecks.faults(object)).as(kind).isEmpty();
      assertThat(object.at("/metadata/namespace").asText()).as(kind).isEqualTo("security");
      assertThat(object.at("/metadata/name").asText()).matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
      names.add(kind + "/" + object.at("/metadata/name").asText());
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everythingThatIsReferredToIsMadeOrNamedInTheValues(Installation installation) {
    List<JsonNode> objects = installation.objects();
    Set<String> missing = new TreeSet<>(ServiceChart.references(objects));
    missing.removeAll(ServiceChart.there(objects));
    assertThat(missing).containsExactlyInAnyOrderElementsOf(installation.given());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void portsAndLabelsLeadToThePods(Installation installation) {
    List<JsonNode> objects = installation.objects();
    JsonNode pod = ServiceChart.only(objects, "Deployment").at("/spec/template");
    List<String> ports = pod.at("/spec/containers/0/ports").findValuesAsText("name");
    assertThat(ports).containsExactly("https", "management");
    for (JsonNode object : objects) {
      switch (object.path("kind").asText()) {
        case "Service" -> {
          assertSelects(object.at("/spec/selector"), pod);
          assertThat(ports).containsAll(object.at("/spec/ports").findValuesAsText("targetPort"));
        }
        case "NetworkPolicy" -> {
          assertSelects(object.at("/spec/podSelector/matchLabels"), pod);
          assertThat(ports).containsAll(object.at("/spec/ingress").findValuesAsText("port"));
        }
        case "PodDisruptionBudget", "Deployment" ->
            assertSelects(object.at("/spec/selector/matchLabels"), pod);
        case "ServiceMonitor" -> {
          List<JsonNode> selected = new ArrayList<>(objects);
          selected.removeIf(one -> !selects(object.at("/spec/selector/matchLabels"), one));
          JsonNode service = ServiceChart.only(selected, "Service");
          assertThat(service.at("/spec/ports").findValuesAsText("name"))
              .containsAll(object.at("/spec/endpoints").findValuesAsText("port"));
        }
        default -> {}
      }
    }
  }

  private static void assertSelects(JsonNode labels, JsonNode object) {
    assertThat(labels).isNotEmpty();
    assertThat(selects(labels, object)).as("%s selects %s", labels, object).isTrue();
  }

  private static boolean selects(JsonNode labels, JsonNode object) {
    return labels.properties().stream()
        .allMatch(
            label -> label.getValue().equals(object.at("/metadata/labels").path(label.getKey())));
  }

  /** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
  @ParameterizedTest
  @MethodSource("installations")
  void podsAreRestricted(Installation installation) {
    JsonNode pod =
        ServiceChart.only(installation.objects(), "Deployment").at("/spec/template/spec");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      assertThat(pod.has(host)).as(host).isFalse();
    }
    assertThat(pod.path("containers")).hasSize(1);
    JsonNode container = pod.at("/containers/0");
    JsonNode context = container.path("securityContext");
    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(context.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(context.path("capabilities").has("add")).isFalse();
    assertThat(context.path("privileged").asBoolean()).isFalse();
    assertThat(container.at("/resources/limits").has("memory")).isTrue();
    for (JsonNode mount : container.path("volumeMounts")) {
      boolean own = Set.of("tmp", "own").contains(mount.path("name").asText());
      assertThat(mount.path("readOnly").asBoolean()).as("%s", mount).isNotEqualTo(own);
    }
    for (JsonNode volume : pod.path("volumes")) {
      assertThat(volume.has("hostPath")).as("%s", volume).isFalse();
      assertThat(volume.findValues("defaultMode"))
          .allSatisfy(mode -> assertThat(mode.asInt()).isEqualTo(0440));
    }
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("management");
      assertThat(container.at("/" + probe + "/httpGet").has("scheme")).as(probe).isFalse();
    }
  }

  /** What a variable says is mounted, and what is mounted is said by a variable. */
  @ParameterizedTest
  @MethodSource("installations")
  void everyPathInTheEnvironmentIsMounted(Installation installation) {
    JsonNode pod =
        ServiceChart.only(installation.objects(), "Deployment").at("/spec/template/spec");
    Set<String> mounted = new TreeSet<>();
    for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
      String path = mount.path("mountPath").asText();
      for (JsonNode volume : pod.path("volumes")) {
        if (volume.path("name").equals(mount.path("name")) && !mount.has("subPath")) {
          volume.findValuesAsText("path").forEach(file -> mounted.add(path + "/" + file));
          mounted.add(path);
        } else if (volume.path("name").equals(mount.path("name"))) {
          String pack = mount.path("subPath").asText();
          assertThat(volume.findValuesAsText("path"))
              .isNotEmpty()
              .allMatch(file -> file.startsWith(pack + "/"));
          mounted.add(path.substring(0, path.lastIndexOf('/')));
        }
      }
    }
    Set<String> named = new TreeSet<>();
    for (JsonNode variable : pod.at("/containers/0/env")) {
      String value = variable.path("value").asText().replaceFirst("^file:", "");
      if (value.startsWith("/etc/tlsmith/")) {
        named.add(value);
      }
    }
    assertThat(mounted).containsAll(named);
    mounted.removeIf(path -> !path.matches("/etc/tlsmith/(tls|ca|access)/.*"));
    assertThat(named).containsAll(mounted);
  }

  @Test
  void theManagementPortIsForTheNamedNamespaceAlone() {
    JsonNode closed = ServiceChart.only(render(""), "NetworkPolicy");
    assertThat(closed.at("/spec/ingress").findValuesAsText("port")).containsExactly("https");
    assertThat(closed.at("/spec/egress").findValuesAsText("port")).containsExactly("53", "53");
    assertThat(closed.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");

    List<JsonNode> monitored =
        render("networkPolicy: {monitoringNamespace: {kubernetes.io/metadata.name: monitoring}}");
    JsonNode rule = ServiceChart.only(monitored, "NetworkPolicy").at("/spec/ingress/1");
    assertThat(rule.at("/ports/0/port").asText()).isEqualTo("management");
    assertThat(rule.at("/from/0/namespaceSelector/matchLabels").toString())
        .isEqualTo("{\"kubernetes.io/metadata.name\":\"monitoring\"}");
  }

  @Test
  void issuersOfThePolicyCanBeReached() {
    List<JsonNode> objects =
        render(
            """
            access:
              policy:
                issuers:
                  gitlab:
                    issuer: https://gitlab.example.com
                    jwksUri: https://gitlab.example.com/oauth/discovery/keys
                    audience: tlsmith
            """);
    assertThat(ServiceChart.only(objects, "NetworkPolicy").at("/spec/egress"))
        .anySatisfy(rule -> assertThat(rule.at("/ports/0/port").asInt()).isEqualTo(443));
  }

  @Test
  void anIngressIsToldThatTheBackendSpeaksHttps() {
    String edge = "hosts: [a.b], tlsSecret: edge";
    assertThat(ingress("{enabled: true, %s}".formatted(edge)).at("/metadata/annotations"))
        .isEqualTo(Service.yaml("{nginx.ingress.kubernetes.io/backend-protocol: HTTPS}"));
    assertThat(
            ingress("{enabled: true, controller: haproxy, %s}".formatted(edge))
                .at("/metadata/annotations"))
        .isEqualTo(Service.yaml("{haproxy.org/server-ssl: 'true'}"));
    List<JsonNode> traefik =
        render("ingress: {enabled: true, controller: traefik, %s}".formatted(edge));
    assertThat(ServiceChart.only(traefik, "Service").at("/metadata/annotations"))
        .isEqualTo(Service.yaml("{traefik.ingress.kubernetes.io/service.serversscheme: https}"));
    JsonNode own =
        ingress(
            """
            {enabled: true, %s, annotations: {nginx.ingress.kubernetes.io/backend-protocol: GRPCS}}
            """
                .formatted(edge));
    assertThat(own.at("/metadata/annotations").toString()).contains("GRPCS");
  }

  private static JsonNode ingress(String values) {
    return ServiceChart.only(render("ingress: " + values), "Ingress");
  }

  private static List<JsonNode> render(String values) {
    return ServiceChart.render("tlsmith", "security", STORES + ServiceChart.ACCESS, values);
  }
}
