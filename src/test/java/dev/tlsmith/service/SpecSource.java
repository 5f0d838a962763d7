package dev.tlsmith.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.ServiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes specs, valid and hostile, from a seed: the same ones for the same seed. */
final class SpecSource {

  static final List<String> HOSTILE =
      List.of(
          "{{7*6}}",
          "{{ '' | yaml }}",
          "{% include 'x' %}",
          "{# c #}",
          "${HOME}",
          "$(id)",
          "`id`",
          "a\nb: c",
          "a\r\nX: y",
          "\"",
          "'",
          "\\",
          "../../etc/passwd",
          "/etc/../x",
          "; rm -rf /",
          "a && b | c > d",
          "<script>alert(1)</script>",
          "- a",
          "? a",
          "a: b",
          "#c",
          "&a",
          "*a",
          "!!str a",
          "%YAML",
          "@a",
          "yes",
          "null",
          "~",
          "0x1F",
          "1e3",
          "08",
          "2026-01-01",
          "---",
          "...",
          "|",
          ">",
          "é",
          "\u202e\u0644",
          "\ud83d\ude00",
          "\t",
          " a",
          "a ",
          "",
          " ",
          "%s%n%d",
          "a".repeat(300),
          "x".repeat(70_000),
          "[](http://a)",
          "*.example.org",
          "xn--a",
          "\u0130",
          "a\u0000b",
          "\u0085",
          "\u2028",
          "\ufeff");

  private static final List<String> WORDS =
      List.of(
          "a",
          "web",
          "my-svc",
          "team-1",
          "workflows",
          "a-b-c",
          "/srv/tls",
          "/x/y.z/w",
          "/opt/tls-1",
          "-Xmx2g",
          "-Xmx2g -Da=b:c@d",
          "5m",
          "45s",
          "v1.18.2",
          "A_b-9",
          "gpu",
          "eu-west",
          "tls.v2",
          "a" + "b".repeat(39),
          "kestra",
          "restapi",
          "webapp",
          "websockets",
          "https://id.example.org",
          "https://id.example.org:8443/auth",
          "public",
          "https");

  /** What only the caller may see again. */
  static final String MARKER = "s3cr3t-of-the-caller";

  private static final List<String> OWN_VALUES =
      List.of(
          """
          x-proxy: &proxy
            - {name: HTTPS_PROXY, value: s3cr3t-of-the-caller}
            - {name: ODD, value: "{{ .Release.Name }} $(HTTPS_PROXY) '\\" é"}
          common: {extraEnv: *proxy, jvm: {extraOpts: -Xmx2g -Dtoken=s3cr3t-of-the-caller}}
          deployments: {webserver: {extraEnv: *proxy, extraVolumes: [{name: own, emptyDir: {}}]}}
          webModeler:
            restapi: {env: *proxy, extraVolumeMounts: [{name: own, mountPath: /own}]}
            webapp: {env: *proxy}
            websockets: {extraVolumes: [{name: own, emptyDir: {}}]}
          console: {env: *proxy, extraVolumes: [{name: own, emptyDir: {}}]}
          """,
          """
          fullnameOverride: own-name
          nameOverride: other-name
          webModeler: {fullnameOverride: own-modeler, restapi: {env: []}}
          console: {nameOverride: own-console, env: null}
          """,
          """
          common: {extraVolumeMounts: [{name: s3cr3t-of-the-caller, mountPath: /etc/kestra/tls}]}
          webModeler: {restapi: {env: [{name: SERVER_SSL_ENABLED, value: s3cr3t-of-the-caller}]}}
          console: {env: [{name: SERVER_SSL_ENABLED, value: s3cr3t-of-the-caller}]}
          """,
          "{}",
          "a: [s3cr3t-of-the-caller",
          "- s3cr3t-of-the-caller",
          "a: &a [*a]");

