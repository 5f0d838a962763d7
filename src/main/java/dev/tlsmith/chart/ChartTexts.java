package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts of a chart: what stands in the resources, and data as YAML and JSON. */
final class ChartTexts {

  static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final ObjectMapper STRICT_JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ChartTexts() {}

  static String resource(String name) {
    try (InputStream in = ChartTexts.class.getResourceAsStream("/chart/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String yaml(Object tree) {
    return written(YAML, tree);
  }

  static String json(Object tree) {
    return written(JSON, tree) + "\n";
  }

  /**
   * What a file of ours holds, YAML or JSON by its name.
   *
   * @throws IllegalStateException if it does not parse, or a key stands in it twice
   */
  static JsonNode tree(String path, String text) {
    try {
      return (path.endsWith(".json") ? STRICT_JSON : YAML).readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("'%s' of a chart does not parse".formatted(path), e);
    }
  }

  private static String written(ObjectMapper mapper, Object tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("data of ours cannot be written", e);
    }
  }

  /** Text that is no template, where Helm takes everything for one. */
  static String verbatim(String text) {
    return text.replace("{{", "{{ \"{{\" }}");
  }

  /** Values below one more key; what stands above them as comments is left out. */
  static String nested(String key, String values) {
    StringBuilder nested = new StringBuilder();
    values
        .lines()
        .dropWhile(line -> line.isBlank() || line.startsWith("#"))
        .forEach(line -> nested.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    return nested.isEmpty() ? "" : key + ":\n" + nested;
  }
}
