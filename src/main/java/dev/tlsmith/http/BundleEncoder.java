package dev.tlsmith.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tlsmith.bundle.Archives;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.ChartSet;
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
    return switch (representation) {
      case JSON, YAML -> text(bundle, representation);
      case ZIP -> Archives.zip(bundle);
      case GZIP -> Archives.tarGz(bundle);
    };
  }

  /** Charts as text: their files are in it, as those of a bundle are. */
  byte[] encode(ChartSet charts, Representation representation) {
    return text(charts, representation);
  }

  private byte[] text(Object made, Representation representation) {
    try {
      return (representation == Representation.YAML ? YAML : json).writeValueAsBytes(made);
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be written", e);
    }
  }
}
