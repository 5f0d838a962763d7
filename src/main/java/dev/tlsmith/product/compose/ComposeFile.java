package dev.tlsmith.product.compose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A compose file as data: <a
 * href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">the Compose
 * Specification</a>. What is not of the shape that it describes is left out; compose says so.
 */
public final class ComposeFile {

  /** How far services may inherit from one another; compose itself has no chain of this length. */
  private static final int DEEPEST = 20;

  private final Map<String, Map<?, ?>> services = new LinkedHashMap<>();
  private final Map<String, List<String>> aliases = new HashMap<>();
  private final boolean includesOthers;

  private ComposeFile(Map<String, Object> content) {
    if (content.get("services") instanceof Map<?, ?> map) {
      map.forEach(
          (name, service) ->
              services.put(
                  String.valueOf(name), service instanceof Map<?, ?> own ? own : Map.of()));
    }
    services.values().stream()
        .flatMap(service -> ComposeService.items(service.get("links")))
        .map(String::valueOf)
        .forEach(this::addAlias);
    this.includesOthers = content.get("include") != null;
  }

  /** What another service calls it: {@code links: ["name:alias"]}. */
  private void addAlias(String link) {
    int colon = link.indexOf(':');
    if (colon > 0) {
      aliases
          .computeIfAbsent(link.substring(0, colon), service -> new ArrayList<>())
          .add(link.substring(colon + 1));
    }
  }

  /**
   * A file.
   *
   * @param content its data, merge keys resolved
   */
  public static ComposeFile of(Map<String, Object> content) {
    return new ComposeFile(content);
  }

  /** The names of its services, in their order. */
  public List<String> services() {
    return List.copyOf(services.keySet());
  }

  /** Whether it takes services from files that are not seen here ({@code include}). */
  public boolean includesOthers() {
    return includesOthers;
  }

  /** A service with everything that it inherits within the file; empty if there is none. */
  public Optional<ComposeService> service(String name) {
    List<Map<?, ?>> chain = new ArrayList<>();
    List<String> elsewhere = new ArrayList<>();
    String next = name;
    while (next != null && services.containsKey(next) && chain.size() < DEEPEST) {
      Map<?, ?> service = services.get(next);
      chain.addFirst(service);
      next = base(service, elsewhere);
    }
    return chain.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ComposeService.of(name, chain, aliases.getOrDefault(name, List.of()), elsewhere));
  }

  /**
   * The service of this file that a service extends; null if none, or one of another file, which is
   * added to {@code elsewhere}.
   */
  private static @Nullable String base(Map<?, ?> service, List<String> elsewhere) {
    return switch (service.get("extends")) {
      case String base -> base;
      case Map<?, ?> base when base.get("file") instanceof String file -> {
        elsewhere.add(file);
        yield null;
      }
      case Map<?, ?> base when base.get("service") instanceof String inFile -> inFile;
      case null, default -> null;
    };
  }
}
