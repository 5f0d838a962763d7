package dev.tlsmith.product.resolution;

import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.ComposeService;
import dev.tlsmith.product.compose.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * A version of the product that the caller's own files run, as the tag of an image says it.
 *
 * @param version e.g. {@code "1.3.15"}
 * @param source where it stands, for a reader
 * @param pointer to the file in the spec
 */
record RunningVersion(String version, String source, String pointer) {

  /**
   * Those of the services that run one of the product's images.
   *
   * @param images names without tags
   */
  static List<RunningVersion> ofImages(ComposeFile project, List<String> images, String pointer) {
    return project.services().stream()
        .flatMap(
            name ->
                project
                    .service(name)
                    .map(ComposeService::image)
                    .filter(image -> images.contains(image.name()))
                    .flatMap(ImageReference::version)
                    .map(v -> new RunningVersion(v, "services." + name + ".image", pointer))
                    .stream())
        .toList();
  }

  /** That of a tag; empty if it names none, e.g. {@code "latest"}. */
  static Optional<RunningVersion> ofTag(String tag, String source, String pointer) {
    return ImageReference.versionOf(tag).map(v -> new RunningVersion(v, source, pointer));
  }
}
