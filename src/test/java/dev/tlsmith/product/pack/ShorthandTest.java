package dev.tlsmith.product.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShorthandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          options.http2Port == options.port ; /options/http2Port
          options.managementTls.restapi and serves.edge ; /options/managementTls
          not options.port_2 ; /options/port_2
          """)
  void aRuleIsAboutTheWholeNameOfTheOptionThatItsConditionNamesFirst(String when, String pointer)
      throws IOException {
    ObjectNode definition =
        (ObjectNode)
            new YAMLMapper().readTree("rules: [{error: code, when: '%s'}]".formatted(when));
    assertThat(Shorthand.writeOut(definition)).isEmpty();
    assertThat(definition.at("/rules/0/pointer").asText()).isEqualTo(pointer);
  }
}
