package dev.tlsmith.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Visits every value of a tree in document order, without recursion, however deep it is. */
public final class TreeWalk {

  private TreeWalk() {}

  /**
   * Visits a tree.
   *
   * @param visitor gets each value's JSON Pointer (RFC 6901) and the value, parents first
   */
  public static void visit(JsonNode tree, BiConsumer<String, JsonNode> visitor) {
    Deque<Map.Entry<String, JsonNode>> left = new ArrayDeque<>();
    left.push(Map.entry("", tree));
    while (!left.isEmpty()) {
      Map.Entry<String, JsonNode> next = left.pop();
      visitor.accept(next.getKey(), next.getValue());
      children(next.getKey(), next.getValue()).reversed().forEach(left::push);
    }
  }

  /** The values directly below one, with their pointers. */
  static List<Map.Entry<String, JsonNode>> children(String pointer, JsonNode node) {
    List<Map.Entry<String, JsonNode>> children = new ArrayList<>(node.size());
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      children.add(Map.entry(pointer + "/" + i, node.get(i)));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      children.add(Map.entry(pointer + "/" + escape(field.getKey()), field.getValue()));
    }
    return children;
  }

  /** A field's name as a segment of a pointer. */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
