package dev.tlsmith.rendering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML that a caller wrote for another program: one document, a mapping; anchors are allowed. Read
 * as data, with bounds on what aliases may grow to; no type but YAML's own is ever made.
 */
public final class GivenYaml {

  private static final int DEEPEST = 60;
  private static final int MOST_NODES = 100_000;
  private static final String RULE =
      "give one YAML document with a mapping, without duplicate keys and custom tags";

  private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  private GivenYaml() {}

  /**
   * Reads a text.
   *
   * @return maps, lists, text, numbers, booleans and null; empty for an empty document
   * @throws IllegalArgumentException if it is anything else; the message reaches the caller and
   *     repeats nothing of the text
   */
  public static Map<String, Object> parse(String text) {
    Object root;
    try {
      root = yaml().load(text);
    } catch (MarkedYAMLException e) {
      throw refused(
          e.getProblemMark() == null
              ? "it does not parse"
              : "it does not parse at line %d, column %d"
                  .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1));
    } catch (YAMLException e) {
      throw refused("it does not parse, or is nested or aliased too deeply");
    }
    if (root == null) {
      return Map.of();
    }
    if (root instanceof Map<?, ?> map) {
      return new GivenYaml().mapping(map);
    }
    throw refused("its root is not a mapping");
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(200);
    options.setNestingDepthLimit(DEEPEST);
    DumperOptions unused = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(unused), unused, options, new Scalars());
  }

  /** A date stays the text that it is, as Helm and compose read it. */
  private static final class Scalars extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.INT, INT, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  private Map<String, Object> mapping(Map<?, ?> map) {
    enter(map);
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value(value)));
    above.remove(map);
    return copy;
  }

  private @Nullable Object value(@Nullable Object value) {
    if (++nodes > MOST_NODES) {
      throw refused("it is too large once its aliases are written out");
    }
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> mapping(map);
      case List<?> list -> {
        enter(list);
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(value(item)));
        above.remove(list);
        yield copy;
      }
      case String text -> text;
      case Number number -> number;
      case Boolean truth -> truth;
      default -> throw refused("it holds a value of a type that a program's settings do not have");
    };
  }

  private void enter(Object collection) {
    if (!above.add(collection)) {
      throw refused("an alias stands within what it names");
    }
  }

  private static IllegalArgumentException refused(String fault) {
    return new IllegalArgumentException(fault + "; " + RULE);
  }
}
