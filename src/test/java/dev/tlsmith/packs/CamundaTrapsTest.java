package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Base64Text;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong when Camunda's Web Modeler and Console are put behind TLS by hand, each trap with
 * the test that it is avoided: over every example, or over every version line.
 */
class CamundaTrapsTest {

  private static final List<String> LINES = List.of("8.5", "8.6", "8.7", "8.8", "8.9");

  /**
   * What a container is started with.
   *
   * @param component {@code restapi}, {@code webapp}, {@code websockets} or {@code console}
   * @param target {@code compose}, {@code helm} or {@code kubernetes}
   * @param variables from its environment and its env files
   */
  private record Container(String component, String target, Map<String, String> variables) {

    Stream<String> values(String pattern) {
      return variables.entrySet().stream()
          .filter(variable -> variable.getKey().matches(pattern))
          .map(Map.Entry::getValue);
    }
  }

  private static Collection<TestBundle> everything() {
    List<TestBundle> bundles = new ArrayList<>(Service.everything().values());
    bundles.removeIf(bundle -> !bundle.product().startsWith("camunda-"));
    assertThat(bundles).hasSizeGreaterThan(40);
    return bundles;
  }

  private static List<Container> containers(TestBundle bundle) {
    List<Container> containers = new ArrayList<>();
    if (bundle.has("docker-compose.tls.yaml")) {
      for (JsonNode service : bundle.yaml("docker-compose.tls.yaml").path("services")) {
        containers.add(ofCompose(bundle, service));
      }
    }
    if (bundle.has("helm/values-tls.yaml")) {
      JsonNode values = bundle.yaml("helm/values-tls.yaml");
      for (String component : List.of("restapi", "webapp", "websockets")) {
        for (String chart : List.of("webModeler", "camundaHub")) {
          addPod(containers, component, "helm", values.path(chart).path(component).path("env"));
        }
      }
      addPod(containers, "console", "helm", values.path("console").path("env"));
    }
    for (BundleFile file : bundle.manifests()) {
      if (file.path().endsWith(".patch.yaml")) {
        for (JsonNode list : bundle.yaml(file.path()).findValues("env")) {
          addPod(containers, component(bundle, list.toString()), "kubernetes", list);
        }
      }
    }
    return containers;
  }

  private static void addPod(
      List<Container> containers, String component, String target, JsonNode list) {
    Map<String, String> variables = new TreeMap<>();
    list.forEach(one -> variables.put(one.path("name").asText(), one.path("value").asText()));
    if (!variables.isEmpty()) {
      containers.add(new Container(component, target, variables));
    }
  }

  private static Container ofCompose(TestBundle bundle, JsonNode service) {
    Map<String, String> variables = new TreeMap<>();
    for (var variable : service.path("environment").properties()) {
      variables.put(variable.getKey(), variable.getValue().asText());
    }
    for (JsonNode file : service.path("env_file")) {
      bundle
          .text(file.asText().replaceFirst("^\\./", ""))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> variables.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    }
    return new Container(component(bundle, variables.keySet().toString()), "compose", variables);
  }

  /** Each component reads variables that none of the others does. */
  private static String component(TestBundle bundle, String names) {
    if (bundle.product().equals("camunda-console")) {
      return "console";
    }
    if (names.contains("MANAGEMENT_SERVER_SSL") || names.contains("JAVA_TOOL_OPTIONS")) {
      return "restapi";
    }
    return names.contains("PUSHER_SSL_CERT") ? "websockets" : "webapp";
  }

