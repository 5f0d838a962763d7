package dev.tlsmith.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import java.io.IOException;

/** Parses what a template made once more; what does not parse is a fault of the pack. */
final class RenderedText {

  private static final JsonFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RenderedText() {}

  /**
   * Checks a rendered file by its media type.
   *
   * @throws IllegalStateException if it is YAML or JSON and does not parse; the message holds no
   *     text of it
   */
  static void check(RenderedFile file) {
    switch (file.mediaType()) {
      case "application/yaml" -> parse(YAML, file);
      case "application/json" -> parse(JSON, file);
      default -> {}
    }
  }

  private static void parse(JsonFactory format, RenderedFile file) {
    try (JsonParser parser = format.createParser(file.text())) {
      while (parser.nextToken() != null) {
        // every token is looked at once; nothing is kept
      }
    } catch (IOException e) {
      boolean located = e instanceof JsonProcessingException p && p.getLocation() != null;
      int line = located ? ((JsonProcessingException) e).getLocation().getLineNr() : 0;
      String detail =
          "the pack's template for '%s' made text that does not parse, at line %d of it";
      throw new IllegalStateException(detail.formatted(file.path(), line));
    }
  }
}
