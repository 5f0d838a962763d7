package dev.tlsmith.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tlsmith.bundle.Archives;
import dev.tlsmith.bundle.Bundle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A bundle as the bytes of its representations. */
@Singleton
final class BundleEncoder {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .addModule(new JavaTimeModule())
          .build();

  private final ObjectMapper json;

  BundleEncoder(ObjectMapper json) {
    this.json = json;
  }

  byte[] encode(Bundle bundle, Representation representation) {
    try {
      return switch (representation) {
        case JSON -> json.writeValueAsBytes(bundle);
        case YAML -> YAML.writeValueAsBytes(bundle);
        case ZIP -> Archives.zip(bundle);
        case GZIP -> Archives.tarGz(bundle);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the bundle cannot be written", e);
    }
  }
}
