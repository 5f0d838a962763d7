package dev.tlsmith.product.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service of a compose file, with what it inherits.
 *
 * @param name in the file
 * @param image that it runs; null where it names none
 * @param user that runs in it, as it stands in the file, e.g. {@code "101:101"}; {@code ""} where
 *     that is left to the image
 * @param command what is run in it, word by word; empty where that is left to the image
 * @param hasImage whether it names an image or is built, so that it can run by itself
 * @param environment its variables as they stand in the file; empty for one that compose passes on
 *     from the shell or from {@code .env}
 * @param environmentFiles paths of the files whose variables it gets, not seen here
 * @param extendedFiles paths of the files of whose services it inherits, not seen here
 * @param ports that it publishes
 * @param names by which other containers reach it besides its own: container, host and aliases
 */
public record ComposeService(
    String name,
    @Nullable ImageReference image,
    String user,
    List<String> command,
    boolean hasImage,
    Map<String, Optional<String>> environment,
    List<String> environmentFiles,
    List<String> extendedFiles,
    List<PublishedPort> ports,
    Set<String> names) {

  /**
   * Merges a service with those that it extends.
   *
   * @param chain from the one that all inherit from to the service itself
   */
  static ComposeService of(
      String name, List<Map<?, ?>> chain, List<String> aliases, List<String> elsewhere) {
    String image = null;
    String user = "";
    List<String> command = List.of();
    boolean hasImage = false;
    Map<String, Optional<String>> environment = new LinkedHashMap<>();
    Set<String> files = new LinkedHashSet<>();
    Set<PublishedPort> ports = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>(aliases);
    for (Map<?, ?> service : chain) {
      if (service.get("image") instanceof String own) {
        image = own;
      }
      user = service.get("user") == null ? user : String.valueOf(service.get("user"));
      command = service.get("command") == null ? command : words(service.get("command"));
      hasImage |= service.get("image") != null || service.get("build") != null;
      environment.putAll(environment(service.get("environment")));
      paths(service.get("env_file")).forEach(files::add);
      items(service.get("ports")).flatMap(PublishedPort::parse).forEach(ports::add);
      names(service).forEach(names::add);
    }
    names.remove(name);
    return new ComposeService(
        name,
        image == null ? null : ImageReference.parse(Interpolation.withDefaults(image)),
        user,
        command,
        hasImage,
        environment,
        List.copyOf(files),
        List.copyOf(elsewhere),
        List.copyOf(ports),
        names);
  }

  /** A list of words, or a text that compose divides as a shell does. */
  private static List<String> words(@Nullable Object command) {
    return command instanceof String text
        ? ShellWords.of(text)
        : items(command).map(String::valueOf).toList();
  }

  /** A map, or a list of {@code NAME=value}; without a value the shell has it. */
  static Map<String, Optional<String>> environment(@Nullable Object environment) {
    Map<String, Optional<String>> variables = new LinkedHashMap<>();
    if (environment instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) ->
              variables.put(
                  String.valueOf(name), Optional.ofNullable(value).map(Object::toString)));
    }
    items(environment)
        .map(String::valueOf)
        .forEach(
            item -> {
              int equals = item.indexOf('=');
              variables.put(
                  equals < 0 ? item : item.substring(0, equals),
                  equals < 0 ? Optional.empty() : Optional.of(item.substring(equals + 1)));
            });
    return variables;
  }

  /** A text, a list of texts, or a list of {@code {path, required, format}}. */
  private static List<String> paths(@Nullable Object files) {
    List<String> paths = new ArrayList<>();
    Stream.concat(Stream.ofNullable(files).filter(String.class::isInstance), items(files))
        .forEach(
            item -> {
              if (item instanceof Map<?, ?> map && map.get("path") != null) {
                paths.add(String.valueOf(map.get("path")));
              } else if (item instanceof String path) {
                paths.add(path);
              }
            });
    return paths;
  }

  private static List<String> names(Map<?, ?> service) {
    List<String> names = new ArrayList<>();
    for (String key : List.of("container_name", "hostname")) {
      if (service.get(key) instanceof String name) {
        names.add(name);
      }
    }
    if (service.get("networks") instanceof Map<?, ?> networks) {
      for (Object network : networks.values()) {
        if (network instanceof Map<?, ?> map) {
          items(map.get("aliases")).map(String::valueOf).forEach(names::add);
        }
      }
    }
    // What a variable becomes is not known here.
    return names.stream().filter(name -> !name.isEmpty() && name.indexOf('$') < 0).toList();
  }

  /** Its entries if it is a list, else none. */
  static Stream<Object> items(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().filter(item -> item != null).map(item -> (Object) item)
        : Stream.empty();
  }
}
