package dev.tlsmith.product.resolution;

import dev.tlsmith.rendering.Syntax;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Target;
import org.jspecify.annotations.Nullable;

/**
 * A file as a template made it.
 *
 * @param path in the bundle, without a leading slash
 * @param description one line for a reader
 * @param mediaType e.g. {@code "application/yaml"}
 * @param stream the target whose stream it is part of; null if of none
 * @param confidential whether it holds entries of the caller's own files, which may be secrets
 * @param text its content
 */
public record RenderedFile(
    String path,
    String description,
    String mediaType,
    @Nullable Target stream,
    boolean confidential,
    String text) {

  /** What its name says of its text; where that says nothing, its media type. */
  public Syntax syntax() {
    return Syntax.of(path, mediaType);
  }

  /** The caller's own file that it is laid over; null if there is none. */
  @Nullable BaseFile base() {
    return stream == null ? null : stream.base();
  }

  /** The same file with another content. */
  public RenderedFile with(String other) {
    return new RenderedFile(path, description, mediaType, stream, confidential, other);
  }

  RenderedFile confidential(String completed) {
    return new RenderedFile(path, description, mediaType, stream, true, completed);
  }
}
