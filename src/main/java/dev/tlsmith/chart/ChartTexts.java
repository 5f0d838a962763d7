package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts of a chart: what stands in the resources, and data as YAML and JSON. */
final class ChartTexts {

  static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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
