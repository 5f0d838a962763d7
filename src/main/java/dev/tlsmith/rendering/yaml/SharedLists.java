package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlPattern.Match;
import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists that a chart renders as one although they stand apart, those of all pods before those of
 * each: what of the caller's in the one contradicts ours in the other.
 */
final class SharedLists {

  private final OverlayRules rules;
  private final Set<OverlayClash> clashes;
  private final Map<YamlTree, String> flags = new IdentityHashMap<>();

  /**
   * Lists of an overlay.
   *
   * @param clashes gets what contradicts
   */
  SharedLists(OverlayRules rules, Set<OverlayClash> clashes) {
    this.rules = rules;
    this.clashes = clashes;
  }

  /**
   * Compares.
   *
   * @param list where the lists stand
   */
  void compare(ChartLists.SharedList list, Mapping ours, Mapping theirs) {
    for (String each : list.each()) {
      compare(YamlPattern.of(each).in(ours), YamlPattern.of(list.shared()).in(theirs));
      compare(YamlPattern.of(list.shared()).in(ours), YamlPattern.of(each).in(theirs));
    }
  }

  /** Flags of an entry of ours with those of the caller's that stand in a list for all pods. */
  Map<YamlTree, String> flags() {
    return flags;
  }

  private void compare(List<Match> ours, List<Match> theirs) {
    for (Match their : theirs) {
      if (their.tree() instanceof Sequence others) {
        others.items().forEach(item -> compare(ours, their.place(), item));
      }
    }
  }

  private void compare(List<Match> ours, String place, YamlTree their) {
    items(ours)
        .filter(our -> meet(our, their))
        .forEach(
            our -> meeting(our, their, "%s[%s]".formatted(place, KubernetesEntry.identity(their))));
  }

  private static Stream<YamlTree> items(List<Match> lists) {
    List<YamlTree> items = new ArrayList<>();
    for (Match list : lists) {
      if (list.tree() instanceof Sequence sequence) {
        items.addAll(sequence.items());
      }
    }
    return items.stream();
  }

  private static boolean meet(YamlTree our, YamlTree their) {
    return KubernetesEntry.identity(our).equals(KubernetesEntry.identity(their))
        || KubernetesEntry.opposes(their, our);
  }

  private void meeting(YamlTree our, YamlTree their, String place) {
    String name = KubernetesEntry.identity(their);
    boolean variable = KubernetesEntry.isVariable(our);
    boolean equal = Objects.equals(our.data(), their.data());
    if (variable && (rules.replaceable().contains(name) || equal)) {
      return; // the last of two variables holds, and ours comes last or is the same
    }
    String theirFlags = KubernetesEntry.text(their, "value");
    String ourFlags = flags.getOrDefault(our, KubernetesEntry.text(our, "value"));
    if (!variable || !rules.flags().contains(name) || theirFlags == null || ourFlags == null) {
      clashes.add(new OverlayClash(place, null));
      return;
    }
    FlagList.clash(theirFlags, ourFlags)
        .ifPresentOrElse(
            flag -> clashes.add(new OverlayClash(place, flag)),
            () -> flags.put(our, FlagList.join(theirFlags, ourFlags)));
  }
}
