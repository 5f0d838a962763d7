package dev.tlsmith.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A way to change a spec that was right. */
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
  NAMES_OF_FORM;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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

  /** What is done to the tree. */
  void change(Random random, ObjectNode spec) {
    switch (this) {
      case LONG_LIST -> put(random, spec, HostileValue.longList(random));
      case LONG_TEXT ->
          put(random, spec, HostileValue.text(random, HostileValue.size(random) / 20));
      case HUGE_TEXT -> put(random, spec, HostileValue.text(random, HostileValue.size(random)));
      case DEEP_NEST -> put(random, spec, HostileValue.nested(random));
      case WRONG_TYPE -> put(random, spec, HostileValue.wrongType(random));
      case CHARACTERS -> put(random, spec, NODES.textNode(HostileValue.characters(random)));
      case INTERNATIONAL_NAME -> hosts(random, spec);
      case MISPLACED_SECRET ->
          put(
              random,
              spec,
              NODES.textNode(
                  SpecSource.pick(
                      random, HostileValue.KEY, "password: " + HostileValue.KEY, "Pw.1-~")));
      case UNKNOWN_FIELDS -> unknownFields(random, spec);
      case EXISTING_FILES -> existing(random, spec);
      case NUMBER -> number(random, spec);
      case DUPLICATE_KEY, TRUNCATED, NAMES_OF_FORM -> {} // done to the bytes
    }
  }

  /** What is done to the bytes. */
  byte[] changed(Random random, byte[] body, String contentType) {
    return switch (this) {
      case DUPLICATE_KEY -> HostileBody.twice(random, body, contentType);
      case TRUNCATED -> Arrays.copyOf(body, random.nextInt(body.length + 1));
      case NAMES_OF_FORM -> HostileBody.names(random);
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
      target.put(i % 50 == 49 ? HostileValue.characters(random) : "unknown" + i, i);
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
        existing.set(file, HostileFile.of(random));
      }
    }
    deployment(spec).set("existing", existing);
  }

  private static ObjectNode deployment(ObjectNode spec) {
    return spec.path("deployments").path(0) instanceof ObjectNode first ? first : spec;
  }

  private static ObjectNode options(ObjectNode deployment) {
    return deployment.path("options") instanceof ObjectNode options
        ? options
        : deployment.putObject("options");
  }
}
