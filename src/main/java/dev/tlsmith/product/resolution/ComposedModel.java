package dev.tlsmith.product.resolution;

import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.ComposeService;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the caller's own compose file says of a component, as templates see it. */
final class ComposedModel {

  private ComposedModel() {}

  /**
   * Its published TCP {@code ports}, and of its first service {@code user} and {@code command}, as
   * they stand in the file.
   *
   * @param file empty where none was given
   * @param services of the component
   */
  static Map<String, Object> of(Optional<ComposeFile> file, List<String> services) {
    List<ComposeService> given =
        services.stream()
            .flatMap(name -> file.stream().flatMap(one -> one.service(name).stream()))
            .toList();
    return Map.of(
        "ports",
        given.stream().flatMap(service -> ports(service).stream()).toList(),
        "user",
        given.stream().map(ComposeService::user).findFirst().orElse(""),
        "command",
        given.stream().map(ComposeService::command).findFirst().orElse(List.of()));
  }

  private static List<Map<String, Object>> ports(ComposeService service) {
    return service.ports().stream()
        .filter(port -> port.protocol().equals("tcp"))
        .map(
            port ->
                Map.<String, Object>of(
                    "entry", port.written(),
                    "first", port.container().first(),
                    "last", port.container().last(),
                    "loopback", port.isLoopback()))
        .toList();
  }
}
