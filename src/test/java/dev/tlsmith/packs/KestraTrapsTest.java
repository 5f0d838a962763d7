package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.support.Emitted;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.ServerProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What goes wrong when Kestra is put behind TLS by hand, each trap with the test that it is
 * avoided.
 */
class KestraTrapsTest {

  @TempDir Path folder;

  private static Collection<TestBundle> everything() {
    return Service.kestra().values();
  }

  /** Paths of settings in a file of YAML, as Micronaut reads them: {@code a.b-c}. */
  private static Set<String> settings(JsonNode node, String prefix) {
    Set<String> settings = new TreeSet<>();
    for (var field : node.properties()) {
      String name = prefix + field.getKey();
      settings.add(name);
      settings.addAll(settings(field.getValue(), name + "."));
    }
    return settings;
  }

  /** Every setting and variable that any file of a bundle hands to Kestra. */
  private static Set<String> settings(TestBundle bundle) {
    Set<String> settings = new TreeSet<>();
    for (String path :
        List.of("helm/values-tls.yaml", "kestra-tls.yaml", "docker-compose.tls.yaml")) {
      if (bundle.has(path)) {
        JsonNode yaml = bundle.yaml(path);
        settings.addAll(settings(yaml.at("/configurations/application"), ""));
        settings.addAll(settings(yaml.path("configuration"), ""));
        settings.addAll(settings(yaml.path("micronaut"), "micronaut."));
      }
    }
    for (String variable : variables(bundle)) {
      settings.add(variable);
    }
    return settings;
  }

