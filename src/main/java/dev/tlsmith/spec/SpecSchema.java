package dev.tlsmith.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The JSON Schema of a spec: what {@code GET /v1/schema} publishes is what bodies are held to. */
@Singleton
public final class SpecSchema {

  private final JsonSchema schema;

  /** Loads it from the jar. */
  public SpecSchema() {
    try (InputStream in = SpecSchema.class.getResourceAsStream("/schema/spec.schema.yaml")) {
      JsonNode document = new YAMLMapper().readTree(in);
      this.schema = new JsonSchema(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema. */
  public JsonSchema schema() {
    return schema;
  }
}