  private static final List<String> OWN_COMPOSE =
      List.of(
          """
          x-env: &env {JAVA_OPTS: -Dtoken=s3cr3t-of-the-caller, JAVA_TOOL_OPTIONS: -Xmx1g}
          services:
            kestra: {image: kestra, environment: *env, volumes: [own:/own]}
            web-modeler-restapi: {environment: *env}
            console: {environment: [A=s3cr3t-of-the-caller, B]}
          """,
          """
          services:
            kestra: {environment: {MICRONAUT_SERVER_SSL_ENABLED: s3cr3t-of-the-caller}}
            web-modeler-restapi: {environment: {SERVER_SSL_ENABLED: s3cr3t-of-the-caller}}
            console: {environment: {SERVER_SSL_ENABLED: s3cr3t-of-the-caller}}
          """,
          "services: {}",
          "services: {kestra: *s3cr3t}");

  private static final Path EXAMPLES = Path.of("src/main/resources/products/kestra/examples");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, JsonNode> products;
  private final JsonNode request = example("request-for-a-key-of-your-own", "/certificate");
  private final JsonNode privateCa = example("gateway-in-another-namespace", "/certificate");
  private final JsonNode provided = example("own-certificate-behind-haproxy", "/certificate");
  private final JsonNode additional = example("trust-an-internal-ca-only", "/trust/additional");
  private final JsonNode clients =
      example("existing-issuer-and-partner-clients", "/trust/clientCertificates");

  /**
   * A source.
   *
   * @param products what {@code GET /v1/products/{id}} says, by id
   */
  SpecSource(Map<String, JsonNode> products) {
    this.products = products;
  }

