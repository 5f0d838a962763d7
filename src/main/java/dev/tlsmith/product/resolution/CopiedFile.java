package dev.tlsmith.product.resolution;

import dev.tlsmith.rendering.Syntax;

/**
 * A file as it lies in a pack; never key material.
 *
 * @param path in the bundle, without a leading slash
 * @param description one line for a reader
 * @param mediaType e.g. {@code "application/octet-stream"}
 * @param content its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a file is an array; never compared
public record CopiedFile(String path, String description, String mediaType, byte[] content) {

  /** What a file of that name is served as, where its pack does not say. */
  static String mediaType(String path) {
    Syntax syntax = Syntax.of(path);
    return syntax == Syntax.TEXT ? "application/octet-stream" : syntax.mediaType();
  }
}
