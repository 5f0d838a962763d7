package dev.tlsmith.rendering;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an expression stands among templates. The engine itself counts no line whose end a tag
 * takes away, and does not say in which template a macro failed.
 */
final class ExpressionPlaces {

  private static final Pattern TEMPLATE_NAME = Pattern.compile("['\"]([^'\"\\n]+\\.j2)['\"]");

  private final Map<String, String> sources;

  /** Among these, text by name. */
  ExpressionPlaces(Map<String, String> sources) {
    this.sources = sources;
  }

  /**
   * A place.
   *
   * @param line counted from 1
   */
  record Place(String template, int line) {}

  /** The first place in a template or in those that it takes in; partials come last. */
  Optional<Place> find(String rendered, String expression) {
    Set<String> reached = new LinkedHashSet<>(List.of(rendered));
    Deque<String> open = new ArrayDeque<>(reached);
    Deque<String> partials = new ArrayDeque<>(sources.keySet());
    partials.removeIf(name -> !name.startsWith(Partials.FOLDER));
    while (!open.isEmpty() || !partials.isEmpty()) {
      String name = open.isEmpty() ? partials.remove() : open.remove();
      String source = sources.getOrDefault(name, "");
      int at = expression.isEmpty() ? -1 : source.indexOf(expression);
      if (at >= 0) {
        return Optional.of(new Place(name, line(source, at)));
      }
      Matcher others = TEMPLATE_NAME.matcher(source);
      while (others.find()) {
        if (reached.add(others.group(1))) {
          open.add(others.group(1));
        }
      }
    }
    return Optional.empty();
  }

  static int line(String source, int at) {
    return 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
  }
}
