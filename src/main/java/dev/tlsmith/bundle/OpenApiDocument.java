package dev.tlsmith.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.spec.SpecSchema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/**
 * The contract of the service: what the compiler generates from the controllers, with the spec's
 * JSON Schema as components and the examples that the tests run.
 */
@Singleton
final class OpenApiDocument {

  /** The component of the spec's JSON Schema. */
  static final String SPEC = "#/components/schemas/" + OpenApiDocument.SPEC_NAME;

  private static final String SPEC_NAME = "TlsDeploymentSpec";
  private static final String GENERATED = "/META-INF/swagger/openapi.yml";
  private static final String EXAMPLES = "/openapi/examples.yaml";
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
    try {
      ObjectNode document = (ObjectNode) read(GENERATED);
      GeneratedOpenApi.mend(document);
      addSpec((ObjectNode) document.at("/components/schemas"), schema.schema().document());
      addExamples(document, read(EXAMPLES));
      this.yaml = YAML.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as YAML. */
  String yaml() {
    return yaml;
  }

  private static JsonNode read(String resource) throws IOException {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(resource)) {
      return YAML.readTree(in);
    }
  }

  /** The schema's definitions become components of their own, and its references point there. */
  private static void addSpec(ObjectNode components, JsonNode schema) {
    ObjectNode spec = schema.deepCopy();
    spec.remove("$schema");
    JsonNode definitions = spec.remove("$defs");
    components.set(SPEC_NAME, pointingToComponents(spec));
    for (Iterator<Map.Entry<String, JsonNode>> all = definitions.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> definition = all.next();
      components.set(
          SPEC_NAME + "." + definition.getKey(), pointingToComponents(definition.getValue()));
    }
  }

  private static JsonNode pointingToComponents(JsonNode node) {
    if (node instanceof ObjectNode object) {
      JsonNode reference = object.path("$ref");
      if (reference.isTextual()) {
        object.put("$ref", reference.asText().replace("#/$defs/", SPEC + "."));
      }
      object.forEach(OpenApiDocument::pointingToComponents);
    } else if (node instanceof ArrayNode array) {
      array.forEach(OpenApiDocument::pointingToComponents);
    }
    return node;
  }

  private static void addExamples(ObjectNode document, JsonNode examples) {
    for (JsonNode path : document.path("paths")) {
      JsonNode bodies = path.at("/post/requestBody/content");
      for (Iterator<Map.Entry<String, JsonNode>> all = bodies.fields(); all.hasNext(); ) {
        Map.Entry<String, JsonNode> body = all.next();
        JsonNode ofType = examples.path(body.getKey());
        if (!ofType.isMissingNode()) {
          ((ObjectNode) body.getValue()).set("examples", ofType);
        }
      }
    }
  }
}
