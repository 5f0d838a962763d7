package dev.tlsmith.product.setting;

import dev.tlsmith.rendering.yaml.GivenYaml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a setting in a caller's file however its program lets it be written: in kebab or camel case
 * or capitals, nested or with dots, in a list of named values, and in a text that is a YAML
 * document itself.
 */
final class SettingFinder {

  private static final String ANY = "*";

  private SettingFinder() {}

  /**
   * Where a file sets something.
   *
   * @param place as a message names it, e.g. {@code "common.extraEnv[ACME_MODE]"}
   * @param text the value; null where the file takes it from elsewhere, e.g. by {@code valueFrom}
   */
  record Found(String place, @Nullable String text) {}

  /**
   * Every place that a pointer leads to and that is set, in the file's order.
   *
   * @param place of the node, as a message names it; empty for the file itself
   * @param node data as {@link GivenYaml} reads it
   * @param pointer a JSON pointer; its parts are compared without {@code -} and {@code _}, and
   *     {@code *} is any key
   */
  static Stream<Found> find(String place, @Nullable Object node, String pointer) {
    return below(place, node, normalised(pointer.substring(1)));
  }

  /** Every step takes something off the path, which the pack bounds. */
  private static Stream<Found> below(String place, @Nullable Object node, String path) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(
                  entry ->
                      rest(entry.getKey(), path).stream()
                          .flatMap(rest -> below(key(place, entry), entry.getValue(), rest)));
      case List<?> list ->
          list.stream()
              .filter(Map.class::isInstance)
              .map(item -> (Map<?, ?>) item)
              .flatMap(
                  item ->
                      rest(item.get("name"), path).stream()
                          .flatMap(rest -> inNamed(place, item, rest)));
      case String text when !path.isEmpty() -> below(place, document(text), path);
      case null -> Stream.empty();
      default -> path.isEmpty() ? Stream.of(new Found(place, node.toString())) : Stream.empty();
    };
  }

  private static Stream<Found> inNamed(String list, Map<?, ?> item, String path) {
    String place = "%s[%s]".formatted(list, item.get("name"));
    boolean fromElsewhere = item.get("value") == null && item.get("valueFrom") != null;
    return path.isEmpty() && fromElsewhere
        ? Stream.of(new Found(place, null))
        : below(place, item.get("value"), path);
  }

  private static String key(String place, Map.Entry<?, ?> entry) {
    return place.isEmpty() ? String.valueOf(entry.getKey()) : place + "." + entry.getKey();
  }

  /**
   * What of a path is left below a key; empty if the path does not go there. Dots in a key divide
   * it, and in the name of a variable they stand for its underscores.
   */
  private static Optional<String> rest(@Nullable Object key, String path) {
    String name = normalised(String.valueOf(key));
    return Stream.of(name.replace('.', '/'), name.replace(".", ""), ANY)
        .filter(spelled -> path.equals(spelled) || path.startsWith(spelled + "/"))
        .map(spelled -> path.substring(Math.min(path.length(), spelled.length() + 1)))
        .findFirst();
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
