package dev.tlsmith.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Files of a caller's own that no program reads, or that cost much to read. */
final class HostileFile {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Of one list; more are refused. */
  private static final int MOST_ENTRIES = 500;

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
          "a: |\n  " + HostileValue.KEY.replace("\n", "\n  "));

  private HostileFile() {}

  /** Values with as many entries as are read, which have no part in what is made. */
  static void putLargest(Random random, ObjectNode spec) {
    StringBuilder values = new StringBuilder("notes: &notes\n");
    for (int i = random.nextInt(MOST_ENTRIES); i >= 0; i--) {
      values.append(
          "  - {name: note-%d, text: '%s'}\n".formatted(i, "x".repeat(random.nextInt(60))));
    }
    values.append("again: *notes\nmerged: {<<: {a: 1}, b: 2}\n");
    if (spec.path("deployments").isMissingNode() && !spec.has("existing")) {
      spec.putObject("existing").put("helmValues", values.toString());
    }
  }

  static JsonNode of(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> HostileValue.wrongType(random);
      case 1 -> HostileValue.text(random, HostileValue.size(random) / 4);
      case 2 -> NODES.textNode(bomb(2 + random.nextInt(12)));
      case 3 -> NODES.textNode("[".repeat(random.nextInt(3_000)));
      case 4 -> NODES.textNode("a: ".repeat(random.nextInt(3_000)));
      case 5 ->
          NODES.textNode(
              ("services: {\n" + "a%d: {image: a},\n".repeat(HostileValue.size(random) / 60))
                  + "}");
      case 6 -> {
        StringBuilder many = new StringBuilder("services:\n");
        for (int i = HostileValue.size(random) / 80; i >= 0; i--) {
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
}
