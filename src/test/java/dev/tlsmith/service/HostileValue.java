package dev.tlsmith.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/** Values that no field is made for: too long, too deep, of another kind, hard to read. */
final class HostileValue {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Not a key: the label alone must never come back. */
  static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n";

  private HostileValue() {}

  /** Mostly small, and now and then all that a body holds. */
  static int size(Random random) {
    return 1 + random.nextInt(random.nextInt(10) == 0 ? HostileSpec.LARGEST : 20_000);
  }

  static JsonNode text(Random random, int length) {
    String unit =
        SpecSource.pick(random, "a", "a.", "\n", " ", "{", "[", "&a ", "- ", ": ", "é", "\\");
    return NODES.textNode(unit.repeat(1 + length / unit.length()));
  }

  static JsonNode longList(Random random) {
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

  /** Three of them, one in another, are not deeper than a test can write. */
  static JsonNode nested(Random random) {
    JsonNode node = NODES.textNode("x");
    boolean lists = random.nextBoolean();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 60); i >= 0; i--) {
      node = lists ? NODES.arrayNode().add(node) : NODES.objectNode().set("a", node);
    }
    return node;
  }

  static JsonNode wrongType(Random random) {
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

  static String characters(Random random) {
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
}