  private static ObjectNode spec(String product, String version) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", product);
    spec.put("version", version).put("release", "camunda");
    spec.putArray("hosts").add(product.replace("camunda-", "") + ".example.com");
    return spec;
  }

  private static Container container(TestBundle bundle, String component, String target) {
    return containers(bundle).stream()
        .filter(one -> one.component().equals(component) && one.target().equals(target))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("%s of %s in %s".formatted(component, target, bundle)));
  }

  @Test
  void trap1SpringAndConsoleReadFileUrlsAndTheOthersBarePaths() {
    int seen = 0;
    for (TestBundle bundle : everything()) {
      for (Container container : containers(bundle)) {
        String prefix =
            Set.of("restapi", "console").contains(container.component()) ? "file:/" : "/";
        List<String> paths =
            container
                .values(
                    ".*SSL_(CERT|KEY|CERTIFICATE|CERTIFICATE_PRIVATE_KEY|KEY_STORE|TRUST_STORE"
                        + "|TRUST_CERTIFICATE)")
                .toList();
        assertThat(paths).as("%s in %s", container, bundle).allMatch(at -> at.startsWith(prefix));
        assertThat(container.values("NODE_EXTRA_CA_CERTS|.*_CA_CERTIFICATE_PATH"))
            .allMatch(at -> at.startsWith("/"));
        seen += paths.size();
      }
    }
    assertThat(seen).isGreaterThan(300);
  }

  @Test
  void trap2OnlyWhatReadsEncryptedPemGetsOneAndAPassphrase() {
    for (TestBundle bundle : everything()) {
      for (Container container : containers(bundle)) {
        boolean encrypted =
            container.values(".*").anyMatch(value -> value.endsWith("-encrypted.key"));
        assertThat(container.values(".*SSL_PASSPHRASE").findAny().isPresent())
            .as("%s in %s", container, bundle)
            .isEqualTo(encrypted);
        assertThat(encrypted && container.component().equals("restapi")).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5", "8.6", "8.7", "8.8", "8.9"})
  void trap3BothNamesOfIdentitysUrlHaveOneValue(String version) {
    ObjectNode spec = spec("camunda-web-modeler", version);
    String url = "https://identity.example.com";
    spec.putObject("options").put("identityUrl", url);
    TestBundle bundle = Service.bundle(spec);
    for (String target : List.of("compose", "helm", "kubernetes")) {
      Container restapi = container(bundle, "restapi", target);
      assertThat(restapi.variables())
          .containsEntry("RESTAPI_IDENTITY_BASE_URL", url)
          .containsEntry("CAMUNDA_IDENTITY_BASEURL", url);
      if (!version.equals("8.9")) {
        Container webapp = container(bundle, "webapp", target);
        assertThat(webapp.variables()).containsEntry("IDENTITY_BASE_URL", url);
      }
    }
    JsonNode values = bundle.yaml("helm/values-tls.yaml");
    assertThat(values.at("/global/identity/service/url").asText()).isEqualTo(url);
  }

  @Test
  void trap3ConsolesKeycloakUrlsNeverStandInAListThatTheChartFillsToo() {
    for (TestBundle bundle : everything()) {
      for (Container container : containers(bundle)) {
        if (container.target().equals("helm")) {
          assertThat(container.variables())
              .as("%s", bundle)
              .doesNotContainKeys("KEYCLOAK_BASE_URL", "KEYCLOAK_INTERNAL_BASE_URL");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5", "8.6", "8.7", "8.8", "8.9"})
  void trap4ConsolesUrlIsKeycloaksAndTheRealmIsLeftToWhoeverAppendsIt(String version) {
    ObjectNode spec = spec("camunda-console", version);
    spec.putObject("options")
        .put("keycloakUrl", "https://login.example.com/auth")
        .put("keycloakInternalUrl", "https://keycloak:18443/auth")
        .put("composeService", "console");
    TestBundle bundle = Service.bundle(spec);
    assertThat(container(bundle, "console", "compose").variables())
        .containsEntry("KEYCLOAK_BASE_URL", "https://login.example.com/auth")
        .containsEntry("KEYCLOAK_INTERNAL_BASE_URL", "https://keycloak:18443/auth");
    JsonNode auth = bundle.yaml("helm/values-tls.yaml").at("/global/identity/auth");
    assertThat(auth.findValues("publicIssuerUrl").toString())
        .isEqualTo("[\"https://login.example.com/auth/realms/camunda-platform\"]");
    assertThat(bundle.warnings()).doesNotContain("keycloak-url-without-auth");

    spec.withObject("/options").put("keycloakUrl", "https://identity.example.com");
    assertThat(Service.bundle(spec).warnings()).contains("keycloak-url-without-auth");
    spec.withObject("/options").put("keycloakUrl", "https://login.example.com/auth/realms/camunda");
    assertThat(refusals(spec)).contains("keycloak-url-has-a-realm");
  }

  private static List<String> refusals(ObjectNode spec) {
    try {
      Service.bundle(spec);
      throw new AssertionError("not refused: " + spec);
    } catch (InvalidSpecException refusal) {
      return refusal.faults().stream().map(Fault::code).toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"8.5, 443, ''", "8.7, 8070, :8070", "8.8, 443, ''", "8.9, 443, ''"})
  void trap5TheServersUrlIsThePublicOne(String version, int port, String suffix) {
    TestBundle bundle =
        Service.bundle(spec("camunda-web-modeler", version).put("publicPort", port));
    String url = "https://web-modeler.example.com" + suffix;
    for (String target : List.of("compose", "kubernetes")) {
      assertThat(container(bundle, "restapi", target).variables())
          .containsEntry("RESTAPI_SERVER_URL", url);
    }
    JsonNode values = bundle.yaml("helm/values-tls.yaml");
    assertThat(values.at("/global/identity/auth/webModeler/redirectUrl").asText()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5", "8.6", "8.7", "8.8", "8.9", "8.10"})
  void trap6WhoeverCallsWebsocketsKnowsWhetherItSpeaksTls(String version) {
    for (boolean tls : List.of(true, false)) {
      ObjectNode spec = spec("camunda-web-modeler", version);
      if (!tls) {
        spec.putObject("options").putArray("components").add("restapi");
      }
      TestBundle bundle = Service.bundle(spec);
      for (Container container : containers(bundle)) {
        if (container.component().equals("restapi")) {
          assertThat(
                  Objects.equals(container.variables().get("RESTAPI_PUSHER_SSL_ENABLED"), "true"))
              .as("%s", container)
              .isEqualTo(tls);
        }
        boolean front =
            container
                .component()
                .equals(
                    LINES.indexOf(version) < 4 && LINES.contains(version) ? "webapp" : "restapi");
        if (front && tls) {
          assertThat(container.variables())
              .containsEntry("CLIENT_PUSHER_HOST", "web-modeler.example.com")
              .containsEntry("CLIENT_PUSHER_FORCE_TLS", "true");
        }
      }
    }
  }

  @Test
  void trap6BehindAnEdgeTheBrowserCallsPort443() {
    ObjectNode spec = spec("camunda-web-modeler", "8.7").put("termination", "ingress");
    Container webapp = container(Service.bundle(spec), "webapp", "helm");
    assertThat(webapp.variables())
        .containsEntry("CLIENT_PUSHER_PORT", "443")
        .containsEntry("CLIENT_PUSHER_FORCE_TLS", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "8.5, webapp",
    "8.6, webapp",
    "8.7, webapp",
    "8.8, webapp",
    "8.9, restapi",
    "8.10, restapi"
  })
  void trap7CallsInsideTheClusterAndOnComposeFindTheirNames(String version, String front) {
    TestBundle bundle =
        Service.bundle(spec("camunda-web-modeler", version).put("namespace", "bpm"));
    List<String> names = bundle.certificateNames();
    for (String component : List.of("restapi", "websockets", front)) {
      String service = "camunda-web-modeler-" + component;
      assertThat(names)
          .contains(service, service + ".bpm", service + ".bpm.svc")
          .contains(service + ".bpm.svc.cluster.local");
    }
    bundle
        .yaml("docker-compose.tls.yaml")
        .path("services")
        .fieldNames()
        .forEachRemaining(service -> assertThat(names).contains(service));
  }

  @Test
  void trap8OneFileHoldsEveryCaAndNoTrustStoreDropsThePublicRoots()
      throws IOException, GeneralSecurityException {
    ObjectNode spec = Service.exampleSpec("everything-by-default");
    X509Certificate other = certificates(Service.bundle(spec).text("tls/ca.crt")).iterator().next();
    for (String product : List.of("camunda-web-modeler", "camunda-console")) {
      ObjectNode with = spec(product, "8.8");
      with.putObject("trust").put("additional", pem(other));
      TestBundle bundle = Service.bundle(with);
      Set<X509Certificate> own = certificates(bundle.text("tls/ca.crt"));
      assertThat(certificates(bundle.text("tls/ca-bundle.crt"))).containsAll(own).contains(other);

      Set<X509Certificate> everyone = new HashSet<>(Service.publicRoots());
      everyone.addAll(own);
      everyone.add(other);
      JsonNode secret = object(bundle, "camunda-ca-bundle");
      String merged = Base64Text.decode(secret.at("/data/ca.crt").asText());
      assertThat(certificates(merged)).isEqualTo(everyone);
      if (bundle.has("tls/outbound-truststore.p12")) {
        assertThat(trusted(bundle.file("tls/outbound-truststore.p12").content()))
            .isEqualTo(everyone);
      }
    }
  }

  private static JsonNode object(TestBundle bundle, String name) {
    return bundle.objects().stream()
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  private static Set<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    byte[] text = pem.getBytes(StandardCharsets.US_ASCII);
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(text))
        .stream()
        .map(X509Certificate.class::cast)
        .collect(Collectors.toSet());
  }

  private static Set<X509Certificate> trusted(byte[] store)
      throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(new ByteArrayInputStream(store), "changeit".toCharArray());
    Set<X509Certificate> certificates = new HashSet<>();
    for (String alias : Collections.list(trust.aliases())) {
      certificates.add((X509Certificate) trust.getCertificate(alias));
    }
    return certificates;
  }

  @Test
  void trap9WhatIsTrustedIsTheSigningCaAndNeverTheLeaf() throws GeneralSecurityException {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (TestBundle bundle : everything()) {
      for (Container container : containers(bundle)) {
        for (String path :
            container.values("NODE_EXTRA_CA_CERTS|.*_CA_CERTIFICATE_PATH").toList()) {
          String file = path.substring(path.lastIndexOf('/') + 1);
          assertThat(file)
              .as("%s", container)
              .isIn("ca-bundle.crt", "public-ca-bundle.crt", "ca.crt");
          if (bundle.has("tls/" + file)) {
            assertThat(certificates(bundle.text("tls/" + file)))
                .as("%s in %s", file, bundle)
                .allMatch(one -> one.getBasicConstraints() >= 0);
            seen.merge(file, 1, Integer::sum);
          }
        }
      }
    }
    assertThat(seen).containsKeys("ca-bundle.crt", "public-ca-bundle.crt");
  }

  @ParameterizedTest
  @CsvSource({
    "camunda-web-modeler, 8.7, camunda-web-modeler-webapp camunda-web-modeler-websockets",
    "camunda-web-modeler, 8.9, camunda-web-modeler-restapi camunda-web-modeler-websockets",
    "camunda-console, 8.8, camunda-console"
  })
  void trap10AGatewayIsToldHowToReachEveryTlsBackend(
      String product, String version, String services) {
    ObjectNode spec = spec(product, version).put("termination", "both");
    spec.putObject("options")
        .putObject("gatewayApi")
        .put("gateway", "public")
        .put("section", "https");
    TestBundle bundle = Service.bundle(spec);
    List<String> backends = new ArrayList<>();
    List<String> checked = new ArrayList<>();
    for (JsonNode object : bundle.objects()) {
      if (object.path("kind").asText().equals("HTTPRoute")) {
        object
            .findValues("backendRefs")
            .forEach(refs -> refs.forEach(ref -> backends.add(ref.path("name").asText())));
      }
      if (object.path("kind").asText().equals("BackendTLSPolicy")) {
        object.at("/spec/targetRefs").forEach(ref -> checked.add(ref.path("name").asText()));
      }
    }
    assertThat(backends).containsExactlyInAnyOrder(services.split(" "));
    assertThat(checked).containsExactlyInAnyOrder(services.split(" "));
  }

  @Test
  void trap11PlayIsWarnedAboutAndItsUnsupportedVariableIsNeverEmitted() {
    for (TestBundle bundle : everything()) {
      for (Container container : containers(bundle)) {
        assertThat(container.variables()).doesNotContainKey("CAMUNDA_CUSTOM_ROOT_CERT_PATH");
      }
    }
    assertThat(Service.bundle(spec("camunda-web-modeler", "8.7")).warnings())
        .contains("play-does-not-follow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5", "8.8", "8.9"})
  void theUrlOfWebsocketsIsTakenInItsOwnSchemeToo(String version) {
    String[] values = new String[2];
    for (String scheme : List.of("https", "wss")) {
      ObjectNode spec = spec("camunda-web-modeler", version).put("termination", "ingress");
      spec.putObject("options").put("websocketsUrl", scheme + "://web-modeler.example.com/push");
      values[scheme.equals("wss") ? 1 : 0] = Service.bundle(spec).text("helm/values-tls.yaml");
    }
    assertThat(values[1]).isEqualTo(values[0]).contains("/push");
  }
}
