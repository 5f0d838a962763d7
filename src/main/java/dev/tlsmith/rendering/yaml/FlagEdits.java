package dev.tlsmith.rendering.yaml;

import org.yaml.snakeyaml.nodes.ScalarNode;

/** Writes the flags of the caller's file into lists of flags of the overlay. */
final class FlagEdits {

  private final YamlEdits edits;
  private final OverlayFindings findings;

  FlagEdits(YamlEdits edits, OverlayFindings findings) {
    this.edits = edits;
    this.findings = findings;
  }

  /** Joins both lists, unless they have a flag with different values. */
  void write(ScalarNode our, String their, String path) {
    FlagList.clash(their, our.getValue())
        .ifPresentOrElse(
            flag -> findings.clashes().add(new OverlayClash(path, flag)),
            () -> edits.replace(our, FlagList.join(their, our.getValue())));
  }
}
