package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tlsmith.problem.Warning;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bundle of a spec before it is made: no key, no certificate, no password.
 *
 * @param files by path
 * @param warnings what the caller should know
 * @param next the commands that will apply the bundle, in their order
 */
@Introspected
public record Preview(List<PreviewFile> files, List<Warning> warnings, List<String> next) {

  /**
   * One file.
   *
   * @param path where it will stand in the bundle
   * @param issued whether it will hold what is made with the bundle; in its place stands a text
   *     that says so
   * @param secret whether it will hold a key or a password, or entries of the caller's own files
   * @param sha256 of its bytes, in hexadecimal; null if it is issued
   * @param text null of a binary file, and of one that is all key or certificate
   */
  @Introspected
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PreviewFile(
      String path,
      String mediaType,
      boolean issued,
      boolean secret,
      @Nullable String sha256,
      @Nullable String text) {}
}
