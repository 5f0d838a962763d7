package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A rendered YAML file that will be laid over a file of the caller's: makes each of its lists
 * complete that would replace one of theirs, and finds what contradicts theirs. Comments stay.
 */
public final class YamlOverlay {

  private static final String ENVIRONMENT = "environment";

  private final GivenYaml given;
  private final OverlayRules rules;
  private final YamlEdits edits;
  private final SharedLists shared;
  private final Set<YamlTree> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<OverlayClash> clashes = new LinkedHashSet<>();
  private final Set<String> passedThrough = new LinkedHashSet<>();
  private final Set<String> replaced = new LinkedHashSet<>();
  private final Set<String> misfits = new LinkedHashSet<>();

  /**
   * What came of it.
   *
   * @param text the overlay, completed
   * @param clashes what both set to different values
   * @param replaced paths of variables and single values of the caller's that the overlay replaces
   * @param passedThrough paths of those that it replaces whatever the shell has
   * @param misfits what of the caller's is of the wrong kind, e.g. {@code "'app.env' is a text, and
   *     a list is expected there"}
   */
  public record Result(
      String text,
      List<OverlayClash> clashes,
      List<String> replaced,
      List<String> passedThrough,
      List<String> misfits) {}

  private YamlOverlay(GivenYaml overlay, GivenYaml given, OverlayRules rules) {
    this.given = given;
    this.rules = rules;
    this.edits = new YamlEdits(overlay.text());
    this.shared = new SharedLists(rules, clashes);
  }

  /**
   * Completes an overlay.
   *
   * @param overlay one YAML document without aliases
   * @param given the caller's file
   */
  public static Result over(String overlay, GivenYaml given, OverlayRules rules) {
    GivenYaml ours = GivenYaml.read(overlay, rules.dialect());
    YamlOverlay laid = new YamlOverlay(ours, given, rules);
    rules.chart().shared().forEach(list -> laid.shared.compare(list, ours.root(), given.root()));
    new OverridingVariables(ours.root(), rules.chart().configuration())
        .find(given.root(), rules.chart().variables(), laid.clashes);
    laid.mapping(ours.root(), given.root(), "");
    laid.writeSharedFlags();
    return new Result(
        laid.edits.text(),
        List.copyOf(laid.clashes),
        List.copyOf(laid.replaced),
        List.copyOf(laid.passedThrough),
        List.copyOf(laid.misfits));
  }

  private void mapping(Mapping ours, Mapping theirs, String path) {
    if (!(ours.node() instanceof MappingNode node)) {
      return;
    }
    for (NodeTuple tuple : node.getValue()) {
      String key = ((ScalarNode) tuple.getKeyNode()).getValue();
      YamlTree our = ours.entries().get(key);
      YamlTree their = theirs.entries().get(key);
      String at = path.isEmpty() ? key : path + "." + key;
      if (rules.dialect() == YamlDialect.COMPOSE && key.equals(ENVIRONMENT)) {
        String service = path.substring(path.indexOf('.') + 1);
        Map<String, Optional<String>> variables = rules.variables().apply(service);
        if (ours.entries().containsKey("env_file")) {
          reserved(variables, at);
        }
        variables(our, variables, at);
      } else if (our != null && their != null && their.data() != null) {
        value(tuple.getKeyNode(), key, our, their, at);
      }
    }
  }

  private void value(Node keyNode, String key, YamlTree our, YamlTree their, String path) {
    switch (our) {
      case Mapping mapping -> {
        if (their instanceof Mapping other) {
          mapping(mapping, other, path);
        } else {
          misfit(path, our, their);
        }
      }
      case Sequence list -> {
        if (their instanceof Sequence others) {
          list(keyNode, key, list, others, path);
        } else if (rules.dialect() == YamlDialect.HELM || their instanceof Mapping) {
          misfit(path, our, their);
        }
      }
      case Scalar scalar -> {
        if (scalar.value() == null) {
          replaced.add(path); // Helm takes a null for leaving the value out
        } else if (!(their instanceof Scalar text)) {
          misfit(path, our, their);
        } else if (rules.flags().contains(key) && scalar.node() != null) {
          flags(scalar.node(), String.valueOf(text.value()), path);
        } else if (rules.dialect() == YamlDialect.HELM
            && !String.valueOf(scalar.value()).equals(String.valueOf(text.value()))) {
          replaced.add(path);
        }
      }
    }
  }

  private void misfit(String path, YamlTree our, YamlTree their) {
    misfits.add(
        "'%s' is %s in your file, and %s is expected there"
            .formatted(path, their.kind(), our.kind()));
  }

