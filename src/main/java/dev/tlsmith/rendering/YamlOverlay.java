package dev.tlsmith.rendering;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A rendered YAML file that will be laid over a file of the caller's: makes each of its lists
 * complete that would replace one of theirs, and finds what contradicts theirs. Comments stay.
 */
public final class YamlOverlay {

  private static final List<String> IDENTITIES = List.of("mountPath", "name", "host", "secretName");

  private final YamlEdits edits;
  private final Rules rules;
  private final Set<String> clashes = new LinkedHashSet<>();
  private final Set<String> replaced = new LinkedHashSet<>();

  /**
   * How the two are put together later.
   *
   * @param listsReplace whether a list of the overlay replaces the other's whole list, as in Helm;
   *     else it is added to it, as in compose
   * @param flags names of variables and keys whose text is a list of flags: those of both are kept
   * @param replaceable names of variables that the overlay may set to another value
   */
  public record Rules(boolean listsReplace, Set<String> flags, Set<String> replaceable) {}

  /**
   * What came of it.
   *
   * @param text the overlay, completed
   * @param clashes paths of what both set to different values, e.g. {@code "app.env[PORT]"}
   * @param replaced paths of variables of the caller's that the overlay replaces
   */
  public record Result(String text, List<String> clashes, List<String> replaced) {}

  private YamlOverlay(String overlay, Rules rules) {
    this.edits = new YamlEdits(overlay);
    this.rules = rules;
  }

