package dev.tlsmith.rendering.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A caller's own entries in a completed list, as Helm reads them: just what it reads in their file.
 */
@ResourceLock("helm")
class HelmReadsTheSameTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS =
      "# laid over\napp:\n  env:\n    - name: OURS\n      value: \"1\"\n";
  private static final List<String> PLAIN =
      List.of(
          "12:30",
          "12:30:45",
          "-1:30",
          "1.0e+400",
          "1e3",
          "1.10",
          "010",
          "0o14",
          "0b101",
          "-0b11",
          "0x1F",
          "1_000",
          "0x_1F",
          "+12",
          "-0",
          "08",
          "09.5",
          ".5",
          "5.",
          "-.5e2",
          ".5_0",
          "_1",
          "1__0",
          "yes",
          "No",
          "on",
          "OFF",
          "y",
          "N",
          "Yes",
          "true",
          "TRUE",
          "tRue",
          "~",
          "null",
          "NULL",
          "nUll",
          "2026-11-23",
          "2026-11-23T10:00:00Z",
          "2001-12-14 21:59:43.10",
          "12345678901234567890",
          "18446744073709551616",
          "-9223372036854775809",
          "123456789012345678901234567890",
          "9007199254740993",
          "0.1",
          "3.0",
          "1e-400",
          "0x1p-2",
          "0b12",
          "0o9",
          "0o",
          "0x",
          "+",
          "-",
          ".",
          "..",
          "1.2.3",
          "<<",
          "=",
          "a b",
          "a#b",
          "a:b",
          "http://x:80/?a=b",
          "{{ .x }}x",
          "!!str 12",
          "!!int \"3\"",
          "!!float 1",
          "ünï 😀",
          "$(A)",
          "a.*",
          "1,5",
          "a, [b] {c}",
          "-Dx=1",
          "?x");

  @TempDir static Path folder;

  @BeforeAll
  static void writeChart() throws IOException {
    Files.createDirectories(folder.resolve("echo/templates"));
    Files.writeString(
        folder.resolve("echo/Chart.yaml"), "apiVersion: v2\nname: echo\nversion: 1.0.0\n");
    Files.writeString(folder.resolve("echo/templates/echo.yaml"), "{{ toJson .Values }}\n");
  }

  static List<String> scalars() {
    List<String> scalars = new ArrayList<>();
    for (String plain : PLAIN) {
      scalars.add(plain);
      if (!plain.startsWith("!!")) {
        scalars.add("\"" + plain + "\"");
        scalars.add("'" + plain + "'");
        scalars.add("|\n        " + plain + "\n         more\n");
        scalars.add(">-\n        " + plain + "\n\n        more\n");
      }
    }
    scalars.addAll(
        List.of(
            "",
            "{}",
            "[]",
            "\"\\u00e9\\t\\\"\"",
            "\"a\\\n          b\"",
            "a\n          b # c",
            "|2\n          two\n",
            "|+\n        kept\n\n\n",
            "|\n        # no comment\n",
            ">\n        a\n",
            "'it''s'",
            "\"\\x85\\u2028\"",
            "[1, 2:30, {a: 010}]",
            "{a: [yes], b: !!str 1}",
            "\n        deep: [12:30]\n        # why\n        er: 010"));
    return scalars;
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void anEntryIsWhatItIsInTheCallersFile(String scalar) {
    same("app:\n  env:\n    - name: ODD\n      value: " + scalar + "\n");
    same("app:\n env:\n # above\n - value: " + scalar + "\n   # after\n   name: ODD # end\n");
    same("app:\n      env:\n            - name: ODD\n              value: " + scalar + "\n");
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void soIsOneThatAnAliasOrAMergeKeyBrings(String scalar) {
    same("x: &x " + scalar + "\napp:\n  env:\n    - name: ODD\n      value: *x\n");
    same("x: &x\n  value: " + scalar + "\napp:\n  env:\n    - <<: *x\n      name: ODD\n");
    same("x: &x\n  - name: ODD\n    value: " + scalar + "\napp:\n  env: *x\n");
    same("app:\n  env:\n    - &x\n      value: " + scalar + "\n      name: ODD\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app: {env: [{name: A, value: 12:30}, {name: B, value: [x,\n y]}]}",
        "app: {env: [\n{name: A,\nvalue: '1\n\n2'}, # c\n{name: B}\n]}",
        "app:\n  env: [name: A, name: B]\n",
        "app:\n  env:\n  - name: A\n  -\n    # c\n    name: B\n  - # d\n    name: C\n",
        "app:\r\n  env:\r\n    - name: A\r\n      value: |\r\n        x\r\n    - name: B\r\n",
        "\ufeffapp:\n  env:\n    - {name: A}\n",
        "app:\n"
            + "  env:\n"
            + "    - name: A\n"
            + "      value: |\n"
            + "        x\n"
            + "        # no comment\n"
            + "    # c\n"
            + "    - name: B\n",
        "x: &x {name: X, value: 1}\n"
            + "app:\n"
            + "  env:\n"
            + "    - name: A\n"
            + "      value: |\n"
            + "        # t\n"
            + "    - *x\n"
            + "    # c\n"
            + "    - name: B\n",
        "a: &a {name: A, value: 1}\nb: &b {value: 2, k: 3}\napp:\n  env:\n    - <<: [*a, *b]\n",
        "a: &a {name: A, value: 1}\napp:\n  env:\n    - value: 010\n      <<: *a\n",
        "app:\n  env:\n    - {\"name\":\"A\",\"on\":1,yes: 2, 1.0: 3, 010: 4}\n"
      })
  void soIsOneInAnyOtherForm(String theirs) {
    same(theirs);
  }

  private static void same(String theirs) {
    String before = rendered(theirs);
    if (before == null) {
      return; // Helm refuses their file, and what we make of it does not matter
    }
    GivenYaml given = GivenYaml.read(theirs, YamlDialect.HELM);
    JsonNode env = json(before).at("/app/env");
    assertThat(numbers(JSON.valueToTree(given.content()).at("/app/env")))
        .as("read as data:\n%s", theirs)
        .isEqualTo(numbers(env));
    var result =
        YamlOverlay.over(OURS, given, OverlayRules.helm(Set.of(), Set.of(), ChartLists.NONE));
    String after = rendered(theirs, result.text());
    assertThat(after).as("Helm reads:\n%s", result.text()).isNotNull();
    JsonNode all = json(after).at("/app/env");
    assertThat(all).as(result.text()).hasSize(env.size() + 1);
    for (int i = 0; i < env.size(); i++) {
      assertThat(all.get(i)).as(result.text()).isEqualTo(env.get(i));
    }
  }

  /** All numbers are one type to Helm, and a mapping has no order. */
  private static Object numbers(JsonNode node) {
    return switch (JSON.convertValue(node, Object.class)) {
      case null -> "null";
      case Number number -> number.doubleValue();
      case List<?> list -> list.stream().map(item -> numbers(JSON.valueToTree(item))).toList();
      case Map<?, ?> map -> {
        Map<String, Object> values = new TreeMap<>();
        map.forEach((name, value) -> values.put(name.toString(), numbers(JSON.valueToTree(value))));
        yield values;
      }
      case Object other -> other;
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable String rendered(String... files) {
    try {
      var template = new Helm(folder.resolve("echo")).template().withName("echo");
      for (String file : files) {
        template.withValuesFile(
            Files.writeString(Files.createTempFile(folder, "values", ".yaml"), file));
      }
      String text = template.call();
      return text.substring(text.indexOf('{'));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      return null; // it refuses one of them
    }
  }
}
