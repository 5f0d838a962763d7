package dev.tlsmith.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.spec.SpecSchema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The contract of the service: what {@code openapi/openapi.yaml} says of its operations and
 * answers, with the spec's JSON Schema as components.
 */
@Singleton
final class OpenApiDocument {

  private static final String CONTRACT = "/openapi/openapi.yaml";
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private final String yaml;

  OpenApiDocument(SpecSchema schema) {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(CONTRACT)) {
      ObjectNode document = (ObjectNode) YAML.readTree(in);
      ObjectNode components = (ObjectNode) document.at("/components/schemas");
      components.setAll(SpecComponents.of(schema.schema().document()));
      this.yaml = YAML.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as YAML. */
  String yaml() {
    return yaml;
  }
}
