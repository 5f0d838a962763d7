package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.rendering.yaml.YamlDialect;

/**
 * A YAML file of a chart and what is in it: parsed once, for whoever makes something of it and for
 * whoever proves it.
 *
 * @param text of the file
 * @param tree what Helm reads in it
 */
record ParsedYaml(String text, JsonNode tree) {

  /** A key that stands twice is a fault, and so is a second document. */
  private static final ObjectMapper STRICT =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Values, by Helm's rules of what a plain word is.
   *
   * @throws IllegalArgumentException if it is no mapping, or a key stands in it twice
   */
  static ParsedYaml values(String text) {
    return new ParsedYaml(
        text, STRICT.valueToTree(GivenYaml.read(text, YamlDialect.HELM).content()));
  }

  /**
   * Data of our own, in which no word is plain.
   *
   * @throws IllegalStateException if it does not parse, or a key stands in it twice
   */
  static JsonNode tree(String path, String text) {
    try {
      return STRICT.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("'%s' of a chart does not parse".formatted(path), e);
    }
  }

  /** The same of a text that may be another one. */
  ParsedYaml of(String other) {
    return other.equals(text) ? this : values(other);
  }
}
