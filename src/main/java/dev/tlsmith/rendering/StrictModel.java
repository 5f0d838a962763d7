package dev.tlsmith.rendering;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

  private static StrictModel of(String path, Map<?, ?> map) {
    Map<String, Object> strict = new LinkedHashMap<>();
    map.forEach((name, value) -> strict.put(name.toString(), strict(path + name, value)));
    return new StrictModel(path, strict);
  }

  private static Object strict(String path, Object value) {
    return switch (value) {
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
  public Object get(Object name) {
    Object value = values.get(name);
    if (value == null) {
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
