package dev.tlsmith.inspection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks what was read of YAML: maps, lists, texts. */
final class Trees {

  private Trees() {}

  /** A text, and the JSON Pointer (RFC 6901) to it. */
  record Text(String pointer, String text) {}

  private record Node(String pointer, @Nullable Object value) {}

  /** The texts of a tree in its order, the first of very many. */
  static List<Text> texts(Object tree, int most) {
    List<Text> texts = new ArrayList<>();
    Deque<Node> nodes = new ArrayDeque<>(List.of(new Node("", tree)));
    while (!nodes.isEmpty() && texts.size() < most) {
      Node node = nodes.removeFirst();
      switch (node.value()) {
        case String text -> texts.add(new Text(node.pointer(), text));
        case Map<?, ?> map -> children(node, map).reversed().forEach(nodes::addFirst);
        case List<?> list -> children(node, list).reversed().forEach(nodes::addFirst);
        case null, default -> {} // numbers, booleans, nothing
      }
    }
    return texts;
  }

  private static List<Node> children(Node parent, Map<?, ?> map) {
    List<Node> children = new ArrayList<>();
    map.forEach(
        (name, value) ->
            children.add(new Node(parent.pointer() + "/" + escaped(String.valueOf(name)), value)));
    return children;
  }

  private static List<Node> children(Node parent, List<?> list) {
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      children.add(new Node(parent.pointer() + "/" + i, list.get(i)));
    }
    return children;
  }

  /** What is a mapping, by its keys as texts; anything else is an empty one. */
  static Map<String, Object> mapping(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? named(map) : Map.of();
  }

  static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (value != null) {
            named.put(String.valueOf(name), value);
          }
        });
    return named;
  }

  /** A segment of a JSON Pointer. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
