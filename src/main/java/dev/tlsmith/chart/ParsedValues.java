package dev.tlsmith.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.rendering.yaml.YamlDialect;

/**
 * Values of a chart and what is in them: parsed once, for whoever makes something of them and for
 * whoever proves it.
 *
 * @param text of the file
 * @param tree what Helm reads in it, by its rules of what a plain word is
 */
record ParsedValues(String text, JsonNode tree) {

  /**
   * Those of a text.
   *
   * @throws IllegalArgumentException if it is no mapping, or a key stands in one twice
   */
  static ParsedValues of(String text) {
    return new ParsedValues(
        text, ChartTexts.YAML.valueToTree(GivenYaml.read(text, YamlDialect.HELM).content()));
  }

  /** Those of a text that may be another one. */
  ParsedValues orOf(String other) {
    return other.equals(text) ? this : of(other);
  }
}
