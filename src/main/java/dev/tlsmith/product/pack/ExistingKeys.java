package dev.tlsmith.product.pack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.re2j.Pattern;
import dev.tlsmith.product.setting.SettingPlaces;
import dev.tlsmith.rendering.ConfigurationFormat;
import dev.tlsmith.rendering.yaml.ChartLists.SharedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's own files mean to a product. A place in their Helm values is a JSON pointer; in
 * a pattern a segment may be {@code *}, and {@code =…} at the end is the value that stands there.
 *
 * @param values places, by the name that templates use
 * @param names patterns, by the name that templates use
 * @param settings of the program, by the name that templates use
 * @param types what must stand where anything does
 * @param imageTags places of the tags of the product's images
 * @param variables patterns of the lists of variables of the product's pods
 * @param configuration patterns of the program's configuration in the emitted values, which
 *     variables override
 * @param shared lists that the chart renders as one
 * @param flags variables and keys whose text is a list of flags
 * @param replaces variables that a bundle may set to another value
 * @param reserved variables that the overlay's env files set, which {@code environment} would hide
 * @param files of the program's configuration that a part of a bundle is appended to, with how they
 *     are read
 * @param advice what to do about a flag that contradicts, by its part before the {@code =}
 */
public record ExistingKeys(
    Map<String, String> values,
    Map<String, List<String>> names,
    Map<String, SettingPlaces> settings,
    List<ExpectedType> types,
    List<String> imageTags,
    List<String> variables,
    List<String> configuration,
    List<SharedList> shared,
    List<String> flags,
    List<String> replaces,
    List<String> reserved,
    Map<String, ConfigurationFormat> files,
    Map<String, String> advice) {

  /** Nothing. */
  static final ExistingKeys NONE =
      new ExistingKeys(
          Map.of(), Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of(), List.of(), List.of(), Map.of(), Map.of());

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public ExistingKeys {
    values = Objects.requireNonNullElse(values, Map.of());
    names = Objects.requireNonNullElse(names, Map.of());
    settings = Objects.requireNonNullElse(settings, Map.of());
    types = orEmpty(types);
    imageTags = orEmpty(imageTags);
    variables = orEmpty(variables);
    configuration = orEmpty(configuration);
    shared = orEmpty(shared);
    flags = orEmpty(flags);
    replaces = orEmpty(replaces);
    reserved = orEmpty(reserved);
    files = Objects.requireNonNullElse(files, Map.of());
    advice = Objects.requireNonNullElse(advice, Map.of());
  }

  /**
   * The same for values that stand below a key.
   *
   * @param key as a JSON pointer; empty for the root
   */
  public ExistingKeys below(String key) {
    if (key.isEmpty()) {
      return this;
    }
    return new ExistingKeys(
        values.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> key + entry.getValue())),
        names.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> below(key, entry.getValue()))),
        settings.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().below(key))),
        Stream.concat(
                Stream.of(new ExpectedType(key, ValueType.MAPPING, null, null)),
                types.stream().map(type -> type.below(key)))
            .toList(),
        below(key, imageTags),
        below(key, variables),
        below(key, configuration),
        shared.stream()
            .map(list -> new SharedList(key + list.shared(), below(key, list.each())))
            .toList(),
        flags,
        replaces,
        reserved,
        files,
        advice);
  }

  /** The keys at the root of the values that any of the places stands at or below. */
  Stream<String> roots() {
    Stream<String> lists =
        shared.stream()
            .flatMap(list -> Stream.concat(Stream.of(list.shared()), list.each().stream()));
    return Stream.of(
            values.values().stream(),
            names.values().stream().flatMap(List::stream),
            settings.values().stream().flatMap(setting -> setting.helm().stream()),
            types.stream().map(ExpectedType::at),
            imageTags.stream(),
            variables.stream(),
            configuration.stream(),
            lists)
        .flatMap(places -> places)
        .map(place -> place.substring(1).replaceFirst("[/=].*", ""))
        .distinct();
  }

  private static List<String> below(String key, List<String> places) {
    return places.stream().map(place -> key + place).toList();
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /**
   * What must stand at a place where anything does.
   *
   * @param at its pattern
   * @param type of the value
   * @param pattern of a text, as a whole; RE2, so that no text is too long for it
   * @param rule that the pattern follows, in words
   */
  public record ExpectedType(
      String at, ValueType type, @Nullable String pattern, @Nullable String rule) {

    private ExpectedType below(String key) {
      return new ExpectedType(key + at, type, pattern, rule);
    }

    /** What is wrong with a value, for a reader; empty if nothing is. The value is not repeated. */
    public Stream<String> faults(Object value) {
      ValueType found = ValueType.of(value);
      if (found != type) {
        return Stream.of("is %s, and %s is expected there".formatted(found.title(), type.title()));
      }
      boolean fits = pattern == null || Pattern.matches(pattern, value.toString());
      return fits ? Stream.empty() : Stream.of("is not allowed there; " + rule);
    }
  }

  /** A kind of value. */
  enum ValueType {
    @JsonProperty("text")
    TEXT("a text"),
    @JsonProperty("number")
    NUMBER("a number"),
    @JsonProperty("boolean")
    BOOLEAN("true or false"),
    @JsonProperty("list")
    LIST("a list"),
    @JsonProperty("mapping")
    MAPPING("a mapping");

    private final String title;

    ValueType(String title) {
      this.title = title;
    }

    /** As a message names it, with its article. */
    String title() {
      return title;
    }

    /** That of a value. */
    static ValueType of(Object value) {
      return switch (value) {
        case Map<?, ?> map -> MAPPING;
        case List<?> list -> LIST;
        case Number number -> NUMBER;
        case Boolean truth -> BOOLEAN;
        default -> TEXT;
      };
    }
  }
}
