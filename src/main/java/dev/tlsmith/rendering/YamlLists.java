package dev.tlsmith.rendering;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Lists of texts in a rendered YAML document, changed where they stand: all else, comments too,
 * stays to the letter.
 */
public final class YamlLists {

  private YamlLists() {}

  /**
   * Replaces lists two levels below a mapping of the root, e.g. {@code services.<name>.ports}.
   *
   * @param document one YAML document
   * @param root key of the mapping
   * @param key of the lists
   * @param change makes the new entries of the name in between and the old ones; a list that
   *     becomes empty goes, with its key
   */
  public static String change(
      String document,
      String root,
      String key,
      BiFunction<String, List<String>, List<String>> change) {
    List<String> lines = new ArrayList<>(List.of(document.split("\n", -1)));
    Node tree =
        new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(document));
    // From the end, so that the lines before stay where the marks say.
    for (NodeTuple named : entries(value(tree, root)).reversed()) {
      for (NodeTuple tuple : entries(named.getValueNode()).reversed()) {
        if (text(tuple.getKeyNode()).equals(key)
            && tuple.getValueNode() instanceof SequenceNode list) {
          List<String> before = list.getValue().stream().map(YamlLists::text).toList();
          List<String> after = change.apply(text(named.getKeyNode()), before);
          if (!after.equals(before)) {
            replace(lines, tuple.getKeyNode(), list, after);
          }
        }
      }
    }
    return String.join("\n", lines);
  }

  private static void replace(
      List<String> lines, Node key, SequenceNode list, List<String> entries) {
    int keyLine = key.getStartMark().getLine();
    int last = list.getValue().getLast().getEndMark().getLine();
    if (list.getFlowStyle() == FlowStyle.FLOW) {
      last = list.getEndMark().getLine();
    }
    int indent = key.getStartMark().getColumn();
    List<String> written = new ArrayList<>();
    if (!entries.isEmpty()) {
      written.add(" ".repeat(indent) + text(key) + ":");
      entries.forEach(
          entry -> written.add(" ".repeat(indent + 2) + "- " + OutputEncoding.YAML.land(entry)));
    }
    lines.subList(keyLine, last + 1).clear();
    lines.addAll(keyLine, written);
  }

  private static Node value(Node mapping, String key) {
    return entries(mapping).stream()
        .filter(tuple -> text(tuple.getKeyNode()).equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst()
        .orElse(mapping);
  }

  private static List<NodeTuple> entries(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
