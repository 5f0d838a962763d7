package dev.tlsmith.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * One of Camunda's components as a chart runs it.
 *
 * @param component {@code restapi}, {@code webapp}, {@code websockets} or {@code console}
 * @param deployment that was rendered
 * @param objects everything that was rendered with it
 */
record CamundaPod(String component, JsonNode deployment, List<JsonNode> objects) {

  private static final Set<String> COMPONENTS =
      Set.of("restapi", "webapp", "websockets", "console");

  /**
   * What a file in the container comes from.
   *
   * @param kind {@code Secret}, {@code ConfigMap}, or {@code emptyDir}
   * @param name of the object, or of the volume
   * @param key in it
   */
  record Source(String kind, String name, String key) {}

  /** Those of Web Modeler and Console among what was rendered. */
  static List<CamundaPod> of(List<JsonNode> objects) {
    List<CamundaPod> pods = new ArrayList<>();
    for (JsonNode deployment : Rendered.find(objects, "Deployment")) {
      String component =
          deployment.at("/metadata/labels").path("app.kubernetes.io/component").asText();
      if (COMPONENTS.contains(component)) {
        pods.add(new CamundaPod(component, deployment, objects));
      }
    }
    return pods;
  }

  JsonNode spec() {
    return deployment.at("/spec/template/spec");
  }

  JsonNode container() {
    return spec().path("containers").path(0);
  }

  /** The last value of a variable, which is the one that counts. */
  Optional<String> variable(String name) {
    return StreamSupport.stream(container().path("env").spliterator(), false)
        .filter(variable -> variable.path("name").asText().equals(name))
        .map(variable -> variable.path("value").asText())
        .reduce((first, last) -> last);
  }

  private boolean isTrue(String variable) {
    return variable(variable).filter("true"::equals).isPresent();
  }

  /** Whether the port that users or other components call speaks TLS. */
  boolean servesTls() {
    return switch (component) {
      case "webapp" -> isTrue("SSL_ENABLED");
      case "websockets" -> variable("PUSHER_SSL_CERT").isPresent();
      default -> isTrue("SERVER_SSL_ENABLED");
    };
  }

  /** The variable that says whether the port for health and metrics does; websockets has none. */
  String managementSwitch() {
    return component.equals("webapp") ? "MANAGEMENT_SSL_ENABLED" : "MANAGEMENT_SERVER_SSL_ENABLED";
  }

  /** What the port speaks that probes call. */
  String probedScheme() {
    boolean tls = component.equals("websockets") ? servesTls() : isTrue(managementSwitch());
    return tls ? "HTTPS" : "HTTP";
  }

  /** The port that probes call. */
  int probedPort() {
    return switch (component) {
      case "restapi" -> 8091;
      case "webapp" -> 8071;
      case "websockets" -> 8060;
      default -> 9100;
    };
  }

  /** Paths of the certificates that its ports show. */
  List<String> certificates() {
    List<String> names =
        switch (component) {
          case "webapp" -> List.of("SSL_CERT", "MANAGEMENT_SSL_CERT");
          case "websockets" -> List.of("PUSHER_SSL_CERT");
          default -> List.of("SERVER_SSL_CERTIFICATE", "MANAGEMENT_SERVER_SSL_CERTIFICATE");
        };
    return names.stream()
        .flatMap(name -> variable(name).stream())
        .map(path -> path.replaceFirst("^file:", ""))
        .toList();
  }

  /** The Services that lead to it. */
  List<String> services() {
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    return Rendered.find(objects, "Service").stream()
        .filter(
            service ->
                service.at("/spec/selector").properties().stream()
                    .allMatch(one -> one.getValue().equals(labels.path(one.getKey()))))
        .map(service -> service.at("/metadata/name").asText())
        .toList();
  }

  /** Where a file in the container comes from; nowhere if nothing mounts it. */
  Optional<Source> source(String path) {
    for (JsonNode mount : container().path("volumeMounts")) {
      String at = mount.path("mountPath").asText();
      if (path.startsWith(at + "/") && !mount.has("subPath")) {
        JsonNode volume = Rendered.named(spec().path("volumes"), mount.path("name").asText());
        Optional<Source> source = in(volume, path.substring(at.length() + 1));
        if (source.isPresent()) {
          return source;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Source> in(JsonNode volume, String file) {
    if (volume.has("emptyDir")) {
      return Optional.of(new Source("emptyDir", volume.path("name").asText(), file));
    }
    List<JsonNode> sources = new ArrayList<>(List.of(volume));
    volume.at("/projected/sources").forEach(sources::add);
    for (JsonNode source : sources) {
      Optional<Source> found =
          item("Secret", source.path("secret"), file)
              .or(() -> item("ConfigMap", source.path("configMap"), file));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Source> item(String kind, JsonNode object, String file) {
    String name = object.path("name").asText(object.path("secretName").asText());
    if (!object.has("items")) {
      return object.isMissingNode() ? Optional.empty() : Optional.of(new Source(kind, name, file));
    }
    return StreamSupport.stream(object.path("items").spliterator(), false)
        .filter(item -> item.path("path").asText().equals(file))
        .findFirst()
        .map(item -> new Source(kind, name, item.path("key").asText()));
  }

  @Override
  public String toString() {
    return component;
  }
}