  private static JsonNode example(String name, String pointer) {
    try {
      return ServiceClient.YAML
          .readTree(Files.readString(EXAMPLES.resolve(name).resolve("spec.yaml")))
          .at(pointer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A spec that the schemas allow; rules may still refuse it. */
  ObjectNode valid(Random random, boolean cheap) {
    ObjectNode deployment = deployment(random);
    ObjectNode spec = NODES.objectNode();
    boolean several = random.nextDouble() < 0.15;
    if (several || random.nextDouble() < 0.2) {
      ArrayNode deployments = spec.putArray("deployments").add(deployment);
      for (int i = several ? 1 + random.nextInt(2) : 0; i > 0; i--) {
        deployments.add(deployment(random));
      }
      for (JsonNode one : deployments) {
        maybe(
            random,
            0.2,
            () -> ((ObjectNode) one).put("release", pick(random, "own", "kestra-2", "o-1")));
      }
    } else {
      spec.setAll(deployment);
    }
    if (several || random.nextDouble() < 0.4) {
      spec.put(
          "release",
          pick(
              random,
              "a",
              "kestra",
              "team-1",
              "wf-kestra-2",
              "my-console",
              "r" + "x".repeat(random.nextInt(50))));
    }
    maybe(
        random,
        0.4,
        () ->
            spec.put(
                "namespace",
                pick(random, "a", "data", "team-1", "n" + "9".repeat(random.nextInt(60)))));
    maybe(random, 0.85, () -> spec.set("certificate", certificate(random, cheap)));
    maybe(random, 0.3, () -> spec.set("keyStore", keyStore(random)));
    boolean none = deployment.path("termination").asText().equals("none");
    maybe(random, none ? 0.9 : 0.2, () -> spec.putObject("trust").set("additional", additional));
    maybe(random, 0.3, () -> spec.withObject("/trust").set("clientCertificates", clients));
    maybe(
        random,
        0.2,
        () -> spec.putArray("targets").add(pick(random, "helm", "compose", "kubernetes")));
    return spec;
  }

  private ObjectNode deployment(Random random) {
    ObjectNode deployment = NODES.objectNode();
    String id = pick(random, List.copyOf(products.keySet()));
    JsonNode product = products.getOrDefault(id, NODES.missingNode());
    deployment.put("product", id);
    maybe(random, 0.6, () -> deployment.set("version", version(random, product)));
    deployment.set("hosts", hosts(random));
    maybe(random, 0.3, () -> deployment.put("publicPort", 1 + random.nextInt(65535)));
    maybe(
        random,
        0.7,
        () ->
            deployment.put(
                "termination",
                pick(random, "application", "application", "ingress", "both", "none")));
    maybe(
        random,
        0.3,
        () -> deployment.put("clientAuthentication", pick(random, "none", "want", "need")));
    maybe(random, 0.6, () -> deployment.set("options", options(random, product.path("options"))));
    maybe(random, 0.2, () -> deployment.set("existing", existing(random)));
    return deployment;
  }

  private static ObjectNode existing(Random random) {
    ObjectNode existing = NODES.objectNode();
    maybe(random, 0.7, () -> existing.put("helmValues", pick(random, OWN_VALUES)));
    maybe(random, 0.7, () -> existing.put("compose", pick(random, OWN_COMPOSE)));
    return existing;
  }

  private static JsonNode version(Random random, JsonNode product) {
    JsonNode versions = product.path("versions");
    String line = versions.get(random.nextInt(versions.size())).path("line").asText();
    return switch (random.nextInt(4)) {
      case 0 -> NODES.numberNode(new BigDecimal(line));
      case 1 -> NODES.textNode(line + "." + random.nextInt(40));
      default -> NODES.textNode(line);
    };
  }

  private static ArrayNode hosts(Random random) {
    ArrayNode hosts = NODES.arrayNode();
    int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 60 : 3);
    for (int i = 0; i < count; i++) {
      hosts.add(
          switch (random.nextInt(12)) {
            case 0 -> "*.w" + i + ".example.org";
            case 1 -> "192.0.2." + i;
            case 2 -> "2001:db8::" + Integer.toHexString(i + 1);
            case 3 -> "host" + i;
            case 4 -> "B\u00fccher" + i + ".example.org";
            case 5 -> "App" + i + ".Example.ORG";
            case 6 -> "l" + "x".repeat(62) + "." + i + "a.example.org";
            default -> "app" + i + ".example.org";
          });
    }
    return hosts;
  }

  private JsonNode certificate(Random random, boolean cheap) {
    ObjectNode source =
        switch (random.nextInt(10)) {
          case 0 -> privateCa.deepCopy();
          case 1 -> provided.deepCopy();
          case 2 -> existingSecret(random);
          case 3, 4, 5 -> certManager(random);
          case 6 -> NODES.objectNode().put("source", "service-ca");
          case 7 -> request.deepCopy();
          default -> NODES.objectNode().put("source", "self-signed");
        };
    String kind = source.path("source").asText();
    if (kind.equals("csr")) {
      maybe(random, 0.3, () -> source.put("validityDays", 1 + random.nextInt(825)));
      maybe(random, 0.5, () -> source.set("subject", subject(random)));
    } else if (!kind.equals("provided") && !kind.equals("existing-secret")) {
      maybe(
          random,
          0.5,
          () ->
              source.put(
                  "keyAlgorithm",
                  pick(
                      random,
                      "EC_P256",
                      "EC_P384",
                      "ED25519",
                      cheap ? "EC_P256" : "RSA_2048",
                      cheap ? "EC_P256" : "RSA_4096")));
      maybe(random, 0.3, () -> source.put("validityDays", 1 + random.nextInt(825)));
      maybe(random, 0.5, () -> source.set("subject", subject(random)));
    }
    return source;
  }

  private static ObjectNode existingSecret(Random random) {
    ObjectNode source = NODES.objectNode();
    source
        .put("source", "existing-secret")
        .put("secretName", pick(random, "a", "app-tls", "a.b.c"));
    maybe(random, 0.3, () -> source.put("keyStoreKey", pick(random, "a", "Key_Store.p12")));
    maybe(random, 0.3, () -> source.put("trustStoreKey", pick(random, "b", "trust-store.jks")));
    maybe(
        random,
        0.8,
        () ->
            source
                .putObject("passwordSecret")
                .put("name", "pw")
                .put("key", pick(random, "password", "P.w_d-1")));
    return source;
  }

  private static ObjectNode certManager(Random random) {
    ObjectNode source = NODES.objectNode().put("source", "cert-manager");
    switch (random.nextInt(3)) {
      case 0 -> {
        ObjectNode issuer = source.putObject("issuer").put("name", pick(random, "ca", "le.prod"));
        maybe(random, 0.5, () -> issuer.put("kind", pick(random, "Issuer", "ClusterIssuer")));
      }
      case 1 -> {
        ObjectNode acme =
            source
                .putObject("acme")
                .put(
                    "email",
                    pick(random, "ops@example.org", "{{7*6}}@a", "$(id)`x`@b.c", "a&*!|%@b"));
        maybe(
            random,
            0.5,
            () ->
                acme.put(
                    "directory",
                    pick(
                        random,
                        "letsencrypt-staging",
                        "letsencrypt-production",
                        "https://acme.example.org/{{7*6}}/$x`y`")));
        maybe(random, 0.6, () -> acme.set("solver", solver(random)));
        maybe(random, 0.3, () -> acme.put("accountKeySecret", "acc-1"));
      }
      default -> {
        ObjectNode ca = source.putObject("selfSignedCa");
        maybe(random, 0.5, () -> ca.put("validityDays", 2 + random.nextInt(9000)));
      }
    }
    maybe(random, 0.2, () -> source.put("renewBeforeDays", 1 + random.nextInt(120)));
    maybe(random, 0.2, () -> source.put("ingressShim", random.nextBoolean()));
    return source;
  }

  private static ObjectNode solver(Random random) {
    ObjectNode solver = NODES.objectNode();
    ObjectNode dns = solver.putObject("dns01").putObject("webhook");
    for (int i = random.nextInt(4); i >= 0; i--) {
      dns.put("k" + i, clean(pick(random, HOSTILE)));
    }
    maybe(random, 0.3, () -> dns.put("k" + clean(pick(random, HOSTILE)), true));
    maybe(
        random,
        0.3,
        () ->
            dns.putArray("list")
                .add(1)
                .add(1.50)
                .add(false)
                .add("on")
                .addObject()
                .put("a", "{{b}}"));
    maybe(random, 0.2, () -> dns.putNull("nothing"));
    maybe(random, 0.2, () -> dns.putObject("empty"));
    maybe(random, 0.2, () -> dns.put("big", new BigDecimal("12345678901234567890.10")));
    return solver;
  }

  private static ObjectNode subject(Random random) {
    ObjectNode subject = NODES.objectNode();
    for (String name :
        List.of("commonName", "organization", "organizationalUnit", "locality", "state")) {
      maybe(
          random,
          0.4,
          () -> {
            String value = clean(pick(random, HOSTILE)).strip().replaceAll("[\\r\\n]", " ");
            subject.put(name, value.isEmpty() || value.length() > 64 ? "Example & Co" : value);
          });
    }
    maybe(random, 0.4, () -> subject.put("country", pick(random, "IE", "DE")));
    return subject;
  }

  private static ObjectNode keyStore(Random random) {
    ObjectNode keyStore = NODES.objectNode();
    maybe(
        random,
        0.5,
        () -> keyStore.put("password", "Pw." + Long.toHexString(random.nextLong()) + "-~_0000"));
    maybe(random, 0.5, () -> keyStore.put("type", pick(random, "PKCS12", "JKS")));
    maybe(random, 0.5, () -> keyStore.put("alias", pick(random, "tls", "a", "my.alias_1")));
    return keyStore;
  }

  /** A text without the characters that every spec refuses. */
  private static String clean(String text) {
    return text.length() > 1000
        ? "long"
        : text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]", "");
  }

  private JsonNode options(Random random, JsonNode schema) {
    ObjectNode options = NODES.objectNode();
    schema
        .path("properties")
        .fields()
        .forEachRemaining(
            option ->
                maybe(
                    random,
                    0.2,
                    () -> options.set(option.getKey(), option(random, option.getValue()))));
    return options;
  }

  /** A value that an option's schema allows. */
  private JsonNode option(Random random, JsonNode schema) {
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    return switch (schema.path("type").asText()) {
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "integer" -> {
        int least = schema.path("minimum").asInt(0);
        int most = schema.path("maximum").asInt(least + 1000);
        yield NODES.numberNode(
            random.nextInt(8) == 0 ? most : least + random.nextInt(most - least + 1));
      }
      case "array" -> {
        ArrayNode list = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          JsonNode item = option(random, schema.path("items"));
          boolean present = false;
          for (JsonNode other : list) {
            present |= other.equals(item);
          }
          if (!present) {
            list.add(item);
          }
        }
        yield list;
      }
      case "object" -> options(random, schema);
      default -> NODES.textNode(pick(random, words(schema)));
    };
  }

