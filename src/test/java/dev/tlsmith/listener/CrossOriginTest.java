package dev.tlsmith.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is told about pages of other origins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossOriginTest {

  private static final String PORTAL = "https://portal.example.com";
  private static final String SPEC = "product=kestra&hosts=kestra.example.com";

  private static final String TOKEN = "a-token-of-the-portal-of-a-test-0123456789";
  private static final String TOKEN_SHA256 =
      "75ebd5ea6e31df0205f7955619029423cd6902b72055168958cffa2af8612e05";
  private static final String POLICY =
      """
      callers:
        portal: {policy: everything}
      policies:
        everything:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: ["*"]
          returnCaKey: true
      """;

  private EmbeddedServer usual;
  private EmbeddedServer withPortal;

  @BeforeAll
  void start() {
    usual = start(Map.of());
    String origins = PORTAL + ",http://localhost:3000";
    withPortal = start(Map.of("tlsmith.cors.origins", origins));
  }

  private static EmbeddedServer start(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.put("micronaut.server.port", -1);
    return ApplicationContext.run(EmbeddedServer.class, all);
  }

  @AfterAll
  void stop() {
    usual.close();
    withPortal.close();
  }

  private static String exchange(EmbeddedServer server, String request) throws IOException {
    try (RawConnection connection = new RawConnection(server.getPort())) {
      connection.send(request);
      return connection.readToEnd().toLowerCase(Locale.ROOT);
    }
  }

  private static String preflight(EmbeddedServer server, String origin, String method)
      throws IOException {
    return exchange(
        server,
        "OPTIONS /v1/bundles.zip HTTP/1.1\r\nHost: tlsmith.example.com\r\nConnection: close\r\n"
            + "Origin: %s\r\nAccess-Control-Request-Method: %s\r\n".formatted(origin, method)
            + "Access-Control-Request-Headers: authorization,content-type\r\n\r\n");
  }

  private static String post(EmbeddedServer server, String path, String origin, String body)
      throws IOException {
    return exchange(
        server,
        ("POST %s HTTP/1.1\r\nHost: tlsmith.example.com\r\nConnection: close\r\nOrigin: %s\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s")
            .formatted(path, origin, body.length(), body));
  }

  @Test
  void byDefaultNoPageOfAnotherOriginMayCall() throws IOException {
    assertThat(preflight(usual, PORTAL, "POST")).doesNotContain("access-control-allow");
    assertThat(post(usual, "/v1/validations", PORTAL, SPEC)).doesNotContain("access-control-allow");
  }

  @Test
  void aPageOfTheOriginMayCallAndSendsNoCredentialsOfTheBrowser() throws IOException {
    for (String origin : List.of(PORTAL, "http://localhost:3000")) {
      String preflight = preflight(withPortal, origin, "POST");
      assertThat(preflight)
          .startsWith("http/1.1 200")
          .contains("access-control-allow-origin: " + origin + "\r\n")
          .contains("access-control-allow-methods: post\r\n")
          .contains("access-control-allow-headers: authorization")
          .contains("access-control-allow-headers: content-type")
          .contains("vary: origin")
          .doesNotContain("access-control-allow-credentials")
          .doesNotContain("access-control-allow-private-network: true");
    }
  }

  @Test
  void itsAnswersAreReadableAndKeptByNobody() throws IOException {
    String bundle = post(withPortal, "/v1/bundles.zip", PORTAL, SPEC);
    assertThat(bundle)
        .startsWith("http/1.1 200")
        .contains("access-control-allow-origin: " + PORTAL + "\r\n")
        .contains("access-control-expose-headers: content-disposition")
        .contains("access-control-expose-headers: retry-after")
        .contains("cache-control: no-store")
        .doesNotContain("access-control-allow-credentials");
    String refusal = post(withPortal, "/v1/bundles", PORTAL, "product=nope&hosts=a.example.com");
    assertThat(refusal)
        .startsWith("http/1.1 422")
        .contains("access-control-allow-origin: " + PORTAL + "\r\n")
        .contains("cache-control: no-store")
        .contains("unknown-product");
  }

  @Test
  void whereCallersAreKnownABrowserMayAskBeforehandWithoutAToken(@TempDir Path folder)
      throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String tokens = "portal: [\"sha256:%s\"]".formatted(TOKEN_SHA256);
    Map<String, Object> properties =
        Map.of(
            "tlsmith.cors.origins",
            PORTAL,
            "tlsmith.access.policy",
            policy.toString(),
            "tlsmith.access.tokens",
            Files.writeString(folder.resolve("tokens.yaml"), tokens).toString());
    try (EmbeddedServer server = start(properties)) {
      assertThat(preflight(server, PORTAL, "POST"))
          .startsWith("http/1.1 200")
          .contains("access-control-allow-origin: " + PORTAL + "\r\n");
      assertThat(post(server, "/v1/validations", PORTAL, SPEC))
          .startsWith("http/1.1 401")
          .contains("access-control-allow-origin: " + PORTAL + "\r\n")
          .contains("access-control-expose-headers: www-authenticate");
      String authorized = PORTAL + "\r\nAuthorization: Bearer " + TOKEN;
      assertThat(post(server, "/v1/validations", authorized, SPEC)).startsWith("http/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example.com",
        "http://portal.example.com",
        "https://portal.example.com:8443",
        "https://portal.example.com.evil.example",
        "https://evil-portal.example.com",
        "https://PORTAL.example.com",
        "null",
        "*"
      })
  void aPageOfAnotherOriginMayNot(String origin) throws IOException {
    assertThat(preflight(withPortal, origin, "POST")).doesNotContain("access-control-allow");
    assertThat(post(withPortal, "/v1/validations", origin, SPEC))
        .doesNotContain("access-control-allow");
  }

  @Test
  void noOtherMethodIsAllowed() throws IOException {
    assertThat(preflight(withPortal, PORTAL, "DELETE"))
        .doesNotStartWith("http/1.1 200")
        .doesNotContain("access-control-allow-methods: delete");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "portal.example.com",
        "http://portal.example.com",
        "https://portal.example.com/",
        "https://Portal.example.com",
        "https://*.example.com"
      })
  void whatIsNotAnOriginStopsTheStart(String origin) {
    assertThatThrownBy(() -> start(Map.of("tlsmith.cors.origins", origin)))
        .rootCause()
        .hasMessageContaining("'%s'", origin)
        .hasMessageContaining("tlsmith.cors.origins")
        .hasMessageContaining("'https://portal.example.com'");
  }
}
