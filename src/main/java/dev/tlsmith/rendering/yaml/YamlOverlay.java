package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final OverlayRules rules;
  private final YamlEdits edits;
  private final SharedLists shared;
  private final OverlayFindings findings = new OverlayFindings();
  private final FlagEdits flags;
  private final ServiceOverlay services;
  private final ListCompletion lists;

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
    this.rules = rules;
    this.edits = new YamlEdits(overlay.text());
    this.shared = new SharedLists(rules, findings.clashes());
    this.flags = new FlagEdits(edits, findings);
    this.services = new ServiceOverlay(rules, flags, findings);
    this.lists = new ListCompletion(given.text(), rules, shared, edits, findings);
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
        .find(given.root(), rules.chart().variables(), laid.findings.clashes());
    laid.mapping(ours.root(), given.root(), "");
    laid.writeSharedFlags();
    return new Result(
        laid.edits.text(),
        List.copyOf(laid.findings.clashes()),
        List.copyOf(laid.findings.replaced()),
        List.copyOf(laid.findings.passedThrough()),
        List.copyOf(laid.findings.misfits()));
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
          services.reserved(variables, at);
        }
        services.variables(our, variables, at);
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
          findings.misfit(path, our, their);
        }
      }
      case Sequence list -> {
        if (their instanceof Sequence others) {
          list(keyNode, key, list, others, path);
        } else if (rules.dialect() == YamlDialect.HELM || their instanceof Mapping) {
          findings.misfit(path, our, their);
        }
      }
      case Scalar scalar -> {
        if (scalar.value() == null) {
          findings.replaced().add(path); // Helm takes a null for leaving the value out
        } else if (!(their instanceof Scalar text)) {
          findings.misfit(path, our, their);
        } else if (rules.flags().contains(key) && scalar.node() != null) {
          flags.write(scalar.node(), String.valueOf(text.value()), path);
        } else if (rules.dialect() == YamlDialect.HELM
            && !String.valueOf(scalar.value()).equals(String.valueOf(text.value()))) {
          findings.replaced().add(path);
        }
      }
    }
  }

  private void list(Node keyNode, String key, Sequence ours, Sequence theirs, String path) {
    switch (rules.dialect()) {
      case HELM -> {
        if (!theirs.items().isEmpty()) {
          lists.complete(keyNode, ours, theirs, path);
        }
      }
      case COMPOSE -> {
        if (key.equals("volumes")) {
          services.mounts(ours, theirs, path);
        }
      }
    }
  }

  /** Flags of the caller's in a list for all pods, which ours of a single pod would hide. */
  private void writeSharedFlags() {
    shared
        .flags()
        .forEach(
            (our, flags) -> {
              if (!lists.dropped(our)
                  && our instanceof Mapping entry
                  && entry.entries().get("value") instanceof Scalar value
                  && value.node() != null) {
                edits.replace(value.node(), flags);
              }
            });
  }
}
