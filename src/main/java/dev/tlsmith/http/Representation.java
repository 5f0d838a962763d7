package dev.tlsmith.http;

import io.micronaut.http.MediaType;

/** What a bundle can be answered as, the default first. */
enum Representation {
  JSON(MediaType.APPLICATION_JSON),
  YAML("application/yaml"),
  ZIP("application/zip"),
  /** A tar archive. */
  GZIP("application/gzip");

  private final MediaType mediaType;

  Representation(String mediaType) {
    this.mediaType = MediaType.of(mediaType);
  }

  MediaType mediaType() {
    return mediaType;
  }
}