  /**
   * Completes an overlay.
   *
   * @param overlay one YAML document
   * @param given as {@link GivenYaml} reads it
   */
  public static Result over(String overlay, Map<String, Object> given, Rules rules) {
    YamlOverlay laid = new YamlOverlay(overlay, rules);
    Node root =
        new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(overlay));
    if (root instanceof MappingNode mapping) {
      laid.mapping(mapping, GivenYaml.parse(overlay), given, "");
    }
    return new Result(laid.edits.text(), List.copyOf(laid.clashes), List.copyOf(laid.replaced));
  }

  private void mapping(MappingNode node, Map<?, ?> ours, Map<?, ?> theirs, String path) {
    for (NodeTuple tuple : node.getValue()) {
      String key = ((ScalarNode) tuple.getKeyNode()).getValue();
      Object our = ours.get(key);
      Object their = theirs.get(key);
      String at = path.isEmpty() ? key : path + "." + key;
      if (key.equals("environment") && tuple.getValueNode() instanceof MappingNode variables) {
        variables(variables, variables(their), at);
      } else if (tuple.getValueNode() instanceof MappingNode inner
          && their instanceof Map<?, ?> map) {
        mapping(inner, (Map<?, ?>) Objects.requireNonNull(our), map, at);
      } else if (tuple.getValueNode() instanceof SequenceNode list
          && our instanceof List<?> items
          && their instanceof List<?> others
          && !others.isEmpty()) {
        list(tuple.getKeyNode(), list, items, others, at);
      } else if (tuple.getValueNode() instanceof ScalarNode scalar
          && their instanceof String text
          && rules.flags().contains(key)) {
        flags(scalar, text, at);
      }
    }
  }

  /** Compose takes a map or a list of {@code NAME=value}. */
  private static Map<String, String> variables(@Nullable Object environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (environment instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (value != null) {
              variables.put(name.toString(), value.toString());
            }
          });
    } else if (environment instanceof List<?> list) {
      for (Object item : list) {
        String[] parts = String.valueOf(item).split("=", 2);
        if (parts.length == 2) {
          variables.put(parts[0], parts[1]);
        }
      }
    }
    return variables;
  }

  private void variables(MappingNode ours, Map<String, String> theirs, String path) {
    for (NodeTuple tuple : ours.getValue()) {
      String name = ((ScalarNode) tuple.getKeyNode()).getValue();
      String their = theirs.get(name);
      if (their == null || !(tuple.getValueNode() instanceof ScalarNode our)) {
        continue;
      }
      String at = path + "." + name;
      if (rules.flags().contains(name)) {
        flags(our, their, at);
      } else if (!our.getValue().equals(their)) {
        (rules.replaceable().contains(name) ? replaced : clashes).add(at);
      }
    }
  }

  private void flags(ScalarNode our, String their, String path) {
    FlagList.join(their, our.getValue())
        .ifPresentOrElse(joined -> edits.replace(our, joined), () -> clashes.add(path));
  }

  private void list(Node key, SequenceNode node, List<?> ours, List<?> theirs, String path) {
    if (rules.listsReplace()) {
      complete(key, node, ours, theirs, path);
    } else if (((ScalarNode) key).getValue().equals("volumes")) {
      mounts(ours, theirs, path);
    }
  }

  /** In compose two volumes on one path cannot both be meant; every other list grows. */
  private void mounts(List<?> ours, List<?> theirs, String path) {
    Map<String, Object> sources = new LinkedHashMap<>();
    theirs.forEach(item -> mount(item).ifPresent(m -> sources.put(m.target(), m.source())));
    for (Object item : ours) {
      mount(item)
          .filter(m -> sources.containsKey(m.target()))
          .filter(m -> !m.source().equals(sources.get(m.target())))
          .ifPresent(m -> clashes.add("%s[%s]".formatted(path, m.target())));
    }
  }

  private record Mount(String source, String target) {}

  private static Optional<Mount> mount(@Nullable Object item) {
    if (item instanceof Map<?, ?> map && map.get("target") instanceof String target) {
      return Optional.of(new Mount(String.valueOf(map.get("source")), target));
    }
    if (item instanceof String text) {
      String[] parts = text.split(":");
      int target = parts.length > 1 && parts[1].startsWith("/") ? 1 : 0;
      return parts[target].startsWith("/")
          ? Optional.of(new Mount(target == 0 ? "" : parts[0], parts[target]))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private void complete(Node key, SequenceNode node, List<?> ours, List<?> theirs, String path) {
    Set<Integer> dropped = new HashSet<>();
    List<Object> kept = new ArrayList<>();
    for (Object their : theirs) {
      int same = indexOf(ours, their);
      if (same < 0) {
        kept.add(their);
        continue;
      }
      Object our = ours.get(same);
      Object entry = our.equals(their) ? their : joined(our, their);
      String at = "%s[%s]".formatted(path, identity(their));
      if (entry != null) {
        kept.add(entry);
        dropped.add(same);
      } else if (rules.replaceable().contains(identity(their))) {
        replaced.add(at);
      } else {
        clashes.add(at);
      }
    }
    edits.complete(key, node, ours, kept, dropped);
  }

  /** One entry with the flags of both; null if it is no entry with flags, or they contradict. */
  private @Nullable Object joined(Object our, Object their) {
    if (our instanceof Map<?, ?> ourMap
        && their instanceof Map<?, ?> theirMap
        && rules.flags().contains(identity(their))
        && ourMap.get("value") instanceof String ourFlags
        && theirMap.get("value") instanceof String theirFlags) {
      Optional<String> flags = FlagList.join(theirFlags, ourFlags);
      if (flags.isPresent()) {
        Map<Object, Object> entry = new LinkedHashMap<>(theirMap);
        entry.put("value", flags.get());
        return entry;
      }
    }
    return null;
  }

  private static int indexOf(List<?> ours, @Nullable Object their) {
    for (int i = 0; i < ours.size(); i++) {
      if (identity(ours.get(i)).equals(identity(their))) {
        return i;
      }
    }
    return -1;
  }

  /** By what two entries of a list are the same one. */
  private static String identity(@Nullable Object item) {
    if (item instanceof Map<?, ?> map) {
      for (String key : IDENTITIES) {
        if (map.get(key) != null) {
          return String.valueOf(map.get(key));
        }
      }
    }
    return String.valueOf(item);
  }
}
