package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlPattern.Match;
import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables of the caller's that a program reads after its configuration file, and by which they
 * would change what the overlay sets there.
 */
final class OverridingVariables {

  private final Map<String, String> properties = new HashMap<>();

  /**
   * What the overlay sets.
   *
   * @param configuration where it has the program's configuration, as patterns
   */
  OverridingVariables(Mapping ours, List<String> configuration) {
    for (String pattern : configuration) {
      YamlPattern.of(pattern).in(ours).forEach(match -> leaves("", match.tree()));
    }
  }

  private void leaves(String name, YamlTree tree) {
    switch (tree) {
      case Mapping mapping ->
          mapping
              .entries()
              .forEach((key, value) -> leaves(name + KubernetesEntry.relaxed(key), value));
      case Sequence list -> {}
      case Scalar scalar -> properties.put(name, String.valueOf(scalar.value()));
    }
  }

  /**
   * Finds those with another value.
   *
   * @param variables where the caller has variables, as patterns
   * @param clashes gets the place of each
   */
  void find(Mapping theirs, List<String> variables, Set<OverlayClash> clashes) {
    for (String pattern : variables) {
      for (Match match : YamlPattern.of(pattern).in(theirs)) {
        if (match.tree() instanceof Sequence list) {
          list.items().stream()
              .filter(this::overrides)
              .forEach(
                  item ->
                      clashes.add(
                          new OverlayClash(
                              "%s[%s]".formatted(match.place(), KubernetesEntry.identity(item)),
                              null)));
        }
      }
    }
  }

  private boolean overrides(YamlTree variable) {
    String name = KubernetesEntry.name(variable);
    String ours = name == null ? null : properties.get(KubernetesEntry.relaxed(name));
    return ours != null && !same(ours, KubernetesEntry.text(variable, "value"));
  }

  private static boolean same(String ours, @Nullable String theirs) {
    return theirs != null && ours.equalsIgnoreCase(theirs.strip());
  }
}