  /** A service's own variables win over those of its env files. */
  private void reserved(Map<String, Optional<String>> theirs, String path) {
    rules.reserved().stream()
        .filter(theirs::containsKey)
        .forEach(name -> clashes.add(new OverlayClash(path + "." + name, null)));
  }

  private void variables(
      @Nullable YamlTree ours, Map<String, Optional<String>> theirs, String path) {
    if (!(ours instanceof Mapping mapping)) {
      return;
    }
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              Optional<String> their = theirs.get(name);
              if (their != null && value instanceof Scalar our && our.node() != null) {
                variable(name, our, our.node(), their, path + "." + name);
              }
            });
  }

  private void variable(
      String name, Scalar our, ScalarNode node, Optional<String> their, String path) {
    if (rules.flags().contains(name)) {
      // One without a value is passed through: what compose would have put there is put there
      // still.
      flags(node, their.orElse("${" + name + ":-}"), path);
    } else if (their.isEmpty()) {
      passedThrough.add(path);
    } else if (!String.valueOf(our.value()).equals(their.get())) {
      if (rules.replaceable().contains(name)) {
        replaced.add(path);
      } else {
        clashes.add(new OverlayClash(path, null));
      }
    }
  }

  private void flags(ScalarNode our, String their, String path) {
    FlagList.clash(their, our.getValue())
        .ifPresentOrElse(
            flag -> clashes.add(new OverlayClash(path, flag)),
            () -> edits.replace(our, FlagList.join(their, our.getValue())));
  }

  private void list(Node keyNode, String key, Sequence ours, Sequence theirs, String path) {
    switch (rules.dialect()) {
      case HELM -> {
        if (!theirs.items().isEmpty()) {
          complete(keyNode, ours, theirs, path);
        }
      }
      case COMPOSE -> {
        if (key.equals("volumes")) {
          mounts(ours, theirs, path);
        }
      }
    }
  }

  /** In compose two volumes on one path cannot both be meant; every other list grows. */
  private void mounts(Sequence ours, Sequence theirs, String path) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (int i = 0; i < theirs.items().size(); i++) {
      Optional<ComposeMount> mount = ComposeMount.of(theirs.items().get(i).data());
      if (mount.isPresent()) {
        sources.put(mount.get().target(), mount.get().source());
      } else {
        misfits.add(
            "'%s[%d]' in your file is no volume; one is e.g. './data:/data' or a mapping with a"
                    .formatted(path, i)
                + " 'target'");
      }
    }
    for (YamlTree item : ours.items()) {
      ComposeMount.of(item.data())
          .filter(mount -> sources.containsKey(mount.target()))
          .filter(mount -> !mount.source().equals(sources.get(mount.target())))
          .map(mount -> new OverlayClash("%s[%s]".formatted(path, mount.target()), null))
          .ifPresent(clashes::add);
    }
  }

  /** FlagEntries of the caller's in a list for all pods, which ours of a single pod would hide. */
  private void writeSharedFlags() {
    shared
        .flags()
        .forEach(
            (our, flags) -> {
              if (!dropped.contains(our)
                  && our instanceof Mapping entry
                  && entry.entries().get("value") instanceof Scalar value
                  && value.node() != null) {
                edits.replace(value.node(), flags);
              }
            });
  }

  private void complete(Node keyNode, Sequence ours, Sequence theirs, String path) {
    Set<Integer> gone = new HashSet<>();
    List<YamlEntry> kept = new ArrayList<>();
    for (int i = 0; i < theirs.items().size(); i++) {
      YamlTree their = theirs.items().get(i);
      YamlEntry entry = YamlEntry.of(given.text(), theirs, i);
      if (isMisfit(ours, their)) {
        misfit("%s[%d]".formatted(path, i), ours.items().getFirst(), their);
        continue;
      }
      int same = indexOf(ours, their);
      if (same < 0) {
        kept.add(entry);
        if (ours.items().stream().anyMatch(our -> KubernetesEntry.opposes(their, our))) {
          clashes.add(
              new OverlayClash("%s[%s]".formatted(path, KubernetesEntry.identity(their)), null));
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
        clashes.add(new OverlayClash(at, clash));
      } else if (both != null) {
        kept.add(equal ? entry : entry.with(both));
        gone.add(same);
        dropped.add(our);
      } else if (rules.replaceable().contains(KubernetesEntry.identity(their))) {
        replaced.add(at);
      } else {
        clashes.add(new OverlayClash(at, null));
      }
    }
    edits.complete(keyNode, ours, kept, gone);
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
