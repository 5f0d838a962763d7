package dev.tlsmith.bundle;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One request that wants to do harm: a spec that was right, changed in one to three ways.
 *
 * @param path where it is sent
 * @param attacks what was done to it
 * @param body at most as large as the service reads
 */
record HostileSpec(int index, String path, String contentType, List<Attack> attacks, byte[] body) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A little less than the largest body. */
  private static final int LARGEST = 1_000_000;

  /** Not a key: the label alone must never come back. */
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n";

  private static final List<String> HOSTS =
      List.of(
          "xn--",
          "xn--99999999999",
          "xn--a-ecp.ru",
          "faß.de",
          "İ.example",
          "a\u200db.example",
          "e\u0301.example",
          "。",
          "a。b",
          "ａ.example",
          "*.*.example",
          "1.2.3",
          "0x7f.1",
          "::ffff:1.2.3.4%eth0",
          "ي0.example",
          "a.".repeat(130));

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "65536",
          "2147483648",
          "1e9",
          "0x1F",
          "08",
          "1_000",
          "NaN",
          ".inf",
          "8.10",
          "8.99999999999999999999",
          "1.2.3.4.5.6",
          "1.0.0-rc1+x",
          "v",
          "１.３",
          "9".repeat(500));

  private static final List<String> YAML =
      List.of(
          "a: &a [*a]",
          "a: &a {b: 1}\nc: {<<: *a}",
          "<<: 1",
          "!!java.net.URL [\"http://a\"]",
          "!!binary aGVsbG8=",
          "!!set {a, b}",
          "!!timestamp 2026-01-01",
          "? [a, b]\n: c",
          "? {a: b}\n: c",
          "[]",
          "null",
          "- a",
          "7",
          "--- a\n--- b",
          "{{ .Values.a }}",
          "services: []",
          "services: {a: null}",
          "services: {a: {environment: 1, volumes: {a: b}, ports: [[1]]}}",
          "services: {a: {environment: [1, null, {a: b}], volumes: [{}, null, 3]}}",
          "services: {a: {extends: {file: /etc/passwd}}, <<: {b: {}}}",
          "deployments: {webserver: {extraEnv: {a: b}, extraVolumes: 1}}",
          "configurations: {application: {kestra: [1], micronaut: \"{\"}}",
          "common: {extraEnv: [null, [], 1], extraVolumes: [{name: }]}",
          "global: []\nconsole: 1\nwebModeler: {restapi: []}",
          "kestra: {camunda-platform: {console: {env: {}}}}",
          "a: b\na: c",
          "\ta: b",
          "a: |\n  " + KEY.replace("\n", "\n  "));

  /** A way to change a spec. */
  enum Attack {
    LONG_LIST,
    LONG_TEXT,
    HUGE_TEXT,
    DEEP_NEST,
    WRONG_TYPE,
    CHARACTERS,
    INTERNATIONAL_NAME,
    MISPLACED_SECRET,
    UNKNOWN_FIELDS,
    EXISTING_FILES,
    NUMBER,
    DUPLICATE_KEY,
    TRUNCATED,
    NAMES_OF_FORM
  }

  /**
   * The same request for the same seed and index.
   *
   * @param examples specs to change
   * @param source makes others, and those that cost little
   */
  static HostileSpec of(List<ObjectNode> examples, SpecSource source, long seed, int index) {
    Random random = new Random(seed * 1_000_003 + index);
    String path = path(random);
    boolean cheap = path.endsWith("bundles");
    ObjectNode spec =
        cheap || random.nextBoolean()
            ? source.valid(random, cheap)
            : SpecSource.pick(random, examples).deepCopy();
    List<Attack> attacks = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      attacks.add(SpecSource.pick(random, List.of(Attack.values())));
    }
    attacks.forEach(attack -> change(random, spec, attack));
    if (cheap && spec.toString().contains("RSA_")) {
      path = "/v1/validations";
    }
    String contentType =
        attacks.contains(Attack.NAMES_OF_FORM)
            ? "application/x-www-form-urlencoded"
            : SpecSource.pick(
                random,
                "application/json",
                "application/yaml",
                "application/x-www-form-urlencoded",
                SpecText.MULTIPART);
    byte[] body = encoded(spec, contentType);
    for (Attack attack : attacks) {
      body = changed(random, body, contentType, attack);
    }
    byte[] sent = body.length > LARGEST ? Arrays.copyOf(body, LARGEST) : body;
    return new HostileSpec(index, path, contentType, List.copyOf(attacks), sent);
  }

  private static String path(Random random) {
    int choice = random.nextInt(100);
    return choice < 50
        ? "/v1/validations"
        : choice < 74 ? "/v1/render/helm" : choice < 98 ? "/v1/render/compose" : "/v1/bundles";
  }

  /** What is done to the tree. */
  private static void change(Random random, ObjectNode spec, Attack attack) {
    switch (attack) {
      case LONG_LIST -> put(random, spec, longList(random));
      case LONG_TEXT -> put(random, spec, text(random, size(random) / 20));
      case HUGE_TEXT -> put(random, spec, text(random, size(random)));
      case DEEP_NEST -> put(random, spec, nested(random));
      case WRONG_TYPE -> put(random, spec, wrongType(random));
      case CHARACTERS -> put(random, spec, NODES.textNode(characters(random)));
      case INTERNATIONAL_NAME -> hosts(random, spec);
      case MISPLACED_SECRET ->
          put(
              random,
              spec,
              NODES.textNode(SpecSource.pick(random, KEY, "password: " + KEY, "Pw.1-~")));
      case UNKNOWN_FIELDS -> unknownFields(random, spec);
      case EXISTING_FILES -> existing(random, spec);
      case NUMBER -> number(random, spec);
      case DUPLICATE_KEY, TRUNCATED, NAMES_OF_FORM -> {} // done to the bytes
    }
  }

  /** What is done to the bytes. */
  private static byte[] changed(Random random, byte[] body, String contentType, Attack attack) {
    return switch (attack) {
      case DUPLICATE_KEY -> twice(random, body, contentType);
      case TRUNCATED -> Arrays.copyOf(body, random.nextInt(body.length + 1));
      case NAMES_OF_FORM -> names(random);
      case LONG_LIST,
          LONG_TEXT,
          HUGE_TEXT,
          DEEP_NEST,
          WRONG_TYPE,
          CHARACTERS,
          INTERNATIONAL_NAME,
          MISPLACED_SECRET,
          UNKNOWN_FIELDS,
          EXISTING_FILES,
          NUMBER ->
          body;
    };
  }

  private static void put(Random random, ObjectNode spec, JsonNode value) {
    List<Consumer<JsonNode>> places = new ArrayList<>();
    SpecSource.places(spec, places, false);
    if (!places.isEmpty()) {
      SpecSource.pick(random, places).accept(value);
    }
  }

  /** Mostly small, and now and then all that a body holds. */
  private static int size(Random random) {
    return 1 + random.nextInt(random.nextInt(10) == 0 ? LARGEST : 20_000);
  }

  private static JsonNode text(Random random, int length) {
    String unit =
        SpecSource.pick(random, "a", "a.", "\n", " ", "{", "[", "&a ", "- ", ": ", "é", "\\");
    return NODES.textNode(unit.repeat(1 + length / unit.length()));
  }

  private static JsonNode longList(Random random) {
    ArrayNode list = NODES.arrayNode();
    boolean objects = random.nextInt(4) == 0;
    String stem = SpecSource.pick(random, "host-%d.example", "10.0.0.%d", "%d", "same");
    for (int i = size(random) / 12; i >= 0; i--) {
      JsonNode item =
          objects ? NODES.objectNode().put("a" + i, i) : NODES.textNode(stem.formatted(i));
      list.add(item);
    }
    return list;
  }

  private static JsonNode nested(Random random) {
    JsonNode node = NODES.textNode("x");
    boolean lists = random.nextBoolean();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 900 : 60); i >= 0; i--) {
      node = lists ? NODES.arrayNode().add(node) : NODES.objectNode().set("a", node);
    }
    return node;
  }

  private static JsonNode wrongType(Random random) {
    return SpecSource.pick(
        random,
        List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(7),
            NODES.numberNode(new BigDecimal("1E+999999999")),
            NODES.numberNode(new BigDecimal("9".repeat(300))),
            NODES.arrayNode(),
            NODES.objectNode(),
            NODES.arrayNode().addNull().add(1),
            NODES.objectNode().put("", 1)));
  }

  private static String characters(Random random) {
    String odd =
        SpecSource.pick(
            random,
            "\u0000",
            "\u0007",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\ufffe",
            "\ud800",
            "\udc00",
            "\udbff\udfff",
            "\u202e",
            "\n",
            "\r\n",
            "\n\n\n",
            "\t");
    String word = SpecSource.pick(random, "a", "kestra.example.org", "/srv/tls", "8443", "");
    return random.nextBoolean() ? word + odd : odd + word;
  }

  private static void hosts(Random random, ObjectNode spec) {
    ArrayNode hosts = NODES.arrayNode();
    for (int i = random.nextInt(5); i >= 0; i--) {
      hosts.add(SpecSource.pick(random, HOSTS));
    }
    deployment(spec).set("hosts", hosts);
  }

  private static void unknownFields(Random random, ObjectNode spec) {
    ObjectNode target = random.nextBoolean() ? spec : options(deployment(spec));
    int count = random.nextInt(random.nextInt(5) == 0 ? 9_000 : 200);
    for (int i = 0; i <= count; i++) {
      target.put(i % 50 == 49 ? characters(random) : "unknown" + i, i);
    }
  }

  private static void number(Random random, ObjectNode spec) {
    JsonNode value = NODES.textNode(SpecSource.pick(random, NUMBERS));
    ObjectNode deployment = deployment(spec);
    switch (random.nextInt(3)) {
      case 0 -> deployment.set("version", value);
      case 1 -> {
        ObjectNode options = options(deployment);
        List<String> names = new ArrayList<>();
        options.fieldNames().forEachRemaining(names::add);
        options.set(names.isEmpty() ? "port" : SpecSource.pick(random, names), value);
      }
      default -> put(random, spec, value);
    }
  }

  private static void existing(Random random, ObjectNode spec) {
    ObjectNode existing = NODES.objectNode();
    for (String file : List.of("helmValues", "compose")) {
      if (random.nextInt(3) > 0) {
        existing.set(file, existingFile(random));
      }
    }
    deployment(spec).set("existing", existing);
  }

  private static JsonNode existingFile(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> wrongType(random);
      case 1 -> text(random, size(random) / 4);
      case 2 -> NODES.textNode(bomb(2 + random.nextInt(12)));
      case 3 -> NODES.textNode("[".repeat(random.nextInt(3_000)));
      case 4 -> NODES.textNode("a: ".repeat(random.nextInt(3_000)));
      case 5 ->
          NODES.textNode(("services: {\n" + "a%d: {image: a},\n".repeat(size(random) / 60)) + "}");
      case 6 -> {
        StringBuilder many = new StringBuilder("services:\n");
        for (int i = size(random) / 80; i >= 0; i--) {
          many.append(
              "  s%d: {image: a, environment: [A=%d], ports: ['%d:1']}\n".formatted(i, i, i));
        }
        yield NODES.textNode(many.toString());
      }
      default ->
          NODES.textNode(
              SpecSource.pick(random, YAML)
                  + SpecSource.pick(random, "", "\n", "\n" + SpecSource.pick(random, YAML)));
    };
  }

  /** Aliases of aliases. */
  private static String bomb(int depth) {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= depth; i++) {
      String last = "*a" + (i - 1);
      text.append("a%d: &a%d [%s]\n".formatted(i, i, (last + ", ").repeat(8) + last));
    }
    return text.toString();
  }

  private static ObjectNode deployment(ObjectNode spec) {
    return spec.path("deployments").path(0) instanceof ObjectNode first ? first : spec;
  }

  private static ObjectNode options(ObjectNode deployment) {
    return deployment.path("options") instanceof ObjectNode options
        ? options
        : deployment.putObject("options");
  }

  private static byte[] twice(Random random, byte[] body, String contentType) {
    String text = new String(body, StandardCharsets.UTF_8);
    String key = SpecSource.pick(random, "product", "hosts", "certificate", "unheard");
    String changed =
        switch (contentType) {
          case "application/json" ->
              "{"
                  + "\"%s\":1,".formatted(key).repeat(2)
                  + text.substring(Math.min(1, text.length()));
          case "application/yaml" -> text + "\n%s: 1\n".formatted(key).repeat(2);
          case "application/x-www-form-urlencoded" -> text + ("&" + key + "=1").repeat(3_000);
          case String multipart -> text + text;
        };
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  /** Thousands of names of many steps each. */
  private static byte[] names(Random random) {
    StringBuilder body = new StringBuilder("product=kestra");
    String path =
        SpecSource.pick(random, "a.".repeat(15), "a[0]".repeat(15) + ".", "a[99].b[99].", "");
    int count = random.nextInt(random.nextInt(4) == 0 ? 12_000 : 300);
    for (int i = 0; i < count && body.length() < LARGEST; i++) {
      body.append('&').append(path).append('n').append(i).append("=").append(i);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encoded(ObjectNode spec, String contentType) {
    try {
      return switch (contentType) {
        case "application/json" ->
            // escapes, as a lone surrogate has no bytes
            ServiceClient.JSON
                .writer()
                .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(spec)
                .getBytes(StandardCharsets.UTF_8);
        case "application/yaml" ->
            ServiceClient.YAML.writeValueAsString(spec).getBytes(StandardCharsets.UTF_8);
        case String form -> SpecText.encode(spec, form);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "index %d, POST %s as %s, %d bytes, %s"
        .formatted(index, path, contentType, body.length, attacks);
  }
}
