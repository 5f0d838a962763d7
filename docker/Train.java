import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Trains the AOT cache when the image is built: starts the service with the command given, asks it
 * what callers ask, and ends it as an orchestrator does. The service writes the cache as it ends.
 */
final class Train {

  private static final String PASSWORD = "only-for-training";
  private static final String POLICY =
      """
      callers: {train: {policy: all}}
      policies:
        all:
          hostSuffixes: ["*"]
          namespaces: ["*"]
          products: ["*"]
          sources: ["*"]
          returnCaKey: true
          requestsPerMinute: 10000
      """;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern TARGETS = Pattern.compile("\"targets\"\\s*:\\s*\\[([^\\]]*)]");

  private final HttpClient client;
  private final URI https;

  private Train(HttpClient client, URI https) {
    this.client = client;
    this.https = https;
  }

  public static void main(String[] command) throws Exception {
    Path folder = Files.createTempDirectory("train");
    Path keyStore = folder.resolve("tls.p12");
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    byte[] token = MessageDigest.getInstance("SHA-256").digest(PASSWORD.getBytes());
    Path tokens =
        Files.writeString(
            folder.resolve("tokens.yaml"),
            "train: [\"sha256:%s\"]".formatted(HexFormat.of().formatHex(token)));
    run(
        List.of(
            "keytool -genkeypair -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -alias tls"
                    .split(" ")),
        List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
    int httpsPort = freePort();
    int managementPort = freePort();
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder
        .environment()
        .putAll(
            Map.of(
                "MICRONAUT_SERVER_HOST", "127.0.0.1",
                "MICRONAUT_SERVER_SSL_ENABLED", "true",
                "MICRONAUT_SERVER_SSL_PORT", String.valueOf(httpsPort),
                "MICRONAUT_SERVER_SSL_KEY_STORE_PATH", "file:" + keyStore,
                "MICRONAUT_SERVER_SSL_KEY_STORE_TYPE", "PKCS12",
                "MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD", PASSWORD,
                "ENDPOINTS_ALL_PORT", String.valueOf(managementPort),
                "TLSMITH_ACCESS_POLICY", policy.toString(),
                "TLSMITH_ACCESS_TOKENS", tokens.toString()));
    Process service = builder.start();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(keyStore)).build()) {
      URI management = URI.create("http://127.0.0.1:" + managementPort);
      Train train = new Train(client, URI.create("https://127.0.0.1:" + httpsPort));
      train.awaitReady(service, management.resolve("/health/readiness"));
      train.expect(200, HttpRequest.newBuilder(management.resolve("/prometheus")));
      train.askForEverything();
    } finally {
      service.destroy(); // SIGTERM
    }
    if (!service.waitFor(5, TimeUnit.MINUTES)) {
      service.destroyForcibly();
      throw new IllegalStateException("the service did not end within 5 minutes of SIGTERM");
    }
  }

  private void askForEverything() throws Exception {
    List<String> pages =
        List.of("/", "/docs", "/openapi.yaml", "/v1/schema", "/v1/products");
    for (String page : pages) {
      get(page);
    }
    List<String> products =
        Pattern.compile("\"id\"\\s*:\\s*\"([a-z0-9-]+)\"")
            .matcher(get("/v1/products"))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();
    if (products.isEmpty()) {
      throw new IllegalStateException("no product to train with");
    }
    for (String product : products) {
      Matcher targets = TARGETS.matcher(get("/v1/products/" + product));
      if (!targets.find()) {
        throw new IllegalStateException("no targets of " + product);
      }
      askFor(product, targets.group(1));
    }
    expect(400, form("/v1/bundles", "hosts=-a"));
    expect(422, form("/v1/bundles", "product=none&hosts=a.example.com"));
  }

  private void askFor(String product, String targets) throws Exception {
    String spec = "product=%s&hosts=%s.example.com".formatted(product, product);
    String signed = spec + "&certificate.source=self-signed&certificate.keyAlgorithm=";
    expect(200, form("/v1/bundles.zip", spec));
    expect(200, form("/v1/bundles.tgz", signed + "RSA_2048"));
    expect(200, form("/v1/bundles", spec));
    expect(200, form("/v1/bundles", spec).header("Accept", "application/yaml"));
    expect(200, form("/v1/validations", spec));
    for (String target : List.of("helm", "compose", "kubernetes")) {
      if (targets.contains('"' + target + '"')) {
        expect(200, form("/v1/render/" + target, signed + "EC_P384"));
      }
    }
    String json = "{\"product\": \"%s\", \"hosts\": [\"a.example.com\", \"10.0.0.1\"]}";
    expect(200, post("/v1/bundles.zip", "application/json", json.formatted(product)));
    String yaml =
        """
        product: %s
        hosts: [a.example.com]
        termination: application
        certificate: {source: cert-manager, issuer: {kind: ClusterIssuer, name: internal}}
        """;
    expect(200, post("/v1/bundles.zip", "application/yaml", yaml.formatted(product)));
  }

  private String get(String path) throws Exception {
    return expect(200, HttpRequest.newBuilder(https.resolve(path)));
  }

  private HttpRequest.Builder form(String path, String body) {
    return post(path, "application/x-www-form-urlencoded", body);
  }

  private HttpRequest.Builder post(String path, String type, String body) {
    return HttpRequest.newBuilder(https.resolve(path))
        .header("Content-Type", type)
        .header("Authorization", "Bearer " + PASSWORD)
        .POST(BodyPublishers.ofString(body));
  }

  private String expect(int status, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          "%s answered %d instead of %d: %s"
              .formatted(answer.uri(), answer.statusCode(), status, answer.body()));
    }
    return answer.body();
  }

  private void awaitReady(Process service, URI readiness) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(readiness)) {
      if (!service.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the service did not become ready");
      }
      Thread.sleep(100);
    }
  }

  private boolean answers(URI readiness) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(readiness).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (java.io.IOException notYet) {
      return false;
    }
  }

  private static SSLContext trusting(Path keyStore) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      own.load(in, PASSWORD.toCharArray());
    }
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("tls", own.getCertificate("tls"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command, List<String> more) throws Exception {
    List<String> all = new java.util.ArrayList<>(command);
    all.addAll(more);
    if (new ProcessBuilder(all).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(command.getFirst() + " failed");
    }
  }
}
