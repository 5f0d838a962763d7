package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.support.Cluster;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.HelmChecks;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kubernetes objects, as an API server sees them and as kustomize puts them together. */
class KubernetesManifestTest {

  private static final String SUBDOMAIN =
      "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";

  /** A Deployment and a Service as somebody has them who installed Kestra without its chart. */
  private static final String OWN_OBJECTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: $deployment, namespace: $namespace}
      spec:
        selector: {matchLabels: {app: own}}
        template:
          metadata: {labels: {app: own}}
          spec:
            containers:
              - name: sidecar
                image: example.com/sidecar
              - name: $container
                image: kestra/kestra
                args: [server, standalone]
                env:
                  - {name: KESTRA_CONFIGURATION, value: "datasources: {postgres: {password: 'a$b'}}"}
                  - {name: TZ, value: UTC}
                ports:
                  - {name: web, containerPort: 8080}
                  - {name: management, containerPort: 8081}
                volumeMounts:
                  - {name: own-data, mountPath: /app/storage}
                  - {name: own-tls, mountPath: /app/ssl, readOnly: true}
                livenessProbe:
                  exec: {command: [/bin/true]}
                  timeoutSeconds: 7
                readinessProbe:
                  httpGet: {path: /health/readiness, port: 8081}
                  failureThreshold: 9
            volumes:
              - {name: own-data, emptyDir: {}}
              - {name: own-tls, secret: {secretName: own}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: $service, namespace: $namespace}
      spec:
        selector: {app: own}
        ports:
          - {name: management, port: 8081, targetPort: 8081}
      """;

  @TempDir Path folder;

  static Stream<Named<TestBundle>> withObjects() {
    return Service.everything().entrySet().stream()
        .filter(entry -> !entry.getValue().manifests().isEmpty())
        .map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  static Stream<Named<TestBundle>> withKustomization() {
    return withObjects().filter(one -> one.getPayload().has("kubernetes/kustomization.yaml"));
  }

  @ParameterizedTest
  @MethodSource("withObjects")
  void everyObjectIsReadByAModelThatRefusesUnknownFields(TestBundle bundle) {
    List<JsonNode> objects = new ArrayList<>(bundle.objects());
    for (BundleFile file : bundle.manifests()) {
      if (file.path().contains(".patch.")) {
        objects.addAll(Service.documents(bundle.text(file.path())));
      }
    }
    for (JsonNode object : objects) {
      assertThat(HelmChecks.faults(object)).as(object.path("kind").asText()).isEmpty();
    }
  }

  @Test
  void aMisspeltFieldIsNoticedAtAnyDepth() {
    JsonNode ingress =
        Service.yaml(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: x, lables: {}}
            spec: {rules: [{host: x, http: {paths: [{path: /, pathTyp: Prefix}]}}]}
            """);
    assertThat(HelmChecks.faults(ingress))
        .containsExactlyInAnyOrder(
            "Ingress.Metadata.lables", "Ingress.Spec.Rules[].Http.Paths[].pathTyp");
    JsonNode certificate =
        Service.yaml(
            """
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: x}
            spec: {keystores: {pkcs12: {profil: Modern2023}}}
            """);
    assertThat(HelmChecks.faults(certificate))
        .containsExactly("Certificate.Spec.Keystores.Pkcs12.profil");
  }

  @ParameterizedTest
  @MethodSource("withObjects")
  void everyNameIsValidAndGivenOnceInTheNamespaceOfTheRelease(TestBundle bundle) {
    List<String> names = new ArrayList<>();
    for (JsonNode object : bundle.objects()) {
      String kind = object.path("kind").asText();
      JsonNode metadata = object.path("metadata");
      assertThat(metadata.path("name").asText()).matches(SUBDOMAIN).hasSizeLessThan(254);
      if (!kind.equals("ClusterIssuer")) {
        assertThat(metadata.path("namespace").asText()).as(kind).isEqualTo(bundle.namespace());
      }
      names.add(kind + "/" + metadata.path("name").asText());
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("withObjects")
  void everythingThatIsReferredToIsInTheBundleOrMadeByCertManagerOrTheCallers(TestBundle bundle) {
    assertThat(Cluster.missing(bundle, List.of())).isEmpty();
  }

  @Test
  void aReferenceThatLeadsNowhereIsNoticed() {
    TestBundle bundle = Service.example("everything-by-default");
    JsonNode ingress =
        Service.yaml(
            "{kind: Ingress, spec: {tls: [{secretName: else}, {secretName: kestra-tls}]}}");
    assertThat(Cluster.missing(bundle, List.of(ingress)))
        .containsExactly("Secret else has no tls.key, only []");
  }

  @ParameterizedTest
  @MethodSource("withObjects")
  void theBackendIsCheckedByANameThatItsCertificateHas(TestBundle bundle) {
    List<String> expected = new ArrayList<>();
    for (JsonNode object : bundle.objects()) {
      JsonNode annotations = object.path("metadata").path("annotations");
      add(expected, annotations.path("nginx.ingress.kubernetes.io/proxy-ssl-name"));
      add(expected, object.path("spec").path("serverName"));
      add(expected, object.path("spec").path("validation").path("hostname"));
    }
    List<String> names = new ArrayList<>();
    bundle.objects().stream()
        .filter(object -> object.path("metadata").path("name").asText().endsWith("-backend"))
        .forEach(
            one -> one.path("spec").path("dnsNames").forEach(name -> names.add(name.asText())));
    if (bundle.holdsKey()) {
      names.addAll(bundle.certificateNames());
    }
    if (!bundle.source().equals("existing-secret")) {
      assertThat(names).containsAll(expected);
    }
    String controller = bundle.option("ingressController").asText("nginx");
    boolean annotates = controller.equals("nginx") && bundle.has("kubernetes/ingress.yaml");
    boolean checks =
        bundle.termination().equals("both")
            && (bundle.option("gatewayApi").has("gateway")
                || annotates
                || controller.equals("traefik"));
    assertThat(expected.isEmpty()).isEqualTo(!checks);
  }

  private static void add(List<String> names, JsonNode name) {
    if (name.isTextual()) {
      names.add(name.asText());
    }
  }

  @ParameterizedTest
  @MethodSource("withKustomization")
  void theKustomizationNamesEveryFileBesideIt(TestBundle bundle) {
    JsonNode kustomization = bundle.yaml("kubernetes/kustomization.yaml");
    List<String> named = new ArrayList<>(List.of("kubernetes/kustomization.yaml"));
    kustomization.path("resources").forEach(name -> named.add("kubernetes/" + name.asText()));
    kustomization
        .path("patches")
        .forEach(patch -> named.add("kubernetes/" + patch.path("path").asText()));
    assertThat(bundle.manifests().stream().map(BundleFile::path))
        .containsExactlyInAnyOrderElementsOf(named);
  }

  /** Kestra's; one version line is enough: what is laid over a Deployment hardly depends on it. */
  static Stream<Named<TestBundle>> ofOneVersion() {
    return withKustomization()
        .filter(one -> one.getPayload().product().equals("kestra"))
        .filter(one -> !one.getName().startsWith("cell") || one.getName().contains(" 1.3 "));
  }

  @ParameterizedTest
  @MethodSource("ofOneVersion")
  void kustomizeLaysThePatchesOverADeploymentAndKeepsWhatItHas(TestBundle bundle)
      throws IOException {
    assumeTrue(CommandLine.exists("kubectl"), "kubectl is not on the PATH");
    JsonNode patches = bundle.yaml("kubernetes/kustomization.yaml").path("patches");
    String service = patches.path(1).path("target").path("name").asText("kestra");
    bundle.unpack(folder);
    Files.writeString(
        folder.resolve("own.yaml"),
        OWN_OBJECTS
            .replace("$deployment", bundle.option("deployment").asText("kestra"))
            .replace("$container", bundle.option("container").asText("kestra"))
            .replace("$service", service)
            .replace("$namespace", bundle.namespace()));
    Files.writeString(
        folder.resolve("kustomization.yaml"), "resources: [own.yaml]\ncomponents: [kubernetes]\n");
    Output built = CommandLine.run(folder, List.of("kubectl", "kustomize", "."));
    assertThat(built.exitCode()).as(built.text()).isZero();

    List<JsonNode> objects = Service.documents(built.text());
    JsonNode pod = only(objects, "Deployment").path("spec").path("template").path("spec");
    JsonNode containers = byName(pod.path("containers"));
    JsonNode container = containers.path(bundle.option("container").asText("kestra"));
    assertThat(containers.has("sidecar")).isTrue();
    assertThat(containers).hasSize(2);
    assertKept(container, pod);
    boolean patched =
        bundle.servesApplication()
            || bundle.option("outboundTrust").asBoolean()
            || bundle.termination().equals("none");
    assertThat(byName(pod.path("volumes")).has("tls-stores")).isEqualTo(patched);
    assertThat(byName(container.path("volumeMounts")).has("tls-stores")).isEqualTo(patched);
    if (bundle.servesApplication()) {
      assertServes(bundle, container, only(objects, "Service"));
    }
    for (JsonNode object : objects) {
      assertThat(HelmChecks.faults(object)).isEmpty();
    }
  }

  private static void assertKept(JsonNode container, JsonNode pod) {
    JsonNode env = byName(container.path("env"));
    assertThat(env.path("KESTRA_CONFIGURATION").path("value").asText())
        .isEqualTo("datasources: {postgres: {password: 'a$b'}}");
    assertThat(env.path("TZ").path("value").asText()).isEqualTo("UTC");
    assertThat(byName(container.path("volumeMounts")).fieldNames())
        .toIterable()
        .contains("own-data", "own-tls");
    assertThat(byName(pod.path("volumes")).fieldNames())
        .toIterable()
        .contains("own-data", "own-tls");
    assertThat(byName(container.path("ports")).fieldNames())
        .toIterable()
        .contains("web", "management");
    assertThat(container.path("args").toString()).isEqualTo("[\"server\",\"standalone\"]");
    assertThat(container.path("livenessProbe").path("timeoutSeconds").asInt()).isEqualTo(7);
    assertThat(container.path("readinessProbe").path("failureThreshold").asInt()).isEqualTo(9);
  }

  private static void assertServes(TestBundle bundle, JsonNode container, JsonNode service) {
    int https = bundle.option("httpsPort").asInt(8443);
    boolean management = bundle.option("managementTls").asBoolean();
    assertThat(byName(container.path("ports")).path("https").path("containerPort").asInt())
        .isEqualTo(https);
    assertThat(
            byName(container.path("env")).path("MICRONAUT_SERVER_SSL_PORT").path("value").asText())
        .isEqualTo(String.valueOf(https));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode http = container.path(probe).path("httpGet");
      assertThat(http.path("port").asInt()).as(probe).isEqualTo(management ? https : 8081);
      assertThat(http.path("scheme").asText()).as(probe).isEqualTo(management ? "HTTPS" : "HTTP");
      assertThat(container.path(probe).has("exec")).as(probe).isFalse();
    }
    JsonNode ports = byName(service.path("spec").path("ports"));
    assertThat(ports.fieldNames()).toIterable().containsOnly("https", "management");
    assertThat(ports.path("https").path("targetPort").asInt()).isEqualTo(https);
    for (JsonNode ingress : bundle.objects()) {
      JsonNode backend = ingress.at("/spec/rules/0/http/paths/0/backend/service");
      if (!backend.isMissingNode()) {
        assertThat(backend.path("port").path("number")).isEqualTo(ports.path("https").path("port"));
        assertThat(backend.path("name")).isEqualTo(service.path("metadata").path("name"));
      }
      JsonNode route = ingress.at("/spec/rules/0/backendRefs/0");
      if (!route.isMissingNode()) {
        assertThat(route.path("port")).isEqualTo(ports.path("https").path("port"));
        assertThat(route.path("name")).isEqualTo(service.path("metadata").path("name"));
      }
    }
  }

  private static JsonNode only(List<JsonNode> objects, String kind) {
    List<JsonNode> found =
        objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** The items of a list under their names; fails if a name is there twice. */
  private static JsonNode byName(JsonNode list) {
    ObjectNode items = Service.JSON.createObjectNode();
    for (JsonNode item : list) {
      String name = item.path("name").asText();
      assertThat(items.has(name)).as(name).isFalse();
      items.set(name, item);
    }
    return items;
  }
}
