package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Makes a {@link YamlTree} of nodes: follows aliases and merge keys within bounds, judges tags. */
final class YamlTreeBuilder {

  private static final int MOST_NODES = 100_000;
  private static final int MOST_CHARACTERS = 4_000_000;
  private static final int DEEPEST = 100;
  private static final String MERGE_KEY = "<<";
  private static final Tag RESET = new Tag("!reset");
  private static final Tag OVERRIDE = new Tag("!override");
  private static final Set<Tag> SCALARS =
      Set.of(YamlScalars.PLAIN, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);
  private static final Pattern TAG_NAME = Pattern.compile("!?[A-Za-z0-9._:/,-]{1,60}");

  private final YamlDialect dialect;
  private final Set<Node> above = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;
  private long characters;

  YamlTreeBuilder(YamlDialect dialect) {
    this.dialect = dialect;
  }

  /**
   * A tree.
   *
   * @throws IllegalArgumentException for what no program's settings hold; the message reaches the
   *     caller
   */
  YamlTree build(Node node) {
    YamlTree tree = tree(node);
    return tree == null ? Scalar.NULL : tree;
  }

  /** Null for what compose's {@code !reset} leaves out. */
  private @Nullable YamlTree tree(Node node) {
    if (++nodes > MOST_NODES || above.size() > DEEPEST) {
      throw new UnreadableYamlException("it is too large once its aliases are written out");
    }
    if (dialect == YamlDialect.COMPOSE && node.getTag().equals(RESET)) {
      return null;
    }
    if (!above.add(node)) {
      throw new UnreadableYamlException("an alias stands within what it names");
    }
    YamlTree tree =
        switch (node) {
          case MappingNode mapping -> mapping(mapping);
          case SequenceNode sequence -> sequence(sequence);
          case ScalarNode scalar -> scalar(scalar);
          default -> throw new IllegalStateException("a node of an unknown kind");
        };
    above.remove(node);
    return tree;
  }

  private Mapping mapping(MappingNode node) {
    judge(node, Set.of(Tag.MAP));
    Map<String, YamlTree> entries = new LinkedHashMap<>();
    Set<String> own = new HashSet<>();
    boolean alone = standsAlone(node);
    for (NodeTuple tuple : node.getValue()) {
      if (isMergeKey(tuple.getKeyNode())) {
        alone = false;
        merge(tuple.getValueNode(), entries, own);
        continue;
      }
      String name = name(tuple.getKeyNode());
      YamlTree value = tree(tuple.getValueNode());
      if (value == null) {
        continue;
      }
      alone &= value.standsAlone() && standsAlone(tuple.getKeyNode());
      entries.put(name, value);
      if (!own.add(name)) {
        int line = tuple.getKeyNode().getStartMark().getLine() + 1;
        throw new UnreadableYamlException(
            "a key stands twice in one mapping, again at line %d".formatted(line));
      }
    }
    return new Mapping(entries, node, alone);
  }

  private static boolean isMergeKey(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getTag().equals(YamlScalars.PLAIN)
        && scalar.getValue().equals(MERGE_KEY);
  }

  /**
   * Earlier mappings of a list take precedence (YAML merge key, 1.1). A key of the mapping's own
   * does so as well, but to Helm only one that stands below the merge key.
   */
  private void merge(Node value, Map<String, YamlTree> entries, Set<String> own) {
    List<Node> sources =
        value instanceof SequenceNode list && list.getTag().equals(Tag.SEQ)
            ? list.getValue()
            : List.of(value);
    for (Node source : sources.reversed()) {
      if (!(tree(source) instanceof Mapping mapping)) {
        throw new UnreadableYamlException("a merge key names something else than a mapping");
      }
      mapping
          .entries()
          .forEach(
              (name, merged) -> {
                if (dialect == YamlDialect.HELM || !own.contains(name)) {
                  entries.put(name, merged);
                }
              });
    }
  }

  private String name(Node key) {
    if (!(key instanceof ScalarNode scalar)) {
      throw new UnreadableYamlException("a key is not a text");
    }
    Object value = scalar(scalar).value();
    return switch (value) {
      case null -> throw new UnreadableYamlException("a key is empty");
      case Boolean truth -> truth.toString();
      case Long number -> number.toString();
      default -> scalar.getValue();
    };
  }

  private Sequence sequence(SequenceNode node) {
    judge(node, Set.of(Tag.SEQ));
    boolean alone = standsAlone(node);
    List<YamlTree> items = new ArrayList<>(node.getValue().size());
    for (Node child : node.getValue()) {
      YamlTree item = tree(child);
      if (item != null) {
        alone &= item.standsAlone();
        items.add(item);
      }
    }
    return new Sequence(items, node, alone);
  }

  private Scalar scalar(ScalarNode node) {
    characters += node.getValue().length();
    if (characters > MOST_CHARACTERS) {
      throw new UnreadableYamlException("it is too large once its aliases are written out");
    }
    boolean alone = standsAlone(node);
    judge(node, SCALARS);
    boolean text =
        node.getTag().equals(Tag.STR) || (node.getTag().equals(OVERRIDE) && !node.isPlain());
    Object value = text ? node.getValue() : YamlScalars.plain(node.getValue(), dialect);
    return new Scalar(value, node, alone);
  }

  private void judge(Node node, Set<Tag> known) {
    Tag tag = node.getTag();
    if (known.contains(tag) || (dialect == YamlDialect.COMPOSE && tag.equals(OVERRIDE))) {
      return;
    }
    String name = tag.startsWith(Tag.PREFIX) ? "!!" + tag.getClassName() : tag.getValue();
    String shown = TAG_NAME.matcher(name.replace("!!", "")).matches() ? " '" + name + "'" : "";
    String understood =
        switch (dialect) {
          case HELM -> "only YAML's own are";
          case COMPOSE -> "only !reset, !override and YAML's own are";
        };
    throw new UnreadableYamlException(
        "the tag%s at line %d is not understood, %s"
            .formatted(shown, node.getStartMark().getLine() + 1, understood));
  }

  /** A node with an anchor is one that others may refer to, and that an alias leads to. */
  private static boolean standsAlone(Node node) {
    return node.getAnchor() == null && !node.getTag().equals(OVERRIDE);
  }
}