  private static List<String> words(JsonNode schema) {
    String pattern = schema.path("pattern").asText(".*");
    int longest = schema.path("maxLength").asInt(1000);
    List<String> words =
        Stream.concat(WORDS.stream(), HOSTILE.stream().map(SpecSource::clean))
            .filter(word -> word.matches(pattern) && word.length() <= longest)
            .toList();
    return words.isEmpty() ? List.of(schema.path("default").asText()) : words;
  }

  /** Puts a hostile text in place of some text of a spec. */
  void poison(Random random, ObjectNode spec) {
    List<Consumer<JsonNode>> places = new ArrayList<>();
    places(spec, places, true);
    pick(random, places).accept(NODES.textNode(pick(random, HOSTILE)));
  }

  /** Changes a spec in a way that no schema foresees. */
  void mutate(Random random, ObjectNode spec) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<Consumer<JsonNode>> places = new ArrayList<>();
      places(spec, places, false);
      if (!places.isEmpty()) { // nothing is left of a spec whose last field was taken out
        pick(random, places).accept(random.nextInt(5) == 0 ? null : oddity(random));
      }
    }
    if (random.nextInt(4) == 0) {
      spec.set(pick(random, HOSTILE), oddity(random));
    }
  }

  private static JsonNode oddity(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(true);
      case 2 -> NODES.numberNode(-1);
      case 3 -> NODES.numberNode(new BigDecimal("1E+400"));
      case 4 -> NODES.numberNode(new BigDecimal("1E+999999999"));
      case 5 -> NODES.numberNode(new BigDecimal("99999999999999999999"));
      case 6 -> NODES.numberNode(new BigDecimal("-0.0"));
      case 7 -> NODES.arrayNode();
      case 8 -> NODES.objectNode();
      case 9 -> nested(10 + random.nextInt(60));
      case 10 -> NODES.arrayNode().addNull().add(NODES.arrayNode());
      case 11 -> NODES.objectNode().set("", NODES.nullNode());
      case 12 -> NODES.numberNode(new BigDecimal("1." + "3".repeat(60)));
      case 13 -> NODES.objectNode().put("source", pick(random, HOSTILE)).put("a/b~c", 1);
      default -> NODES.textNode(pick(random, HOSTILE));
    };
  }

  private static JsonNode nested(int depth) {
    JsonNode node = NODES.objectNode();
    for (int i = 0; i < depth; i++) {
      node = i % 2 == 0 ? NODES.arrayNode().add(node) : NODES.objectNode().set("a", node);
    }
    return node;
  }

  /** A setter for each place of a tree; it removes for null. */
  static void places(JsonNode node, List<Consumer<JsonNode>> places, boolean textsOnly) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        if (!textsOnly || field.getValue().isTextual()) {
          places.add(value -> replace(object, field.getKey(), value));
        }
        places(field.getValue(), places, textsOnly);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        if (!textsOnly || array.get(i).isTextual()) {
          places.add(value -> array.set(index, value == null ? NODES.nullNode() : value));
        }
        places(array.get(i), places, textsOnly);
      }
    }
  }

  private static void replace(ObjectNode object, String name, @Nullable JsonNode value) {
    if (value == null) {
      object.remove(name);
    } else {
      object.set(name, value);
    }
  }

  static byte[] corrupt(Random random, byte[] body) {
    byte[] bytes = body.clone();
    if (bytes.length == 0 || random.nextInt(6) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void maybe(Random random, double chance, Runnable action) {
    if (random.nextDouble() < chance) {
      action.run();
    }
  }

  static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
