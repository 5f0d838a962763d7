package dev.tlsmith.rendering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Changes of a YAML document where its nodes stand: all else, comments too, stays to the letter.
 */
final class YamlEdits {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final String document;
  private final List<Edit> edits = new ArrayList<>();

  private record Edit(int start, int end, String text) {}

  YamlEdits(String document) {
    this.document = document;
  }

  /** The document with every change. */
  String text() {
    StringBuilder text = new StringBuilder(document);
    edits.stream()
        .sorted(Comparator.comparingInt(Edit::start).reversed())
        .forEach(edit -> text.replace(edit.start(), edit.end(), edit.text()));
    return text.toString();
  }

  /** Puts a value in the place of a node, in flow style. */
  void replace(Node node, Object value) {
    int start = document.offsetByCodePoints(0, node.getStartMark().getIndex());
    int end = document.offsetByCodePoints(0, node.getEndMark().getIndex());
    edits.add(new Edit(start, end, json(value)));
  }

  /**
   * Puts entries before those of a list.
   *
   * @param key of the list
   * @param node the list
   * @param items its entries
   * @param before what comes before them; if empty, nothing is changed
   * @param dropped indices of entries that go
   */
  void complete(
      Node key, SequenceNode node, List<?> items, List<Object> before, Set<Integer> dropped) {
    if (before.isEmpty()) {
      return;
    }
    if (node.getFlowStyle() == FlowStyle.FLOW) {
      List<Object> all = new ArrayList<>(before);
      for (int i = 0; i < items.size(); i++) {
        if (!dropped.contains(i)) {
          all.add(items.get(i));
        }
      }
      replace(node, all);
      return;
    }
    String[] lines = document.split("\n", -1);
    int indent = node.getStartMark().getColumn();
    StringBuilder text = new StringBuilder();
    for (Object item : before) {
      text.append(" ".repeat(indent)).append("- ");
      text.append(LandingFilter.YAMLBLOCK.land(item, String.valueOf(indent + 2))).append('\n');
    }
    int line = key.getStartMark().getLine() + 1;
    int start = offset(lines, line);
    for (int i = 0; i < items.size(); i++) {
      int last = lastLine(node.getValue().get(i));
      for (; line <= last; line++) {
        if (!dropped.contains(i)) {
          text.append(lines[line]).append('\n');
        }
      }
    }
    edits.add(new Edit(start, offset(lines, line), text.toString()));
  }

  private static int offset(String[] lines, int line) {
    int offset = 0;
    for (int i = 0; i < line; i++) {
      offset += lines[i].length() + 1;
    }
    return offset;
  }

  /** The last line of a node; the end of a block collection is already in what follows it. */
  private static int lastLine(Node node) {
    if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
      return lastLine(mapping.getValue().getLast().getValueNode());
    }
    if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return lastLine(sequence.getValue().getLast());
    }
    int line = node.getEndMark().getLine();
    return node.getEndMark().getColumn() == 0 ? line - 1 : line;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
