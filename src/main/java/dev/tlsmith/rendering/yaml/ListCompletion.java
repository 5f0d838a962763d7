package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Writes the entries of a caller's list into the overlay's list that would replace it. */
final class ListCompletion {

  private final YamlText given;
  private final OverlayRules rules;
  private final SharedLists shared;
  private final YamlEdits edits;
  private final OverlayFindings findings;
  private final Set<YamlTree> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  ListCompletion(
      YamlText given,
      OverlayRules rules,
      SharedLists shared,
      YamlEdits edits,
      OverlayFindings findings) {
    this.given = given;
    this.rules = rules;
    this.shared = shared;
    this.edits = edits;
    this.findings = findings;
  }

  /** Whether an entry of the overlay has given way to the caller's. */
  boolean dropped(YamlTree our) {
    return dropped.contains(our);
  }

  /** Completes a list of the overlay, which in Helm replaces the caller's whole list. */
  void complete(Node keyNode, Sequence ours, Sequence theirs, String path) {
    if (Arguments.are(ours)) {
      arguments(keyNode, ours, theirs, path);
      return;
    }
    Set<Integer> gone = new HashSet<>();
    List<YamlEntry> kept = new ArrayList<>();
    for (int i = 0; i < theirs.items().size(); i++) {
      YamlTree their = theirs.items().get(i);
      YamlEntry entry = YamlEntry.of(given, theirs, i);
      if (isMisfit(ours, their)) {
        findings.misfit("%s[%d]".formatted(path, i), ours.items().getFirst(), their);
        continue;
      }
      int same = indexOf(ours, their);
      if (same < 0) {
        kept.add(entry);
        if (ours.items().stream().anyMatch(our -> KubernetesEntry.opposes(their, our))) {
          findings.clash("%s[%s]".formatted(path, KubernetesEntry.identity(their)));
        }
        continue;
      }
      YamlTree our = ours.items().get(same);
      boolean equal = Objects.equals(our.data(), their.data());
      String at = "%s[%s]".formatted(path, KubernetesEntry.identity(their));
      Optional<FlagEntries> flags =
          equal ? Optional.empty() : FlagEntries.of(our, their, rules, shared);
      String clash = flags.flatMap(FlagEntries::clash).orElse(null);
      YamlTree both = equal ? their : flags.map(FlagEntries::joined).orElse(null);
      if (clash != null) {
        findings.clashes().add(new OverlayClash(at, clash));
      } else if (both != null) {
        kept.add(equal ? entry : entry.with(both));
        gone.add(same);
        dropped.add(our);
      } else if (rules.replaceable().contains(KubernetesEntry.identity(their))) {
        findings.replaced().add(at);
      } else {
        findings.clash(at);
      }
    }
    edits.complete(keyNode, ours, kept, gone);
  }

  /** Words of a command line keep their order, and one may stand in it twice. */
  private void arguments(Node keyNode, Sequence ours, Sequence theirs, String path) {
    List<YamlEntry> kept = new ArrayList<>();
    for (int i = 0; i < theirs.items().size(); i++) {
      kept.add(YamlEntry.of(given, theirs, i));
    }
    Arguments.twice(ours, theirs).forEach(flag -> findings.clash("%s[%s]".formatted(path, flag)));
    edits.complete(keyNode, ours, kept, Set.of());
  }

  private static boolean isMisfit(Sequence ours, YamlTree their) {
    return !ours.items().isEmpty()
        && ours.items().getFirst() instanceof Mapping
        && !(their instanceof Mapping);
  }

  private static int indexOf(Sequence ours, YamlTree their) {
    for (int i = 0; i < ours.items().size(); i++) {
      if (KubernetesEntry.identity(ours.items().get(i)).equals(KubernetesEntry.identity(their))) {
        return i;
      }
    }
    return -1;
  }
}
