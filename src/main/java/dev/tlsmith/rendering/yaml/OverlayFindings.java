package dev.tlsmith.rendering.yaml;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is found while an overlay is laid over a file, as {@link YamlOverlay.Result} says it.
 *
 * @param clashes what both set to different values
 * @param replaced paths of what the overlay replaces
 * @param passedThrough paths of what it replaces whatever the shell has
 * @param misfits what is of the wrong kind, for a reader
 */
record OverlayFindings(
    Set<OverlayClash> clashes,
    Set<String> replaced,
    Set<String> passedThrough,
    Set<String> misfits) {

  OverlayFindings() {
    this(
        new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  void clash(String path) {
    clashes.add(new OverlayClash(path, null));
  }

  void misfit(String path, YamlTree our, YamlTree their) {
    misfits.add(
        "'%s' is %s in your file, and %s is expected there"
            .formatted(path, their.kind(), our.kind()));
  }
}
