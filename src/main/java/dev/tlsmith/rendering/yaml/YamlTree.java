package dev.tlsmith.rendering.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A value of a YAML document, with the node that it was read from; aliases are followed. */
sealed interface YamlTree {

  /** Where it stands; null if it stands nowhere. */
  @Nullable Node node();

  /** The value alone: a map, a list, text, a number, a boolean or null. */
  @Nullable Object data();

  /** Whether its text can be copied: nothing in it refers to another place of the document. */
  boolean standsAlone();

  /** What it is, for a reader: {@code "a mapping"}. */
  String kind();

  /**
   * A mapping; what merge keys bring is in it.
   *
   * @param entries by their names as text
   * @param node null if it stands nowhere
   */
  record Mapping(Map<String, YamlTree> entries, @Nullable Node node, boolean standsAlone)
      implements YamlTree {

    static final Mapping EMPTY = new Mapping(Map.of(), null, false);

    @Override
    public Map<String, Object> data() {
      Map<String, Object> data = new LinkedHashMap<>();
      entries.forEach((name, value) -> data.put(name, value.data()));
      return data;
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    /** The same with another value under a name. */
    Mapping with(String name, YamlTree value) {
      Map<String, YamlTree> changed = new LinkedHashMap<>(entries);
      changed.put(name, value);
      return new Mapping(changed, null, false);
    }
  }

  /** A list. */
  record Sequence(List<YamlTree> items, SequenceNode node, boolean standsAlone)
      implements YamlTree {

    @Override
    public List<@Nullable Object> data() {
      List<@Nullable Object> data = new ArrayList<>(items.size());
      items.forEach(item -> data.add(item.data()));
      return data;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * A scalar.
   *
   * @param value text, a number, a boolean or null
   * @param node null if it stands nowhere
   */
  record Scalar(@Nullable Object value, @Nullable ScalarNode node, boolean standsAlone)
      implements YamlTree {

    static final Scalar NULL = new Scalar(null, null, false);

    /** A text that stands nowhere yet. */
    static Scalar of(String text) {
      return new Scalar(text, null, false);
    }

    @Override
    public @Nullable Object data() {
      return value;
    }

    @Override
    public String kind() {
      return switch (value) {
        case null -> "nothing";
        case Number number -> "a number";
        case Boolean truth -> "true or false";
        default -> "a text";
      };
    }
  }
}
