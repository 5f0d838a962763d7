package dev.tlsmith.rendering;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What templates share: the macros and values of {@code partials/pod.j2} are {@code pod.…} in every
 * other text that speaks of them, without an import.
 */
final class Partials {

  /** Where they are. */
  static final String FOLDER = "partials/";

  private static final Pattern PATH = Pattern.compile("partials/([a-z]+)\\.j2");
  private static final Pattern TAG = Pattern.compile("(?s)\\{[{%].*?[%}]}");
  private static final String USE = "(?<![\\w.])%s\\.[a-zA-Z]";
  private static final String IMPORT = "{%% import '%s' as %s %%}";

  private final Map<String, Partial> partials = new TreeMap<>();
  private final Map<String, String> imported = new ConcurrentHashMap<>();

  private record Partial(Pattern use, String tag) {}

  /** Those among templates, by their names. */
  Partials(Set<String> templates) {
    for (String path : templates) {
      Matcher partial = PATH.matcher(path);
      if (partial.matches()) {
        String name = partial.group(1);
        Pattern use = Pattern.compile(USE.formatted(name));
        partials.put(path, new Partial(use, IMPORT.formatted(path, name)));
      }
    }
  }

  /**
   * A text of the pack with the imports that it needs, on its first line, so that every line keeps
   * its number.
   *
   * @param name of the template; a partial does not import itself
   */
  String into(String name, String source) {
    return imported.computeIfAbsent(source, text -> imports(name, text) + text);
  }

  private String imports(String name, String source) {
    String code =
        TAG.matcher(source).results().map(MatchResult::group).collect(Collectors.joining());
    return partials.entrySet().stream()
        .filter(partial -> !partial.getKey().equals(name))
        .map(Map.Entry::getValue)
        .filter(partial -> partial.use().matcher(code).find())
        .map(Partial::tag)
        .collect(Collectors.joining());
  }
}
