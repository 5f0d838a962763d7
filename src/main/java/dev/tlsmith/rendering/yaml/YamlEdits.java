package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Changes of a YAML document where its nodes stand: all else, comments too, stays to the letter.
 */
final class YamlEdits {

  private final YamlText document;
  private final List<Edit> edits = new ArrayList<>();

  private record Edit(int start, int end, String text) {}

  YamlEdits(YamlText document) {
    this.document = document;
  }

  /** The document with every change. */
  String text() {
    edits.sort(Comparator.comparingInt(Edit::start));
    StringBuilder text = new StringBuilder();
    int done = 0;
    for (Edit edit : edits) {
      text.append(document.between(done, edit.start())).append(edit.text());
      done = edit.end();
    }
    return text.append(document.between(done, document.length())).toString();
  }

  /** Puts a text in the place of a scalar, in quotes. */
  void replace(ScalarNode scalar, String value) {
    put(scalar, YamlEntry.quoted(value));
  }

  private void put(Node node, String text) {
    edits.add(new Edit(node.getStartMark().getIndex(), node.getEndMark().getIndex(), text));
  }

  /**
   * Puts entries before those of a list.
   *
   * @param key of the list
   * @param list the list
   * @param before what comes before its entries; if empty, nothing is changed
   * @param dropped indices of entries that go
   */
  void complete(Node key, Sequence list, List<YamlEntry> before, Set<Integer> dropped) {
    if (before.isEmpty()) {
      return;
    }
    if (list.node().getFlowStyle() == FlowStyle.FLOW) {
      List<YamlEntry> all = new ArrayList<>(before);
      for (int i = 0; i < list.items().size(); i++) {
        if (!dropped.contains(i)) {
          all.add(YamlEntry.of(document, list, i));
        }
      }
      put(
          list.node(),
          all.stream().map(YamlEntry::flow).collect(Collectors.joining(", ", "[", "]")));
      return;
    }
    int column = list.node().getStartMark().getColumn();
    int start = document.nextLine(key.getStartMark());
    edits.add(
        new Edit(
            start,
            start,
            before.stream().map(entry -> entry.block(column)).collect(Collectors.joining())));
    for (int i = 0; i < list.node().getValue().size(); i++) {
      int end = document.endOfLines(list.node().getValue().get(i));
      if (dropped.contains(i)) {
        edits.add(new Edit(start, end, ""));
      }
      start = end;
    }
  }
}
