package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/sources.md} has the fields of each certificate source as the schema has them. */
class SourcesPageTest {

  private static final Path SCHEMA = Path.of("src/main/resources/schema/spec.schema.yaml");

  private final JsonNode schema;

  SourcesPageTest() throws IOException {
    schema = new YAMLMapper().readTree(SCHEMA.toFile());
  }

  @Test
  void theFieldsOfASourceAreThoseOfTheSchema() throws IOException {
    StringBuilder made = new StringBuilder();
    JsonNode sources = schema.at("/$defs/CertificateSource/allOf");
    assertThat(sources).hasSizeGreaterThan(5);
    for (JsonNode source : sources) {
      String name = source.at("/if/properties/source/const").asText();
      JsonNode fields = resolved(source.path("then"));
      made.append("### %s\n\n| `certificate.…` | | default |\n|---|---|---|\n".formatted(name));
      lines("", fields).forEach(made::append);
      made.append('\n');
    }
    MadePage.holdPart(Path.of("docs/sources.md"), "fields", made.toString());
  }

  private List<String> lines(String prefix, JsonNode parent) {
    List<String> required = new ArrayList<>();
    parent.path("required").forEach(field -> required.add(field.asText()));
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : parent.path("properties").properties()) {
      JsonNode value = resolved(field.getValue());
      if (!value.has("const")) {
        String byDefault =
            value.has("default")
                ? "`%s`".formatted(value.path("default").asText())
                : required.contains(field.getKey()) ? "required" : "";
        lines.add(
            "| `%s` | %s | %s |\n"
                .formatted(prefix + field.getKey(), meaning(value).replace("|", "\\|"), byDefault));
        if (!field.getValue().has("$ref")) {
          lines.addAll(lines(prefix + field.getKey() + ".", value));
        }
      }
    }
    return lines;
  }

  private static String meaning(JsonNode field) {
    StringBuilder meaning = new StringBuilder(field.path("description").asText());
    if (field.has("enum")) {
      List<String> values = new ArrayList<>();
      field.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      meaning.append(" One of ").append(String.join(", ", values)).append('.');
    }
    List<String> inside = new ArrayList<>();
    field.path("properties").fieldNames().forEachRemaining(name -> inside.add("`" + name + "`"));
    if (!inside.isEmpty()) {
      meaning.append(" Has ").append(String.join(", ", inside)).append('.');
    }
    if (field.has("minimum")) {
      String range = " From %s to %s.";
      meaning.append(
          range.formatted(field.path("minimum").asText(), field.path("maximum").asText()));
    }
    return meaning.toString();
  }

  /** With what it refers to; what stands beside a reference counts. */
  private JsonNode resolved(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    ObjectNode whole = schema.at(node.path("$ref").asText().substring(1)).deepCopy();
    node.properties().stream()
        .filter(field -> !field.getKey().equals("$ref"))
        .forEach(field -> whole.set(field.getKey(), field.getValue()));
    return whole;
  }
}
