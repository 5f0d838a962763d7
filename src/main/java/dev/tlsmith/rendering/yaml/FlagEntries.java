package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import java.util.Optional;

/**
 * Two entries of one name whose values are lists of flags.
 *
 * @param theirs the caller's entry
 */
record FlagEntries(String ourFlags, String theirFlags, Mapping theirs) {

  /** Empty if they are no such entries. */
  static Optional<FlagEntries> of(
      YamlTree our, YamlTree their, OverlayRules rules, SharedLists shared) {
    return our instanceof Mapping ourMap
            && their instanceof Mapping theirMap
            && rules.flags().contains(KubernetesEntry.identity(their))
            && ourMap.data().get("value") instanceof String own
            && theirMap.data().get("value") instanceof String theirFlags
        ? Optional.of(new FlagEntries(shared.flags().getOrDefault(our, own), theirFlags, theirMap))
        : Optional.empty();
  }

  Optional<String> clash() {
    return FlagList.clash(theirFlags, ourFlags);
  }

  /** One entry with the flags of both. */
  YamlTree joined() {
    return theirs.with("value", Scalar.of(FlagList.join(theirFlags, ourFlags)));
  }
}
