package dev.tlsmith.product.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionTypesTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String TYPES = "label: {pattern: '^[a-z]+$', maxLength: 63}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {default: true} ; {default: true, type: boolean}
          {default: 8443, minimum: 1} ; {default: 8443, minimum: 1, type: integer}
          {default: []} ; {default: [], type: array}
          {maxLength: 9} ; {maxLength: 9, default: '', type: string}
          {enum: [a, b], default: a} ; {enum: [a, b], default: a}
          {is: label, default: a} ; {default: a, pattern: '^[a-z]+$', maxLength: 63, type: string}
          {is: label} ; {default: '', pattern: '^$|^[a-z]+$', maxLength: 63, type: string}
          {default: [], items: {is: label}} ; {default: [], items: {pattern: '^[a-z]+$', maxLength: 63, type: string}, type: array}
          """)
  void anOptionHasTheTypeOfItsDefault(String option, String writtenOut) throws IOException {
    assertThat(inlined(option)).isEqualTo(YAML.readTree(writtenOut));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {properties: {a: {default: 1}, b: {}}} ; {a: 1, b: ''}
          {properties: {a: {default: 1}}, default: {a: 2}} ; {a: 2}
          """)
  void anOptionWithPropertiesHasNoOthersAndTheirDefaults(String option, String defaults)
      throws IOException {
    JsonNode inlined = inlined(option);
    assertThat(inlined.path("type").asText()).isEqualTo("object");
    assertThat(inlined.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(inlined.path("default")).isEqualTo(YAML.readTree(defaults));
  }

  private static JsonNode inlined(String option) throws IOException {
    JsonNode options = YAML.createObjectNode().set("option", YAML.readTree(option));
    new OptionTypes(YAML.readTree(TYPES)).inline("acme", options);
    return options.path("option");
  }
}
