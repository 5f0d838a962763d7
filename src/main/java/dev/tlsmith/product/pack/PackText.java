package dev.tlsmith.product.pack;

import dev.tlsmith.problem.Severity;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML file of a pack's author, where what is wrong in it has a line. */
public final class PackText {

  /** The fields of a rule of which one has its code, by what the rule is. */
  static final List<String> RULE_SEVERITIES =
      Stream.of(Severity.values()).map(Severity::word).toList();

  private final String yaml;

  /** The file's text; one that is no YAML has no lines. It is parsed when a line is asked for. */
  PackText(String yaml) {
    this.yaml = yaml;
  }

  private @Nullable Node root() {
    try {
      return new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
    } catch (YAMLException e) {
      return null;
    }
  }

  /** The line of what a JSON pointer names, or of the nearest thing around it; 0 without any. */
  public int line(String pointer) {
    @Nullable Node at = root();
    int line = 0;
    for (String segment : pointer.isEmpty() ? List.<String>of() : parts(pointer)) {
      Map.Entry<Node, Node> child = child(at, segment);
      if (child == null) {
        return line;
      }
      line = child.getKey().getStartMark().getLine() + 1;
      at = child.getValue();
    }
    return line;
  }

  /** The line of the entry of a list whose field has a value; 0 if there is none. */
  public int line(String list, String field, String value) {
    Map.Entry<Node, Node> entries = child(root(), list);
    if (entries != null && entries.getValue() instanceof SequenceNode sequence) {
      for (Node entry : sequence.getValue()) {
        Map.Entry<Node, Node> found = child(entry, field);
        if (found != null
            && found.getValue() instanceof ScalarNode scalar
            && scalar.getValue().equals(value)) {
          return entry.getStartMark().getLine() + 1;
        }
      }
    }
    return 0;
  }

  /** The line of the rule with a code; 0 if there is none. */
  public int ruleLine(String code) {
    return RULE_SEVERITIES.stream()
        .mapToInt(severity -> line("rules", severity, code))
        .filter(line -> line > 0)
        .findFirst()
        .orElse(0);
  }

  private static List<String> parts(String pointer) {
    return List.of(pointer.substring(1).split("/", -1)).stream()
        .map(part -> part.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  private static Map.@Nullable Entry<Node, Node> child(@Nullable Node node, String segment) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(segment)) {
          return Map.entry(tuple.getKeyNode(), tuple.getValueNode());
        }
      }
    }
    if (node instanceof SequenceNode sequence && segment.matches("[0-9]{1,6}")) {
      int index = Integer.parseInt(segment);
      if (index < sequence.getValue().size()) {
        Node item = sequence.getValue().get(index);
        return Map.entry(item, item);
      }
    }
    return null;
  }
}
