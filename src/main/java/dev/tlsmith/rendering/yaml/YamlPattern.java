package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places in a document: a JSON pointer whose segment {@code *} is any key, and which a value may
 * follow, e.g. {@code /deployments/*}{@code /livenessProbe/httpGet/port=http}. In a list of named
 * values, as Kubernetes has them, a segment is the name.
 */
final class YamlPattern {

  private static final String ANY = "*";

  private final List<String> segments;
  private final @Nullable String value;

  private YamlPattern(List<String> segments, @Nullable String value) {
    this.segments = segments;
    this.value = value;
  }

  /** A value where a pattern leads; {@code keys} stand for its {@code *}, in their order. */
  record Match(List<String> path, List<String> keys, YamlTree tree) {

    /** As a message names the place. */
    String place() {
      return String.join(".", path);
    }
  }

  static YamlPattern of(String pattern) {
    int equals = pattern.indexOf('=');
    String pointer = equals < 0 ? pattern : pattern.substring(0, equals);
    List<String> segments =
        Arrays.stream(pointer.substring(1).split("/"))
            .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
            .toList();
    return new YamlPattern(segments, equals < 0 ? null : pattern.substring(equals + 1));
  }

  /** Every place that it leads to and that holds something, in the document's order. */
  List<Match> in(Mapping root) {
    List<Match> found = List.of(new Match(List.of(), List.of(), root));
    for (String segment : segments) {
      List<Match> next = new ArrayList<>();
      found.forEach(match -> step(match, segment, next));
      found = next;
    }
    return found.stream().filter(match -> holds(match.tree())).toList();
  }

  private static void step(Match at, String segment, List<Match> found) {
    switch (at.tree()) {
      case Mapping mapping when segment.equals(ANY) ->
          mapping
              .entries()
              .forEach((key, value) -> found.add(below(at, key, added(at.keys(), key), value)));
      case Mapping mapping -> {
        YamlTree value = mapping.entries().get(segment);
        if (value != null) {
          found.add(below(at, segment, at.keys(), value));
        }
      }
      case Sequence list ->
          list.items().stream()
              .filter(item -> segment.equals(KubernetesEntry.name(item)))
              .findFirst()
              .map(item -> ((Mapping) item).entries().get("value"))
              .ifPresent(value -> found.add(below(at, segment, at.keys(), value)));
      case Scalar scalar -> {}
    }
  }

  private static Match below(Match at, String key, List<String> keys, YamlTree value) {
    return new Match(added(at.path(), key), keys, value);
  }

  private static List<String> added(List<String> list, String last) {
    List<String> added = new ArrayList<>(list);
    added.add(last);
    return added;
  }

  private boolean holds(YamlTree tree) {
    return switch (tree) {
      case Mapping mapping -> value == null && !mapping.entries().isEmpty();
      case Sequence list -> value == null && !list.items().isEmpty();
      case Scalar scalar when value == null -> scalar.value() != null && !scalar.value().equals("");
      case Scalar scalar -> String.valueOf(scalar.value()).equals(value);
    };
  }
}
