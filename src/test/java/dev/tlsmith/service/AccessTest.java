package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.web.router.Router;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by an API token, and what their policy lets them have, over real HTTP. */
class AccessTest {

  private static final String TOKEN = "3b1f0c".repeat(10) + "beef";
  private static final String TRUSTED = "77aa12".repeat(10) + "cafe";
  private static final String HURRIED = "0d15ea".repeat(10) + "5e00";
  private static final String POLICY =
      """
      callers:
        ci-payments: {policy: payments}
        platform: {policy: everything}
        hurried: {policy: twice}
      policies:
        payments:
          hostSuffixes: [payments.example.com]
          namespaces: [payments, dev]
          products: [kestra]
          sources: [cert-manager, existing-secret, private-ca, provided]
          keyAlgorithms: [EC_P256]
          maxValidityDays: 90
        everything:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: ["*"]
          returnCaKey: true
          requestsPerMinute: 10000
        twice:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: ["*"]
          requestsPerMinute: 2
      """;
  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.payments.example.com]
      namespace: payments
      certificate: {source: cert-manager, issuer: {name: corporate}, validityDays: 90}
      """;

  private static final List<String> POSTS =
      List.of(
          "/v1/bundles",
          "/v1/bundles.zip",
          "/v1/bundles.tgz",
          "/v1/render/helm",
          "/v1/render/kubernetes",
          "/v1/charts",
          "/v1/charts.tgz",
          "/v1/charts.prov",
          "/v1/images.tgz",
          "/v1/images.tar",
          "/v1/previews",
          "/v1/validations");

  @TempDir private static Path folder;
  private static AccessServer server;

  @BeforeAll
  static void start() {
    server =
        AccessServer.start(
            folder,
            POLICY,
            Map.of(TOKEN, "ci-payments", TRUSTED, "platform", HURRIED, "hurried"),
            Map.of(
                "tlsmith.chart-signing.private-key", "src/test/resources/chart-signing/key.asc"));
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

  @Test
  void aKnownTokenGetsWhatItsPolicyAllowsEverywhere() throws IOException {
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    String ca = Files.readString(Path.of("src/test/resources/service-ca/ca.crt"));
    spec.putObject("trust").put("additional", ca); // for what an image is to trust
    for (String path : POSTS) {
      assertThat(server.post(path, TOKEN, spec.toString()).status()).as(path).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer 0000",
    "Authorization, Bearer",
    "Authorization, 'Bearer '",
    "Authorization, Basic Y2k6Y2k=",
    "Authorization, Token $",
    "Authorization, $",
    "X-Api-Key, $",
    "Cookie, JWT=$",
    "X-Forwarded-User, ci-payments",
    "X-Forwarded-Client-Cert, Subject=CN=ci-payments",
    "Authorization, Bearer a.b.c",
    "Authorization, Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJjaS1wYXltZW50cyJ9."
  })
  void whoeverIsNotKnownIsA401ThatSaysHowToBe(String name, String value) {
    for (String path : POSTS) {
      Answer answer =
          server.client().post(path, "application/yaml", SPEC, name, value.replace("$", TOKEN));
      assertThat(answer.status()).as("%s %s: %s", path, name, value).isEqualTo(401);
      assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(rules(answer)).containsExactly(" unauthenticated");
    }
  }

  @Test
  void anInspectionIsForWhoeverIsKnown() {
    assertThat(server.client().post("/v1/inspections", "a/b", "hello").status()).isEqualTo(401);
    assertThat(server.post("/v1/inspections", TOKEN, "hello").status()).isEqualTo(200);
  }

  @Test
  void twoAuthorizationHeadersAreNoAnswerToWhoCalls() {
    Answer answer =
        server
            .client()
            .post(
                "/v1/validations",
                "application/yaml",
                SPEC,
                "Authorization",
                "Bearer " + TOKEN,
                "Authorization",
                "Bearer " + TRUSTED);
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void aBodyOfSomebodyUnknownIsNotLookedAt() {
    assertThat(server.post("/v1/bundles", "nobody", "{not yaml").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/docs",
        "/docs/docs.js",
        "/docs/swagger-ui/swagger-ui.css",
        "/openapi.yaml",
        "/v1/products",
        "/v1/products/kestra",
        "/v1/schema",
        "/health",
        "/health/liveness",
        "/health/readiness"
      })
  void whatHoldsNothingOfAnybodyIsOpen(String path) {
    assertThat(server.client().get(path).status()).isEqualTo(200);
    assertThat(server.client().get(path, "Authorization", "Bearer wrong").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/prometheus", "/v1/bundles", "/env", "/beans", "/loggers", "/nowhere"})
  void everythingElseNeedsAKnownCaller(String path) {
    assertThat(server.client().get(path).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/docs/../v1/bundles", "/v1/products/../bundles", "/health/../v1/bundles"})
  void aPathThatBeginsLikeAnOpenOneLeadsNowhereElse(String path) {
    assertThat(server.client().get(path).status()).isEqualTo(404);
    assertThat(server.client().post(path, "application/yaml", SPEC).status()).isEqualTo(401);
    assertThat(server.post(path, TRUSTED, SPEC).status()).isIn(404, 405);
  }

  @Test
  void noLibraryAddsAnEndpointThatNobodyAskedFor() {
    Router router = server.server().getApplicationContext().getBean(Router.class);
    assertThat(router.uriRoutes().map(route -> route.getUriMatchTemplate().toPathString()))
        .containsOnly(
            "/",
            "/docs",
            "/docs/docs.js",
            "/openapi.yaml",
            "/health",
            "/health/{selector}",
            "/prometheus",
            "/v1/products",
            "/v1/products/{id}",
            "/v1/schema",
            "/v1/bundles",
            "/v1/bundles.zip",
            "/v1/bundles.tgz",
            "/v1/render/{target}",
            "/v1/charts",
            "/v1/charts.tgz",
            "/v1/charts.prov",
            "/v1/images.tgz",
            "/v1/images.tar",
            "/v1/inspections",
            "/v1/diffs",
            "/v1/previews",
            "/v1/validations");
  }

  /** With Micronaut's filter switched off nobody is known, and so nobody is answered. */
  @Test
  void switchingTheFilterOffLetsNobodyIn(@TempDir Path other) {
    try (AccessServer open =
        AccessServer.start(
            other,
            POLICY,
            Map.of(TOKEN, "ci-payments"),
            Map.of("micronaut.security.enabled", false))) {
      for (String path : POSTS) {
        assertThat(open.post(path, TOKEN, SPEC).status()).as(path).isEqualTo(500);
        assertThat(open.client().post(path, "application/yaml", SPEC).status())
            .as(path)
            .isEqualTo(500);
      }
    }
  }

  @Test
  void theNumbersAreForWhoeverIsKnown() {
    Answer answer = server.client().get("/prometheus", "Authorization", "Bearer " + TOKEN);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(server.client().get("/nowhere", "Authorization", "Bearer " + TOKEN).status())
        .isEqualTo(404);
  }

  @Test
  void everyBrokenRuleIsA403AtOnceWithPointersOfTheCallersOwnForm() {
    String spec =
        """
        product: camunda-console
        hosts: [console.payments.example.com, bank.example.com]
        namespace: infra
        options: {keycloakUrl: "https://keycloak.payments.example.com/auth"}
        certificate: {source: self-signed, keyAlgorithm: RSA_2048, validityDays: 91}
        """;
    for (String path : POSTS) {
      Answer answer = server.post(path, TOKEN, spec);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
      assertThat(rules(answer))
          .containsExactly(
              "/namespace policy-namespace",
              "/product policy-product",
              "/hosts/1 policy-host-suffix",
              "/certificate/source policy-source",
              "/certificate/keyAlgorithm policy-key-algorithm",
              "/certificate/validityDays policy-validity",
              "/certificate/source policy-ca-key");
      for (JsonNode fault : answer.json().path("errors")) {
        assertThat(fault.path("detail").asText())
            .startsWith("'ci-payments' may not have")
            .contains("'payments'");
      }
    }
    assertThat(server.post("/v1/validations", TRUSTED, spec).status()).isEqualTo(200);
  }

  @Test
  void eachOfSeveralDeploymentsIsJudgedAtItsOwnPlace() {
    String spec =
        """
        release: platform
        namespace: payments
        certificate: {source: cert-manager, issuer: {name: corporate}}
        deployments:
          - {product: kestra, hosts: [a.payments.example.com], release: flows}
          - {product: kestra, hosts: [b.payments.example.com, bank.com], release: batch}
        """;
    assertThat(rules(server.post("/v1/bundles", TOKEN, spec)))
        .containsExactly("/deployments/1/hosts/1 policy-host-suffix");
  }

  @Test
  void whatTheSpecLeavesOutIsJudgedByItsDefault() {
    String spec = "{product: kestra, hosts: [kestra.payments.example.com]}";
    assertThat(rules(server.post("/v1/validations", TOKEN, spec)))
        .containsExactly(
            "/namespace policy-namespace",
            "/certificate/source policy-source",
            "/certificate/validityDays policy-validity",
            "/certificate/source policy-ca-key");
  }

  @ParameterizedTest
  @CsvSource({
    "kestra.payments.example.com, 200",
    "'*.payments.example.com', 200",
    "KESTRA.Payments.Example.Com, 200",
    "'*.example.com', 403",
    "payments.example.com.evil.net, 403",
    "192.0.2.7, 403",
    "ｐayments.example.org, 403"
  })
  void hostsAreJudgedAsTheyWouldStandInTheCertificate(String host, int status) {
    String spec =
        SPEC.replace("[kestra.payments.example.com]", "[\"%s\"]".formatted(host))
            .replace(", validityDays: 90", "");
    assertThat(server.post("/v1/validations", TOKEN, spec).status()).isEqualTo(status);
  }

  /** Ways to get a name into the certificate other than by asking for the host. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "options: {composeService: bank.com}",
        "options: {composeService: vault.infra.svc.cluster.local}",
        "{\"existing\": {\"helmValues\": \"fullnameOverride: bank\"}, \"namespace\": \"dev\"}"
      })
  void aForeignNameDoesNotGetInByAnotherField(String field) {
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    spec.setAll((ObjectNode) Service.yaml(field));
    for (String path : List.of("/v1/bundles", "/v1/validations", "/v1/render/helm")) {
      assertThat(server.post(path, TRUSTED, spec.toString()).status()).as(path).isEqualTo(200);
      Answer answer = server.post(path, TOKEN, spec.toString());
      assertThat(answer.status()).as("%s %s", path, answer.text()).isEqualTo(403);
      assertThat(rules(answer)).isNotEmpty().allMatch(rule -> rule.equals(" policy-host-suffix"));
    }
  }

  /** No Service has such a name, so nobody gets a certificate with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fullnameOverride: bank.com",
        "fullnameOverride: vault.infra",
        "nameOverride: x.bank.com",
        "fullnameOverride: '*.bank.com'",
        "fullnameOverride: 192.0.2.1"
      })
  void aNameInTheValuesThatNoServiceCanHaveGetsInForNobody(String values) {
    ObjectNode spec = (ObjectNode) Service.yaml(SPEC);
    spec.putObject("existing").put("helmValues", values);
    for (String token : List.of(TRUSTED, TOKEN)) {
      for (String path : List.of("/v1/bundles", "/v1/validations", "/v1/render/helm")) {
        assertThat(server.post(path, token, spec.toString()).status()).as(path).isEqualTo(422);
      }
    }
  }

  @Test
  void aCommonNameIsJudgedAsTheHostThatAClientCouldTakeItFor() {
    String spec =
        SPEC.replace("validityDays: 90", "subject: {commonName: bank.com}, validityDays: 90");
    assertThat(rules(server.post("/v1/bundles", TOKEN, spec)))
        .containsExactly("/certificate/subject/commonName policy-host-suffix");
  }

  @Test
  void theKeyOfACaThatIsMadeForTheBackendIsRefusedAsWell() {
    ObjectNode spec = Service.exampleSpec("own-certificate-behind-haproxy");
    spec.put("termination", "both").put("namespace", "payments");
    Answer trusted = server.post("/v1/bundles", TRUSTED, spec.toString());
    assertThat(trusted.status()).as(trusted.text()).isEqualTo(200);
    assertThat(trusted.json().path("files").findValuesAsText("path")).contains("ca/ca.key");
    assertThat(rules(server.post("/v1/bundles", TOKEN, spec.toString())))
        .contains("/certificate/source policy-ca-key");
  }

  @Test
  void moreThanItsRateIsA429ThatSaysWhenToTryAgainAndTouchesNobodyElse() {
    int refused = 0;
    for (int i = 0; i < 8; i++) {
      Answer answer = server.post("/v1/validations", HURRIED, SPEC);
      if (answer.status() == 429) {
        refused++;
        assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 31);
        assertThat(rules(answer)).containsExactly(" policy-rate");
        assertThat(answer.text()).contains("'hurried'").contains("2 requests a minute");
      } else {
        assertThat(answer.status()).isEqualTo(200);
      }
    }
    assertThat(refused).isPositive();
    assertThat(server.post("/v1/validations", TRUSTED, SPEC).status()).isEqualTo(200);
  }
}
