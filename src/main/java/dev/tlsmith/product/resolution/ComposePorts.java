package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.PortFitting;
import dev.tlsmith.product.compose.PortFitting.Collision;
import dev.tlsmith.product.compose.PortFitting.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The ports that the overlays of a spec publish on one host, beside those of the caller's file. */
final class ComposePorts {

  private static final String DOCUMENTATION =
      "https://docs.docker.com/reference/compose-file/services/#ports";

  private final List<Fault> faults;
  private final List<Published> published = new ArrayList<>();

  /**
   * Of all deployments of one spec.
   *
   * @param faults gets what cannot be published
   */
  ComposePorts(List<Fault> faults) {
    this.faults = faults;
  }

  /**
   * Fits the ports of an overlay to those that the caller's own file publishes.
   *
   * @param warnings gets what is fitted
   * @return the ports that the overlay publishes then
   */
  List<Published> fit(
      DeploymentSelection selection,
      RenderedFile overlay,
      ComposeFile file,
      List<Warning> warnings) {
    PortFitting fitting = PortFitting.of(overlay.text(), file);
    String leftOut =
        "Your file publishes \"%s\" of '%s' for that address alone, so the overlay adds no port. To"
            + " be reached from elsewhere write the address into your file, or name another port in"
            + " 'publishedPort'.";
    for (Published one : fitting.leftOut()) {
      warnings.add(
          Warning.note(
              "port-left-out", leftOut.formatted(one.port(), one.service()), DOCUMENTATION));
    }
    String narrowed =
        "Your file publishes '%s' for the host alone, and so does the overlay: \"%s\". To be"
            + " reached from elsewhere publish the container's port in your own file;"
            + " 'publishedPort' is the host's.";
    for (Published one : fitting.narrowed()) {
      warnings.add(
          Warning.note(
              "port-on-loopback", narrowed.formatted(one.service(), one.port()), DOCUMENTATION));
    }
    String widened =
        "The overlay publishes \"%s\" of '%s' on every address of the host, and your file its ports"
            + " on single ones. If it is to be reached there alone, publish the container's port in"
            + " your own file with the address and name its port in 'publishedPort': the overlay"
            + " then adds none.";
    for (Published one : fitting.widened()) {
      warnings.add(
          Warning.of(
              "port-on-every-address",
              widened.formatted(one.port(), one.service()),
              DOCUMENTATION));
    }
    for (Collision collision : fitting.collisions()) {
      String detail =
          "your compose file publishes \"%s\" of '%s' already, and the overlay \"%s\" of '%s': the"
              + " second of them cannot start. Name a free port in 'publishedPort', or take the"
              + " line out of your file";
      faults.add(
          new Fault(
              selection.at() + "/options/publishedPort",
              "port-is-taken",
              detail.formatted(
                  collision.theirs().port(),
                  collision.theirs().service(),
                  collision.ours().port(),
                  collision.ours().service())));
    }
    return PortFitting.published(fitting.text());
  }

  /** Refuses ports that another overlay of the spec publishes already. */
  void refuseTaken(DeploymentSelection selection, List<Published> ours) {
    for (Published one : ours) {
      List<Published> taken =
          published.stream().filter(other -> other.port().collidesWith(one.port())).toList();
      if (!taken.isEmpty()) {
        String detail =
            "the overlays of this spec would publish \"%s\" of '%s' and \"%s\" of '%s' on one host;"
                + " name another port in 'publishedPort', or ask for 'targets' without 'compose'";
        String others =
            taken.stream().map(other -> other.port().toString()).collect(Collectors.joining(", "));
        faults.add(
            new Fault(
                selection.at() + "/options/publishedPort",
                "port-is-taken",
                detail.formatted(one.port(), one.service(), others, taken.getFirst().service())));
      }
    }
    published.addAll(ours);
  }
}
