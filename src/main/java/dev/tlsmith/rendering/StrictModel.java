package dev.tlsmith.rendering;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A map in which an undefined name is an error instead of nothing, at every depth. */
final class StrictModel extends AbstractMap<String, Object> {

  private final String path;
  private final Map<String, Object> values;

  private StrictModel(String path, Map<String, Object> values) {
    this.path = path;
    this.values = values;
  }

  /** A strict view of a model, its maps and lists included. */
  static Map<String, Object> of(Map<String, Object> model) {
    return of("", model);
  }

  /**
   * A strict view of a map that has a name itself.
   *
   * @param name for messages, e.g. {@code "pod"}
   */
  static Map<String, Object> named(String name, Map<?, ?> values) {
    return of(name + ".", values);
  }

  private static StrictModel of(String path, Map<?, ?> map) {
    Map<String, Object> strict = new LinkedHashMap<>();
    map.forEach((name, value) -> strict.put(name.toString(), strict(path + name, value)));
    return new StrictModel(path, strict);
  }

  private static @Nullable Object strict(String path, @Nullable Object value) {
    return switch (value) {
      case null -> null; // inside an object that the caller gave; it is serialised again
      case Map<?, ?> map -> of(path + ".", map);
      case List<?> list -> {
        List<Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(strict(path, item)));
        yield items;
      }
      default -> value;
    };
  }

  @Override
  public @Nullable Object get(Object name) {
    Object value = values.get(name);
    if (value == null && !values.containsKey(name)) {
      throw new IllegalStateException(
          "'%s%s' is not defined; defined here: %s"
              .formatted(path, name, new TreeSet<>(values.keySet())));
    }
    return value;
  }

  @Override
  public boolean containsKey(Object name) {
    return values.containsKey(name);
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return values.entrySet();
  }
}
