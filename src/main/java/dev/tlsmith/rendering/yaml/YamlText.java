package dev.tlsmith.rendering.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML text by the marks of its nodes. Its lines end with {@code \n}; marks count characters. */
final class YamlText {

  private final int[] points;
  private final int[] lineStarts;

  YamlText(String document) {
    this.points = document.codePoints().toArray();
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 0; i < points.length; i++) {
      if (points[i] == '\n') {
        starts.add(i + 1);
      }
    }
    this.lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What stands from one place up to another, as code points count them. */
  String between(int start, int end) {
    return new String(points, start, end - start);
  }

  /** Of the whole text, in code points. */
  int length() {
    return points.length;
  }

  /** The text of a node, its anchor and tag included. */
  String of(Node node) {
    return between(node.getStartMark().getIndex(), node.getEndMark().getIndex());
  }

  /** Where the last line of a node ends, behind its line end and any comment. */
  int endOfLines(Node node) {
    int end = last(node).getEndMark().getIndex();
    return end > 0 && points[end - 1] == '\n' ? end : afterLine(end);
  }

  /** Where the line after that of a mark begins. */
  int nextLine(Mark mark) {
    return afterLine(mark.getIndex());
  }

  /**
   * The lines of an entry of a block list, with the comments above it.
   *
   * @param list the list
   * @param node its entry
   * @param before the entry before it; null for the first, or where an alias stands in its place
   */
  List<String> entry(SequenceNode list, Node node, @Nullable Node before) {
    int first = dashLine(node, dashColumn(list));
    int floor = before == null ? 0 : line(endOfLines(before));
    while (first > floor && comment(line(first - 1, first))) {
      first--;
    }
    return between(lineStarts[first], endOfLines(node)).lines().toList();
  }

  /** The column of a block list's dashes; its own mark may be that of an anchor or a tag. */
  int dashColumn(SequenceNode list) {
    int start = list.getStartMark().getIndex();
    if (points[start] == '-') {
      return list.getStartMark().getColumn();
    }
    int first = list.getValue().getFirst().getStartMark().getIndex();
    int line = line(first);
    while (line > 0 && (points[visible(line)] != '-' || visible(line) >= first)) {
      line--;
    }
    return visible(line) - lineStarts[line];
  }

  private int dashLine(Node entry, int column) {
    int line = line(entry.getStartMark().getIndex());
    while (line > 0
        && (visible(line) - lineStarts[line] != column || points[visible(line)] != '-')) {
      line--;
    }
    return line;
  }

  /** The first character of a line that is no blank, the line end perhaps. */
  private int visible(int line) {
    int index = lineStarts[line];
    while (index < points.length - 1 && points[index] == ' ') {
      index++;
    }
    return index;
  }

  private static boolean comment(String line) {
    return line.stripLeading().startsWith("#");
  }

  private String line(int from, int to) {
    return between(lineStarts[from], lineStarts[to]);
  }

  private int line(int index) {
    int found = Arrays.binarySearch(lineStarts, index);
    return found >= 0 ? found : -found - 2;
  }

  private int afterLine(int index) {
    int line = line(index);
    return line + 1 < lineStarts.length ? lineStarts[line + 1] : points.length;
  }

  /** The end of a block collection is already in what follows it; that of its last leaf is not. */
  private static Node last(Node node) {
    Node last = node;
    while (true) {
      if (last instanceof MappingNode mapping
          && mapping.getFlowStyle() != FlowStyle.FLOW
          && !mapping.getValue().isEmpty()) {
        last = mapping.getValue().getLast().getValueNode();
      } else if (last instanceof SequenceNode sequence
          && sequence.getFlowStyle() != FlowStyle.FLOW
          && !sequence.getValue().isEmpty()) {
        last = sequence.getValue().getLast();
      } else {
        return last;
      }
    }
  }
}
