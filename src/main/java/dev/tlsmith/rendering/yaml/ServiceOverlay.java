package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A service of a compose overlay, laid over the caller's: its variables and its volumes. */
final class ServiceOverlay {

  private final OverlayRules rules;
  private final FlagEdits flags;
  private final OverlayFindings findings;

  ServiceOverlay(OverlayRules rules, FlagEdits flags, OverlayFindings findings) {
    this.rules = rules;
    this.flags = flags;
    this.findings = findings;
  }

  /** A service's own variables win over those of its env files. */
  void reserved(Map<String, Optional<String>> theirs, String path) {
    rules.reserved().stream()
        .filter(theirs::containsKey)
        .forEach(name -> findings.clash(path + "." + name));
  }

  /** Compares the variables of a service with those that the caller's has, inherited ones too. */
  void variables(@Nullable YamlTree ours, Map<String, Optional<String>> theirs, String path) {
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
      flags.write(node, their.orElse("${" + name + ":-}"), path);
    } else if (their.isEmpty()) {
      findings.passedThrough().add(path);
    } else if (!String.valueOf(our.value()).equals(their.get())) {
      if (rules.replaceable().contains(name)) {
        findings.replaced().add(path);
      } else {
        findings.clash(path);
      }
    }
  }

  /** In compose two volumes on one path cannot both be meant; every other list grows. */
  void mounts(Sequence ours, Sequence theirs, String path) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (int i = 0; i < theirs.items().size(); i++) {
      Optional<ComposeMount> mount = ComposeMount.of(theirs.items().get(i).data());
      if (mount.isPresent()) {
        sources.put(mount.get().target(), mount.get().source());
      } else {
        findings
            .misfits()
            .add(
                "'%s[%d]' in your file is no volume; one is e.g. './data:/data' or a mapping with a"
                        .formatted(path, i)
                    + " 'target'");
      }
    }
    for (YamlTree item : ours.items()) {
      ComposeMount.of(item.data())
          .filter(mount -> sources.containsKey(mount.target()))
          .filter(mount -> !mount.source().equals(sources.get(mount.target())))
          .map(mount -> "%s[%s]".formatted(path, mount.target()))
          .ifPresent(findings::clash);
    }
  }
}
