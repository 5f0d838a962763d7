package dev.tlsmith.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates below {@code image/} in the resources, the same for every product. */
final class ImageText {

  private ImageText() {}

  static String resource(String name) {
    try (InputStream in = ImageText.class.getResourceAsStream("/image/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