  private static Set<String> variables(TestBundle bundle) {
    Set<String> names = new TreeSet<>();
    if (bundle.has("docker-compose.tls.yaml")) {
      for (JsonNode service : bundle.yaml("docker-compose.tls.yaml").path("services")) {
        service.path("environment").fieldNames().forEachRemaining(names::add);
      }
    }
    for (String path : List.of("helm/values-tls.yaml", "kubernetes/deployment.patch.yaml")) {
      if (bundle.has(path)) {
        for (JsonNode list : bundle.yaml(path).findValues("env")) {
          list.forEach(one -> names.add(one.path("name").asText()));
        }
        for (JsonNode list : bundle.yaml(path).findValues("extraEnv")) {
          list.forEach(one -> names.add(one.path("name").asText()));
        }
      }
    }
    if (bundle.has("tls/kestra.env")) {
      bundle
          .text("tls/kestra.env")
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> names.add(line.split("=", 2)[0]));
    }
    return names;
  }

  @Test
  void trap1TheCallersConfigurationIsNeverReplacedAsAWhole() {
    for (TestBundle bundle : everything()) {
      assertThat(variables(bundle))
          .as("%s", bundle)
          .doesNotContain("KESTRA_CONFIGURATION", "MICRONAUT_CONFIG_FILES");
    }
  }

  @Test
  void trap2TheSettingThatSwitchesKestrasLoginOffIsNeverEmitted() {
    for (TestBundle bundle : everything()) {
      assertThat(settings(bundle))
          .as("%s", bundle)
          .doesNotContain("micronaut.security.enabled", "MICRONAUT_SECURITY_ENABLED");
    }
  }

  @Test
  void trap2CsrfOnALineThatHasNoneIsEmittedWithAWarning() {
    ObjectNode spec = Service.exampleSpec("everything-by-default");
    spec.putObject("options").put("csrf", true);
    for (String version : Matrix.VERSIONS) {
      TestBundle bundle = Service.bundle(spec.put("version", version));
      assertThat(settings(bundle))
          .contains("MICRONAUT_SECURITY_CSRF_ENABLED", "micronaut.security.csrf.enabled");
      assertThat(bundle.warnings().contains("csrf-without-effect"))
          .as(version)
          .isEqualTo(!version.equals("2.0"));
    }
  }

  @Test
  void trap3TheDeploymentPatchAddsSingleVariablesToTheChartsFiles() {
    for (TestBundle bundle : everything()) {
      if (bundle.has("kubernetes/deployment.patch.yaml")) {
        for (String name : variables(bundle)) {
          assertThat(name)
              .matches("MICRONAUT_.*|ENDPOINTS_ALL_PORT|TLS_KEYSTORE_PASSWORD|JAVA_OPTS");
        }
      }
    }
  }

  @Test
  void trap4TheOutboundStoreKeepsThePublicRootsAndTheStoreThatJudgesClientsHasNone()
      throws Exception {
    ObjectNode spec = Service.exampleSpec("client-certificates-on-compose");
    spec.withObject("/options").put("outboundTrust", true);
    // A caller who names a public root as a CA of clients would let anybody in.
    List<X509Certificate> publicRoots = Service.publicRoots();
    String root = pem(publicRoots.getFirst());
    spec.withObject("/trust").put("clientCertificates", Matrix.clientCertificates() + root);
    TestBundle bundle = Service.bundle(spec);
    Set<X509Certificate> own = Set.of(certificate(bundle.text("tls/ca.crt")));
    assertThat(trusted(bundle, "tls/outbound-truststore.p12"))
        .containsAll(publicRoots)
        .containsAll(own);
    assertThat(trusted(bundle, "tls/truststore.p12"))
        .containsAll(own)
        .hasSize(2)
        .doesNotContainAnyElementsOf(publicRoots);
    assertThat(bundle.warnings()).contains("public-roots-not-for-clients");
    JsonNode environment =
        bundle.yaml("docker-compose.tls.yaml").at("/services/kestra/environment");
    assertThat(environment.path("MICRONAUT_SERVER_SSL_TRUST_STORE_PATH").asText())
        .endsWith("/truststore.p12");
    assertThat(environment.path("JAVA_OPTS").asText()).contains("/outbound-truststore.p12");
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    String body = java.util.Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  private static Set<X509Certificate> trusted(TestBundle bundle, String path)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(bundle.file(path).content()), "changeit".toCharArray());
    Set<X509Certificate> certificates = new HashSet<>();
    for (String alias : Collections.list(store.aliases())) {
      certificates.add((X509Certificate) store.getCertificate(alias));
    }
    return certificates;
  }

  @Test
  void trap5ARedirectIsLeftToTheEdge() {
    for (TestBundle bundle : everything()) {
      assertThat(settings(bundle))
          .as("%s", bundle)
          .noneMatch(
              name ->
                  name.toLowerCase(java.util.Locale.ROOT)
                      .replace('_', '-')
                      .contains("https-redirect"));
    }
    assertThat(Service.example("lets-encrypt-at-the-ingress").text("helm/values-tls.yaml"))
        .contains("nginx.ingress.kubernetes.io/ssl-redirect: \"true\"");
  }

  /**
   * Lists that Helm would replace: those of the newer charts that stay the caller's are left out.
   */
  @Test
  void trap6EveryListThatIsReplacedIsNamedInTlsMd() {
    for (TestBundle bundle : everything()) {
      if (!bundle.has("helm/values-tls.yaml")) {
        continue;
      }
      for (String list : lists(bundle.yaml("helm/values-tls.yaml"), "")) {
        String name = list.substring(list.lastIndexOf('.') + 1);
        String page = bundle.text("TLS.md");
        assertThat(list).doesNotContain("configurations.secrets", "configurations.configmaps");
        // Below the key of a chart that holds Kestra's own.
        String own = list.replaceFirst("^kestra\\.", "");
        if (own.startsWith("deployments.") || own.startsWith("workerGroups.")) {
          assertThat(page).as(list).contains("." + name + "`", own.split("\\.", -1)[1]);
        } else {
          assertThat(page).as(list).contains("`" + list + "`");
        }
      }
    }
  }

  private static List<String> lists(JsonNode node, String prefix) {
    List<String> lists = new ArrayList<>();
    for (var field : node.properties()) {
      if (field.getValue().isArray()) {
        lists.add(prefix + field.getKey());
      } else {
        lists.addAll(lists(field.getValue(), prefix + field.getKey() + "."));
      }
    }
    return lists;
  }

  @Test
  void trap7NoPasswordStandsInAConfigMapOrInAVariableThatFlowsCanRead() {
    for (TestBundle bundle : everything()) {
      if (bundle.has("helm/values-tls.yaml")) {
        String values = bundle.text("helm/values-tls.yaml");
        Set<String> passwords = new TreeSet<>();
        bundle
            .yaml("helm/values-tls.yaml")
            .findValues("password")
            .forEach(one -> passwords.add(one.asText()));
        passwords.remove("changeit");
        assertThat(passwords).isSubsetOf("${TLS_KEYSTORE_PASSWORD}");
        assertThat(bundle.file("helm/values-tls.yaml").secret()).isFalse();
        if (bundle.holdsKey() && bundle.servesApplication()) {
          assertThat(values).doesNotContain(bundle.keyStorePassword());
        }
      }
      assertThat(variables(bundle))
          .noneMatch(name -> name.startsWith("KESTRA_") || name.startsWith("ENV_"));
      if (bundle.has("docker-compose.tls.yaml")) {
        assertThat(bundle.text("docker-compose.tls.yaml"))
            .doesNotContainPattern(Pattern.compile("(?<!\\$)\\$\\{"));
      }
    }
  }

  @Test
  void trap8TheIngressHasAClassAndAgreesWithItsBackend() {
    for (TestBundle bundle : everything()) {
      for (JsonNode ingress : bundle.objects()) {
        if (!ingress.path("kind").asText().equals("Ingress")) {
          continue;
        }
        boolean known = !bundle.option("ingressController").asText("nginx").equals("other");
        assertThat(ingress.at("/spec/ingressClassName").isTextual())
            .as("%s", bundle)
            .isEqualTo(known);
        int port = ingress.at("/spec/rules/0/http/paths/0/backend/service/port/number").asInt();
        int own = bundle.option("service").path("port").asInt(0);
        int https = bundle.option("httpsPort").asInt(8443);
        boolean both = bundle.termination().equals("both");
        assertThat(port).isEqualTo(own > 0 ? own : both ? https : 8080);
        String annotations = ingress.at("/metadata/annotations").toString();
        assertThat(annotations.contains("backend-protocol") || annotations.contains("server-ssl"))
            .as("%s", bundle)
            .isEqualTo(
                both
                    && Set.of("nginx", "haproxy")
                        .contains(bundle.option("ingressController").asText("nginx")));
      }
    }
  }

  @Test
  void trap9CaAndLeafDifferInSubjectAndEndAndTheKeyIsOpenAndStoresAreWhatTheirNamesSay()
      throws Exception {
    for (String type : List.of("PKCS12", "JKS")) {
      ObjectNode spec = Service.exampleSpec("everything-by-default");
      spec.putObject("keyStore").put("type", type);
      TestBundle bundle = Service.bundle(spec);
      X509Certificate authority = certificate(bundle.text("tls/ca.crt"));
      X509Certificate leaf = certificate(bundle.text("tls/tls.crt"));
      assertThat(leaf.getSubjectX500Principal()).isNotEqualTo(authority.getSubjectX500Principal());
      assertThat(leaf.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
      assertThat(leaf.getNotAfter()).isBefore(authority.getNotAfter());
      assertThat(authority.getKeyUsage()).isNotNull();
      assertThat(leaf.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1");
      assertThat(leaf.getSubjectAlternativeNames().toString())
          .contains("kestra.example.com", "localhost", "kestra.default.svc");
      assertThat(bundle.text("tls/tls.key")).startsWith("-----BEGIN PRIVATE KEY-----");
      byte[] store =
          bundle.file("tls/truststore." + (type.equals("JKS") ? "jks" : "p12")).content();
      boolean jks = (store[0] & 0xff) == 0xfe && (store[1] & 0xff) == 0xed;
      assertThat(jks).isEqualTo(type.equals("JKS"));
    }
  }

  @Test
  void trap10WhatAContainerMountsItMayReadWhateverItsUser() throws IOException {
    for (TestBundle bundle : everything()) {
      if (!bundle.has("docker-compose.tls.yaml")) {
        continue;
      }
      for (JsonNode service : bundle.yaml("docker-compose.tls.yaml").path("services")) {
        for (JsonNode mount : service.path("volumes")) {
          BundleFile file = bundle.file(mount.asText().split(":", -1)[0].replaceFirst("^\\./", ""));
          assertThat(file.mode()).as(file.path()).isEqualTo("0644");
          assertThat(file.text()).as("%s is encrypted", file.path()).isNull();
        }
      }
    }
  }

  @Test
  void trap11SettingsWithoutAReaderAreNotEmitted() {
    for (TestBundle bundle : everything()) {
      assertThat(settings(bundle))
          .as("%s", bundle)
          .noneMatch(name -> name.startsWith("kestra.") || name.startsWith("KESTRA_"));
    }
  }

  @Test
  void trap12ClientsAreAskedForACertificateOnlyIfTheCallerSaysSo() {
    for (TestBundle bundle : everything()) {
      String asked = bundle.spec().path("clientAuthentication").asText("none");
      boolean expected = bundle.termination().equals("application") && !asked.equals("none");
      boolean emitted =
          settings(bundle).stream()
              .map(name -> name.replaceAll("[-_]", "").toLowerCase(java.util.Locale.ROOT))
              .anyMatch(name -> name.endsWith("clientauthentication"));
      assertThat(emitted).as("%s", bundle).isEqualTo(expected);
    }
  }

  @Test
  void trap13ThePlainManagementPortIsWarnedAboutUnlessItMoves() {
    for (TestBundle bundle : everything()) {
      boolean plain = bundle.servesApplication() && !bundle.option("managementTls").asBoolean();
      assertThat(bundle.warnings().contains("management-stays-plain"))
          .as("%s", bundle)
          .isEqualTo(plain);
      if (plain) {
        assertThat(bundle.text("TLS.md")).contains("8081");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8081:8081, true", "127.0.0.1:8081:8081, false", "8080:8080, false"})
  void trap13ThePortIsSaidToBePublishedWhereTheCallersFileDoes(String port, boolean published) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
    spec.putArray("hosts").add("kestra.example.com");
    spec.putArray("targets").add("compose");
    String file = "services: {kestra: {image: 'kestra/kestra:v1.3.15', ports: ['%s']}}";
    spec.putObject("existing").put("compose", file.formatted(port));
    String document = Service.bundle(spec).text("TLS.md");
    assertThat(document).contains("stays plain HTTP without a login");
    assertThat(document.contains("your compose file publishes it")).isEqualTo(published);
    assertThat(document).doesNotContain("Kestra's compose file publishes it");
  }

  @Test
  void trap14ResponseBufferingIsOffAtTheEdge() {
    for (TestBundle bundle : everything()) {
      boolean nginx = bundle.option("ingressController").asText("nginx").equals("nginx");
      boolean gateway = bundle.option("gatewayApi").has("gateway");
      for (String path : List.of("helm/values-tls.yaml", "kubernetes/ingress.yaml")) {
        if (bundle.servesEdge() && nginx && !gateway && bundle.has(path)) {
          assertThat(bundle.text(path))
              .contains("nginx.ingress.kubernetes.io/proxy-buffering: \"off\"");
        }
      }
      boolean other = bundle.option("ingressController").asText().equals("other");
      if (bundle.servesEdge() && other && !gateway) {
        assertThat(bundle.warnings()).contains("edge-annotations-unknown");
      }
    }
  }

  @Test
  void trap15FlagsOfTheCallersAreKeptAndNothingInJavaOptsSplitsOrGlobs() {
    for (TestBundle bundle : everything()) {
      boolean outbound =
          bundle.option("outboundTrust").asBoolean() || bundle.termination().equals("none");
      assertThat(variables(bundle).contains("JAVA_OPTS") && !outbound).as("%s", bundle).isFalse();
      if (bundle.has("docker-compose.tls.yaml") && outbound) {
        for (JsonNode service : bundle.yaml("docker-compose.tls.yaml").path("services")) {
          String flags = service.at("/environment/JAVA_OPTS").asText();
          assertThat(flags).startsWith(bundle.option("javaOpts").asText());
          assertThat(flags).doesNotContainPattern("[*?\\[\\]'\"\\\\$`;&|<>()]|  ");
        }
      }
      assertThat(bundle.warnings().contains("java-opts-are-replaced"))
          .isEqualTo(outbound && bundle.option("javaOpts").asText().isEmpty());
    }
  }

  @Test
  void trap16OverThePagesOwnConfigurationTheStoresOfTheBundleAreInForce() throws IOException {
    Ports ports = Ports.free();
    ObjectNode spec = Emitted.COMPOSE.spec(ports);
    TestBundle bundle = Service.bundle(spec);
    bundle.unpack(folder);
    Path page = folder.resolve("page.yml");
    // As the page has it, with stores that are not there: what is left in force of it would fail.
    Files.writeString(
        page,
        """
        micronaut:
          security: {x509: {enabled: false}}
          ssl: {enabled: true}
          server:
            ssl:
              port: 8443
              enabled: true
              clientAuthentication: want
              keyStore: {path: "file:/app/ssl/server.p12", password: changeit, type: PKCS12}
              trustStore: {path: "file:/app/ssl/truststore.jks", password: changeit, type: JKS}
        """);
    Map<String, String> environment = Emitted.COMPOSE.environment(bundle, folder, ports);
    environment.put("MICRONAUT_CONFIG_FILES", page.toString());
    try (ServerProcess _ = ServerProcess.start(folder, ports, environment)) {
      String answer = TlsClient.of(bundle).get("kestra.example.com", ports.https(), "/ping");
      assertThat(answer).endsWith("pong");
    }
    for (TestBundle one : everything()) {
      if (one.has("docker-compose.tls.yaml")) {
        assertThat(one.yaml("docker-compose.tls.yaml").findValues("volumes").toString())
            .doesNotContain("/app/ssl");
      }
    }
  }
}
