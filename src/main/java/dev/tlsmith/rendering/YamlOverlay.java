package dev.tlsmith.rendering;

import dev.tlsmith.rendering.GivenYaml.Dialect;
import dev.tlsmith.rendering.YamlTree.Mapping;
import dev.tlsmith.rendering.YamlTree.Scalar;
import dev.tlsmith.rendering.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final List<String> IDENTITIES = List.of("mountPath", "name", "host", "secretName");

  /** What compose puts in the place of a variable may stand behind a colon in it. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*+}");

  private final GivenYaml given;
  private final Rules rules;
  private final YamlEdits edits;
  private final Set<String> clashes = new LinkedHashSet<>();
  private final Set<String> replaced = new LinkedHashSet<>();
  private final Set<String> misfits = new LinkedHashSet<>();

  /**
   * How the two are put together later.
   *
   * @param dialect of both files; in Helm a list of the overlay replaces the other's whole list, in
   *     compose it is added to it
   * @param flags names of variables and keys whose text is a list of flags: those of both are kept
   * @param replaceable names of variables that the overlay may set to another value
   */
  public record Rules(Dialect dialect, Set<String> flags, Set<String> replaceable) {}

  /**
   * What came of it.
   *
   * @param text the overlay, completed
   * @param clashes paths of what both set to different values, e.g. {@code "app.env[PORT]"}
   * @param replaced paths of variables of the caller's that the overlay replaces
   * @param misfits what of the caller's is of the wrong kind, e.g. {@code "'app.env' is a text, and
   *     a list is expected there"}
   */
  public record Result(
      String text, List<String> clashes, List<String> replaced, List<String> misfits) {}

  private YamlOverlay(GivenYaml overlay, GivenYaml given, Rules rules) {
    this.given = given;
    this.rules = rules;
    this.edits = new YamlEdits(overlay.text());
  }

  /**
   * Completes an overlay.
   *
   * @param overlay one YAML document without aliases
   * @param given the caller's file
   */
  public static Result over(String overlay, GivenYaml given, Rules rules) {
    GivenYaml ours = GivenYaml.read(overlay, rules.dialect());
    YamlOverlay laid = new YamlOverlay(ours, given, rules);
    laid.mapping(ours.root(), given.root(), "");
    return new Result(
        laid.edits.text(),
        List.copyOf(laid.clashes),
        List.copyOf(laid.replaced),
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
      if (our != null && their != null && their.data() != null) {
        value(tuple.getKeyNode(), key, our, their, path.isEmpty() ? key : path + "." + key);
      }
    }
  }

  private void value(Node keyNode, String key, YamlTree our, YamlTree their, String path) {
    if (rules.dialect() == Dialect.COMPOSE
        && key.equals("environment")
        && our instanceof Mapping variables) {
      variables(variables, variables(their), path);
      return;
    }
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
        } else if (rules.dialect() == Dialect.HELM || their instanceof Mapping) {
          misfit(path, our, their);
        }
      }
      case Scalar scalar -> {
        if (!(their instanceof Scalar text)) {
          misfit(path, our, their);
        } else if (rules.flags().contains(key) && scalar.node() != null) {
          flags(scalar.node(), String.valueOf(text.value()), path);
        }
      }
    }
  }

  private void misfit(String path, YamlTree our, YamlTree their) {
    misfits.add(
        "'%s' is %s in your file, and %s is expected there"
            .formatted(path, their.kind(), our.kind()));
  }

  /** Compose takes a map or a list of {@code NAME=value}; by name. */
  private static Map<String, String> variables(YamlTree environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    switch (environment) {
      case Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  (name, value) -> {
                    if (value.data() != null) {
                      variables.put(name, value.data().toString());
                    }
                  });
      case Sequence list -> {
        for (YamlTree item : list.items()) {
          String[] parts = String.valueOf(item.data()).split("=", 2);
          if (parts.length == 2) {
            variables.put(parts[0], parts[1]);
          }
        }
      }
      case Scalar scalar -> {}
    }
    return variables;
  }

  private void variables(Mapping ours, Map<String, String> theirs, String path) {
    ours.entries()
        .forEach(
            (name, value) -> {
              String their = theirs.get(name);
              if (their != null && value instanceof Scalar our && our.node() != null) {
                variable(name, our, our.node(), their, path + "." + name);
              }
            });
  }

  private void variable(String name, Scalar our, ScalarNode node, String their, String path) {
    if (rules.flags().contains(name)) {
      flags(node, their, path);
    } else if (!String.valueOf(our.value()).equals(their)) {
      (rules.replaceable().contains(name) ? replaced : clashes).add(path);
    }
  }

  private void flags(ScalarNode our, String their, String path) {
    FlagList.join(their, our.getValue())
        .ifPresentOrElse(joined -> edits.replace(our, joined), () -> clashes.add(path));
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
      Optional<Mount> mount = Mount.of(theirs.items().get(i).data());
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
      Mount.of(item.data())
          .filter(mount -> sources.containsKey(mount.target()))
          .filter(mount -> !mount.source().equals(sources.get(mount.target())))
          .ifPresent(mount -> clashes.add("%s[%s]".formatted(path, mount.target())));
    }
  }

  /**
   * A volume of a compose service.
   *
   * @param source {@code ""} for an anonymous one
   */
  private record Mount(String source, String target) {

    /** Empty if it is none: a text with an empty part, or a mapping without a target. */
    static Optional<Mount> of(@Nullable Object item) {
      if (item instanceof Map<?, ?> map) {
        return map.get("target") instanceof String target
            ? Optional.of(new Mount(String.valueOf(map.get("source")), target))
            : Optional.empty();
      }
      if (!(item instanceof String text)) {
        return Optional.empty();
      }
      List<String> parts = List.of(VARIABLE.matcher(text).replaceAll("variable").split(":", -1));
      if (parts.contains("")) {
        return Optional.empty();
      }
      return Optional.of(
          parts.size() == 1 ? new Mount("", text) : new Mount(parts.get(0), parts.get(1)));
    }
  }

  private void complete(Node keyNode, Sequence ours, Sequence theirs, String path) {
    Set<Integer> dropped = new HashSet<>();
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
        continue;
      }
      YamlTree our = ours.items().get(same);
      boolean equal = Objects.equals(our.data(), their.data());
      YamlTree both = equal ? their : joined(our, their);
      String at = "%s[%s]".formatted(path, identity(their));
      if (both != null) {
        kept.add(equal ? entry : entry.with(both));
        dropped.add(same);
      } else if (rules.replaceable().contains(identity(their))) {
        replaced.add(at);
      } else {
        clashes.add(at);
      }
    }
    edits.complete(keyNode, ours, kept, dropped);
  }

  private static boolean isMisfit(Sequence ours, YamlTree their) {
    return !ours.items().isEmpty()
        && ours.items().getFirst() instanceof Mapping
        && !(their instanceof Mapping);
  }

  /** One entry with the flags of both; null if it is no entry with flags, or they contradict. */
  private @Nullable YamlTree joined(YamlTree our, YamlTree their) {
    if (our instanceof Mapping ourMap
        && their instanceof Mapping theirMap
        && rules.flags().contains(identity(their))
        && ourMap.data().get("value") instanceof String ourFlags
        && theirMap.data().get("value") instanceof String theirFlags) {
      return FlagList.join(theirFlags, ourFlags)
          .map(flags -> theirMap.with("value", Scalar.of(flags)))
          .orElse(null);
    }
    return null;
  }

  private static int indexOf(Sequence ours, YamlTree their) {
    for (int i = 0; i < ours.items().size(); i++) {
      if (identity(ours.items().get(i)).equals(identity(their))) {
        return i;
      }
    }
    return -1;
  }

  /** By what two entries of a list are the same one. */
  private static String identity(YamlTree item) {
    if (item instanceof Mapping mapping) {
      for (String key : IDENTITIES) {
        if (mapping.entries().get(key) instanceof Scalar scalar && scalar.value() != null) {
          return scalar.value().toString();
        }
      }
    }
    return String.valueOf(item.data());
  }
}
