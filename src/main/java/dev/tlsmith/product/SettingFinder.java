package dev.tlsmith.product;

import dev.tlsmith.rendering.GivenYaml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a setting in a caller's file however its program lets it be written: in kebab or camel case
 * or capitals, nested or with dots, in a list of named values, and in a text that is a YAML
 * document itself.
 */
final class SettingFinder {

  private SettingFinder() {}

  /**
   * The setting's value as text; empty if it is not set.
   *
   * @param node data as {@link GivenYaml} reads it
   * @param pointer a JSON pointer; its parts are compared without {@code -} and {@code _}
   */
  static Optional<String> find(@Nullable Object node, String pointer) {
    return below(node, normalised(pointer.substring(1)));
  }

  /** Every step takes something off the path, which the pack bounds. */
  private static Optional<String> below(@Nullable Object node, String path) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(entry -> under(entry.getKey(), entry.getValue(), path).stream())
              .findFirst();
      case List<?> list ->
          list.stream()
              .filter(Map.class::isInstance)
              .map(item -> (Map<?, ?>) item)
              .flatMap(item -> under(item.get("name"), item.get("value"), path).stream())
              .findFirst();
      case String text when !path.isEmpty() -> below(document(text), path);
      case null -> Optional.empty();
      default -> path.isEmpty() ? Optional.of(node.toString()) : Optional.empty();
    };
  }

  private static Optional<String> under(@Nullable Object key, @Nullable Object value, String path) {
    String name = normalised(String.valueOf(key)).replace('.', '/');
    if (name.equals(path)) {
      return below(value, "");
    }
    return path.startsWith(name + "/")
        ? below(value, path.substring(name.length() + 1))
        : Optional.empty();
  }

  private static Map<String, Object> document(String text) {
    try {
      return GivenYaml.parse(text);
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
  }

  private static String normalised(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
