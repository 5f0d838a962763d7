package dev.tlsmith.product.compose;

import dev.tlsmith.rendering.YamlLists;
import dev.tlsmith.rendering.yaml.GivenYaml;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports that an overlay publishes, fitted to those of the file that it is laid over: compose
 * only adds ports, so that one too many cannot be taken back, and one that both publish stops the
 * container.
 *
 * @param text the overlay
 * @param leftOut ports of the overlay that the file publishes for the host alone
 * @param narrowed ports of the overlay that are published for the host alone, as all of the file
 * @param widened ports of the overlay that are published on every address, and all of the file on
 *     single ones
 * @param collisions ports that cannot be published beside one of the file's
 */
public record PortFitting(
    String text,
    List<Published> leftOut,
    List<Published> narrowed,
    List<Published> widened,
    List<Collision> collisions) {

  /** A port of a service. */
  public record Published(String service, PublishedPort port) {}

  /** Two that exclude each other; the first is the overlay's. */
  public record Collision(Published ours, Published theirs) {}

  /**
   * Fits an overlay.
   *
   * @param overlay one YAML document
   * @param file that it is laid over
   */
  public static PortFitting of(String overlay, ComposeFile file) {
    PortFitting fitting =
        new PortFitting(
            "", new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    String text =
        YamlLists.change(
            overlay,
            "services",
            "ports",
            (service, entries) -> {
              List<PublishedPort> theirs =
                  file.service(service).map(ComposeService::ports).orElse(List.of());
              return entries.stream()
                  .flatMap(PublishedPort::parse)
                  .flatMap(port -> fitting.fit(service, port, theirs).stream())
                  .peek(port -> fitting.collide(new Published(service, port), file))
                  .map(PublishedPort::toString)
                  .toList();
            });
    return new PortFitting(
        text, fitting.leftOut, fitting.narrowed, fitting.widened, fitting.collisions);
  }

  /** The ports that an overlay publishes. */
  public static List<Published> published(String overlay) {
    return all(ComposeFile.of(GivenYaml.parse(overlay)));
  }

  private static List<Published> all(ComposeFile file) {
    return file.services().stream()
        .flatMap(name -> file.service(name).stream())
        .flatMap(service -> service.ports().stream().map(p -> new Published(service.name(), p)))
        .toList();
  }

  private List<PublishedPort> fit(String service, PublishedPort port, List<PublishedPort> theirs) {
    List<PublishedPort> same = theirs.stream().filter(their -> their.leadsAs(port)).toList();
    if (!same.isEmpty()) {
      same.stream()
          .filter(their -> !their.address().isEmpty())
          .forEach(their -> leftOut.add(new Published(service, their)));
      return List.of();
    }
    boolean onSingle =
        !theirs.isEmpty() && theirs.stream().noneMatch(their -> their.address().isEmpty());
    if (!onSingle || !port.address().isEmpty()) {
      return List.of(port);
    }
    if (!theirs.stream().allMatch(PublishedPort::isLoopback)) {
      widened.add(new Published(service, port));
      return List.of(port);
    }
    List<PublishedPort> ports =
        theirs.stream().map(their -> port.at(their.address())).distinct().toList();
    ports.forEach(one -> narrowed.add(new Published(service, one)));
    return ports;
  }

  private void collide(Published ours, ComposeFile file) {
    all(file).stream()
        .filter(theirs -> ours.port().collidesWith(theirs.port()))
        .forEach(theirs -> collisions.add(new Collision(ours, theirs)));
  }
}
