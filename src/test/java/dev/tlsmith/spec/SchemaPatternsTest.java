package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.problem.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every text field of every schema, those of the packs' options included. */
class SchemaPatternsTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path RESOURCES = Path.of("src/main/resources");

  /**
   * A text of a schema.
   *
   * @param where file and pointer
   * @param rules what the schema says of it
   */
  record TextField(String where, JsonNode rules) {

    boolean matches(String text) {
      return faults(text).isEmpty();
    }

    List<Fault> faults(String text) {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      schema.putObject("properties").set("text", rules);
      return new JsonSchema(schema)
          .validate(JsonNodeFactory.instance.objectNode().put("text", text));
    }

    @Override
    public String toString() {
      return where;
    }
  }

  static Stream<TextField> texts() throws IOException {
    List<TextField> fields = new ArrayList<>();
    for (String name : List.of("spec", "product", "policy", "tokens")) {
      Path file = RESOURCES.resolve("schema/%s.schema.yaml".formatted(name));
      collect(name, YAML.readTree(Files.readString(file)), fields);
    }
    try (Stream<Path> packs = Files.list(RESOURCES.resolve("products"))) {
      for (Path pack : packs.sorted().toList()) {
        Path file = pack.resolve("product.yaml");
        if (Files.exists(file)) {
          JsonNode options = YAML.readTree(Files.readString(file)).path("options");
          collect(pack.getFileName().toString(), options, fields);
        }
      }
    }
    return fields.stream();
  }

  static Stream<TextField> patterns() throws IOException {
    return texts().filter(field -> field.rules().path("pattern").isTextual());
  }

  /** Those that a caller fills in. */
  static Stream<TextField> callersTexts() throws IOException {
    return texts()
        .filter(field -> !field.where().matches("(product|policy|tokens):.*"))
        .filter(field -> !field.rules().has("enum") && !field.rules().has("const"));
  }

  private static void collect(String file, JsonNode root, List<TextField> fields) {
    Deque<Map.Entry<String, JsonNode>> left = new ArrayDeque<>();
    left.push(Map.entry("", root));
    while (!left.isEmpty()) {
      Map.Entry<String, JsonNode> next = left.pop();
      JsonNode node = next.getValue();
      JsonNode type = node.path("type");
      boolean text = !type.isObject() && type.toString().contains("\"string\"");
      if (node.isObject() && (text || node.path("pattern").isTextual())) {
        fields.add(new TextField(file + ":" + next.getKey(), node));
      }
      node.properties()
          .forEach(
              field ->
                  left.push(Map.entry(next.getKey() + "/" + field.getKey(), field.getValue())));
      for (int i = 0; node.isArray() && i < node.size(); i++) {
        left.push(Map.entry(next.getKey() + "/" + i, node.get(i)));
      }
    }
  }

  /** What a text that the pattern takes could begin with, so that its repetitions are entered. */
  private static final List<String> REPEATED =
      List.of(
          "a",
          "a.",
          "a-",
          "1.",
          "/a",
          "a/",
          "-Da=b ",
          "a ",
          ".",
          "-",
          "A",
          "a@",
          "a:",
          "\\",
          "ü",
          "https://a.example.com/a/",
          "a\n");

  @ParameterizedTest
  @MethodSource("patterns")
  void noTextIsTooLongForAPattern(TextField field) {
    for (String part : REPEATED) {
      for (String start : List.of("", "https://a.example.com", "/", "v1", "1.0.0", "sha256:")) {
        field.matches(start + part.repeat(8_000 / part.length()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void aTrailingLineEndIsRefusedInEveryTextThatHasAPattern(TextField field) {
    for (String text :
        List.of(
            "a",
            "A",
            "1",
            "1.0",
            "1.0.0",
            "v1.0.0",
            "IE",
            "/a",
            "a@b",
            "10s",
            "https://a.example.com",
            "abcdefghijkl",
            "letsencrypt-staging",
            "sha256:" + "0".repeat(64),
            "")) {
      for (String end : List.of("\n", "\r", "\r\n")) {
        assertThat(field.matches(text + end)).as("%s, '%s'", field, text).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void noMessageShowsARawPattern(TextField field) {
    assertThat(field.rules().path("x-rule").asText()).as("x-rule").isNotBlank();
    assertThat(field.faults("\n"))
        .allSatisfy(
            fault ->
                assertThat(fault.detail()).doesNotContain(field.rules().path("pattern").asText()));
  }

  @ParameterizedTest
  @MethodSource("callersTexts")
  void everyTextOfACallersHasABound(TextField field) {
    assertThat(field.rules().path("maxLength").asInt()).as("maxLength").isPositive();
  }
}
