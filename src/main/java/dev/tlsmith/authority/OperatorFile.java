package dev.tlsmith.authority;

import dev.tlsmith.spec.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that the operator's configuration names.
 *
 * @param property whose value is its path
 * @param path as it was given
 */
record OperatorFile(String property, String path) {

  private static final int LARGEST_FILE = 1 << 20;

  /** That of a property; null if it is not set, or blank. */
  static @Nullable OperatorFile of(String property, @Nullable String path) {
    return path == null || path.isBlank() ? null : new OperatorFile(property, path);
  }

  /** A passphrase in a file, without a line end after it; null without a file. */
  static @Nullable Secret passphrase(@Nullable OperatorFile file) {
    return file == null ? null : Secret.of(file.text().replaceFirst("\\R\\z", ""));
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /**
   * Its content.
   *
   * @throws IllegalStateException if it cannot be read: the service does not start
   */
  byte[] bytes() {
    try {
      Path file = Path.of(path);
      if (Files.size(file) > LARGEST_FILE) {
        throw new IOException("larger than 1 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException(
          "%s is '%s', which cannot be read (%s); name a file that the service may read"
              .formatted(property, path, e.getClass().getSimpleName()));
    }
  }
}
