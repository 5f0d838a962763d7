package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.tlsmith.support.AccessServer;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by a token that an issuer signed, with keys that the service fetches. */
class OidcTest {

  private static final String GITLAB = "https://gitlab.example.com";
  private static final String OTHER = "https://other.example.com";
  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.payments.example.com]
      certificate: {source: cert-manager, issuer: {name: corporate}}
      """;

  @TempDir private static Path folder;
  private static final Map<String, String> KEYS = new ConcurrentHashMap<>();
  private static final AtomicInteger FETCHES = new AtomicInteger();
  private static HttpServer issuers;
  private static AccessServer server;
  private static RSAKey gitlab;
  private static ECKey other;

  @BeforeAll
  static void start() throws Exception {
    gitlab = new RSAKeyGenerator(2048).keyID("one").generate();
    other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    publish("/gitlab", gitlab);
    publish("/other", other);
    publish("/rotating", gitlab);
    issuers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuers.createContext(
        "/",
        exchange -> {
          String keys = KEYS.get(exchange.getRequestURI().getPath());
          FETCHES.incrementAndGet();
          byte[] body = (keys == null ? "" : keys).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
          exchange.sendResponseHeaders(keys == null ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuers.start();
    String base = "http://127.0.0.1:" + issuers.getAddress().getPort();
    server =
        AccessServer.start(
            folder,
            """
            issuers:
              gitlab: {issuer: "https://gitlab.example.com", jwksUri: "$/gitlab", audience: tlsmith}
              other: {issuer: "https://other.example.com", jwksUri: "$/other", audience: tlsmith}
              rotating: {issuer: "https://rotating.example.com", jwksUri: "$/rotating", audience: tlsmith}
              down: {issuer: "https://down.example.com", jwksUri: "$/down", audience: tlsmith}
            callers:
              payments:
                policy: payments
                oidc: [{issuer: gitlab, claims: {project_path: payments/api, ref_protected: "true", level: 3, ok: true}}]
              billing:
                policy: payments
                oidc:
                  - {issuer: gitlab, claims: {project_path: billing/api}}
                  - {issuer: other, claims: {sub: billing}}
                  - {issuer: rotating, claims: {sub: billing}}
                  - {issuer: down, claims: {sub: billing}}
              twin-a: {policy: payments, oidc: [{issuer: gitlab, claims: {sub: twin}}]}
              twin-b: {policy: payments, oidc: [{issuer: gitlab, claims: {kind: twin}}]}
            policies:
              payments:
                hostSuffixes: [payments.example.com]
                namespaces: ["*"]
                products: ["*"]
                sources: ["*"]
                requestsPerMinute: 10000
            """
                .replace("$", base),
            Map.of(),
            Map.of());
  }

  private static void publish(String path, JWK... keys) {
    KEYS.put(path, new JWKSet(List.of(keys)).toPublicJWKSet().toString());
  }

  @AfterAll
  static void stop() {
    server.close();
    issuers.stop(0);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(GITLAB)
        .audience("tlsmith")
        .subject("job")
        .claim("project_path", "payments/api")
        .claim("ref_protected", "true")
        .claim("level", 3)
        .claim("ok", true)
        .expirationTime(in(300));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(
      JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet claims) throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String byGitlab(JWTClaimsSet.Builder claims) throws Exception {
    return signed(JWSAlgorithm.RS256, "one", new RSASSASigner(gitlab), claims.build());
  }

  private static Answer send(String token) {
    return server.post("/v1/validations", token, SPEC);
  }

  @Test
  void aTokenWithEveryClaimOfACallerIsThatCaller() throws Exception {
    assertThat(send(byGitlab(claims())).status()).isEqualTo(200);
    Answer refused =
        server.post("/v1/validations", byGitlab(claims()), SPEC.replace("payments.", "bank."));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("'payments' may not have the host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS512", "PS256"})
  void anyCustomarySignatureWillDo(String algorithm) throws Exception {
    String token =
        signed(JWSAlgorithm.parse(algorithm), "one", new RSASSASigner(gitlab), claims().build());
    assertThat(send(token).status()).isEqualTo(200);
  }

  @Test
  void anAccessTokenOfRfc9068IsOneToo() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("one")
            .type(new JOSEObjectType("at+jwt"))
            .build();
    SignedJWT token = new SignedJWT(header, claims().build());
    token.sign(new RSASSASigner(gitlab));
    assertThat(send(token.serialize()).status()).isEqualTo(200);
  }

  @Test
  void theAudienceMayBeOneOfSeveral() throws Exception {
    assertThat(send(byGitlab(claims().audience(List.of("other", "tlsmith")))).status())
        .isEqualTo(200);
  }

  private static void assertRefused(String why, String token) {
    Answer answer = send(token);
    assertThat(answer.status()).as(why).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(answer.text()).as("nothing of the token is repeated").doesNotContain("project_path");
  }

  @Test
  void aTokenThatSaysAnythingElseIsNobodys() throws Exception {
    assertRefused("expired", byGitlab(claims().expirationTime(in(-120))));
    assertRefused("never expires", byGitlab(claims().expirationTime(null)));
    assertRefused("not yet valid", byGitlab(claims().notBeforeTime(in(300))));
    assertRefused("for another service", byGitlab(claims().audience("vault")));
    assertRefused("for nobody", byGitlab(claims().audience((String) null)));
    assertRefused("of an unknown issuer", byGitlab(claims().issuer("https://evil.example.com")));
    assertRefused("of no issuer", byGitlab(claims().issuer(null)));
    assertRefused("issuer with a slash", byGitlab(claims().issuer(GITLAB + "/")));
    assertRefused("another project", byGitlab(claims().claim("project_path", "payments/apis")));
    assertRefused("a missing claim", byGitlab(claims().claim("ref_protected", null)));
    assertRefused("a boolean for a text", byGitlab(claims().claim("ref_protected", true)));
    assertRefused("a text for a boolean", byGitlab(claims().claim("ok", "true")));
    assertRefused("a text for a number", byGitlab(claims().claim("level", "3")));
    assertRefused("another number", byGitlab(claims().claim("level", 30)));
    assertRefused("a list", byGitlab(claims().claim("project_path", List.of("payments/api"))));
  }

  @Test
  void aTokenThatIsNotSignedByItsIssuerIsNobodys() throws Exception {
    JWTClaimsSet claims = claims().build();
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("one").generate();
    assertRefused("no signature", new PlainJWT(claims).serialize());
    assertRefused(
        "another key under the same id",
        signed(JWSAlgorithm.RS256, "one", new RSASSASigner(stranger), claims));
    assertRefused(
        "the public key as a shared secret",
        signed(
            JWSAlgorithm.HS256,
            "one",
            new MACSigner(gitlab.toRSAPublicKey().getEncoded()),
            claims));
    String[] parts = byGitlab(claims()).split("\\.");
    String[] forged = byGitlab(claims().claim("project_path", "billing/api")).split("\\.");
    assertRefused("another's claims", parts[0] + "." + forged[1] + "." + parts[2]);
    assertRefused("a cut signature", parts[0] + "." + parts[1] + ".");
    assertRefused("no token", "a.b.c");
    assertRefused("no JSON", "e30.e30.e30");
  }

  @Test
  void aTokenOfOneIssuerDoesNotActThroughAnothersKeys() throws Exception {
    JWSSigner signer = new ECDSASigner(other);
    JWTClaimsSet own = claims().issuer(OTHER).subject("billing").build();
    assertThat(send(signed(JWSAlgorithm.ES256, "one", signer, own)).status()).isEqualTo(200);
    assertRefused(
        "gitlab's claims under other's key",
        signed(JWSAlgorithm.ES256, "one", signer, claims().build()));
    assertRefused(
        "other's name under gitlab's key", byGitlab(claims().issuer(OTHER).subject("billing")));
    assertRefused(
        "gitlab's claims at other",
        signed(JWSAlgorithm.ES256, "one", signer, claims().issuer(OTHER).build()));
  }

  @Test
  void aTokenThatCouldBeSeveralCallersIsNobodys() throws Exception {
    assertThat(send(byGitlab(claims().claim("level", 0).subject("twin"))).status()).isEqualTo(200);
    assertRefused(
        "twin of both", byGitlab(claims().claim("level", 0).subject("twin").claim("kind", "twin")));
  }

  @Test
  void keysAreFetchedOnceAndAgainForAKeyThatIsNew() throws Exception {
    String issuer = "https://rotating.example.com";
    JWTClaimsSet claims = claims().issuer(issuer).subject("billing").build();
    String old = signed(JWSAlgorithm.RS256, "one", new RSASSASigner(gitlab), claims);
    assertThat(send(old).status()).isEqualTo(200);
    int fetches = FETCHES.get();
    for (int i = 0; i < 5; i++) {
      assertThat(send(old).status()).isEqualTo(200);
    }
    assertThat(FETCHES.get()).as("cached").isEqualTo(fetches);

    RSAKey next = new RSAKeyGenerator(2048).keyID("two").generate();
    publish("/rotating", gitlab, next);
    String fresh = signed(JWSAlgorithm.RS256, "two", new RSASSASigner(next), claims);
    assertThat(send(fresh).status()).isEqualTo(200);
    assertThat(FETCHES.get()).as("fetched once more").isEqualTo(fetches + 1);

    RSAKey unknown = new RSAKeyGenerator(2048).keyID("three").generate();
    String guess = signed(JWSAlgorithm.RS256, "three", new RSASSASigner(unknown), claims);
    for (int i = 0; i < 20; i++) {
      assertRefused("an unknown key", guess);
    }
    assertThat(FETCHES.get()).as("guesses don't flood the issuer").isLessThan(fetches + 6);
    assertThat(send(old).status()).as("others are let in meanwhile").isEqualTo(200);
  }

  @Test
  void anIssuerThatIsDownIsA503ForItsTokensAndNothingForOthers() throws Exception {
    Answer answer = send(byGitlab(claims().issuer("https://down.example.com").subject("billing")));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
    assertThat(answer.header("Retry-After")).isEqualTo("10");
    assertThat(answer.text()).contains("'down'").doesNotContain("127.0.0.1");
    assertThat(send(byGitlab(claims())).status()).isEqualTo(200);
  }

  @Test
  void thePagesAreServedWithoutAskingAnyIssuer() throws Exception {
    int fetches = FETCHES.get();
    String token = byGitlab(claims().issuer("https://down.example.com"));
    assertThat(server.client().get("/health", "Authorization", "Bearer " + token).status())
        .isEqualTo(200);
    assertThat(FETCHES.get()).isEqualTo(fetches);
  }
}
