package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What a component of Camunda is started with, as one target of a bundle sets it.
 *
 * @param variables its environment; a path in the container leads to the same file of this machine
 * @param probe the scheme with which the target asks for health; of compose the one in Camunda's
 *     own file, http, unless the overlay has a check of its own
 */
public record EmittedSettings(Map<String, String> variables, String probe) {

  private static final List<String> CHARTS = List.of("webModeler", "camundaHub");

  /** Where a bundle stands that is applied: its files, and the folder that holds them. */
  private record Applied(TestBundle bundle, Path folder) {}

  /**
   * Reads a bundle and lays out what is mounted.
   *
   * @param target {@code compose}, {@code helm} or {@code kubernetes}
   * @param component {@code restapi}, {@code webapp}, {@code websockets} or {@code console}
   * @param folder an empty one, or one that the same bundle was unpacked in
   */
  public static EmittedSettings of(
      TestBundle bundle, String target, String component, Path folder) {
    Applied applied = new Applied(bundle, bundle.unpack(folder));
    EmittedSettings settings =
        switch (target) {
          case "compose" -> compose(applied, component);
          case "helm" -> helm(applied, component);
          case "kubernetes" -> kubernetes(applied, component);
          default -> throw new IllegalArgumentException(target);
        };
    if (settings.variables.isEmpty()) {
      throw new AssertionError("nothing is set for %s by %s".formatted(component, target));
    }
    return settings;
  }

  public String get(String variable) {
    String value = variables.get(variable);
    if (value == null) {
      throw new AssertionError(variable + " is not among " + variables.keySet());
    }
    return value;
  }

  private static EmittedSettings compose(Applied applied, String component) {
    Map<String, String> variables = new LinkedHashMap<>();
    String own = "./tls/%s.env".formatted(component);
    JsonNode service =
        StreamSupport.stream(
                applied.bundle.yaml("docker-compose.tls.yaml").path("services").spliterator(),
                false)
            .filter(one -> one.path("env_file").path(0).asText().equals(own))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no service reads " + own));
    for (var variable : service.path("environment").properties()) {
      variables.put(variable.getKey(), variable.getValue().asText());
    }
    applied
        .bundle
        .text(own.substring("./".length()))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> variables.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    for (JsonNode mount : service.path("volumes")) {
      String[] parts = mount.asText().split(":", -1);
      redirect(variables, parts[1], applied.folder.resolve(parts[0]).normalize());
    }
    boolean https = service.path("healthcheck").path("test").toString().contains("https://");
    return new EmittedSettings(variables, https ? "https" : "http");
  }

  private static EmittedSettings helm(Applied applied, String component) {
    JsonNode values = applied.bundle.yaml("helm/values-tls.yaml");
    JsonNode pod =
        component.equals("console")
            ? values.path("console")
            : CHARTS.stream()
                .map(key -> values.path(key).path(component))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no values for " + component));
    Map<String, String> variables = variables(pod.path("env"));
    mount(applied, variables, pod.path("extraVolumes"), pod.path("extraVolumeMounts"));
    chartTrust(applied, variables, values, component);
    String scheme = pod.path("readinessProbe").path("scheme").asText("HTTP");
    return new EmittedSettings(variables, scheme.equals("HTTPS") ? "https" : "http");
  }

  /**
   * What the chart adds to a Node program, see {@code CamundaChartConformanceTest}; a JVM's trust
   * store is made in the pod.
   */
  private static void chartTrust(
      Applied applied, Map<String, String> variables, JsonNode values, String component) {
    JsonNode bundled = values.at("/global/tls/caBundle/secret");
    JsonNode console = values.at("/console/tls");
    if (bundled.isObject()) {
      byte[] content =
          object(applied, "Secret", bundled.path("existingSecret").asText())
              .get(bundled.path("existingSecretKey").asText());
      variables.put("NODE_EXTRA_CA_CERTS", "/etc/camunda/tls/ca.crt");
      redirect(
          variables,
          "/etc/camunda/tls/ca.crt",
          write(applied, component + "-chart", "ca.crt", content));
    } else if (component.equals("console") && console.path("enabled").asBoolean()) {
      String secret =
          console.path("existingSecret").asText(console.at("/secret/existingSecret").asText());
      String key = console.path("certKeyFilename").asText();
      Path file = write(applied, "console-chart", key, object(applied, "Secret", secret).get(key));
      variables.put("NODE_EXTRA_CA_CERTS", file.toString());
    }
  }

  private static EmittedSettings kubernetes(Applied applied, String component) {
    String file = component.equals("console") ? "deployment" : component;
    JsonNode pod =
        applied.bundle.yaml("kubernetes/%s.patch.yaml".formatted(file)).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    Map<String, String> variables = variables(container.path("env"));
    mount(applied, variables, pod.path("volumes"), container.path("volumeMounts"));
    String scheme = container.at("/readinessProbe/httpGet/scheme").asText();
    return new EmittedSettings(variables, scheme.equals("HTTPS") ? "https" : "http");
  }

  private static Map<String, String> variables(JsonNode list) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode one : list) {
      variables.put(one.path("name").asText(), one.path("value").asText());
    }
    return variables;
  }

  private static void mount(
      Applied applied, Map<String, String> variables, JsonNode volumes, JsonNode mounts) {
    for (JsonNode mount : mounts) {
      String name = mount.path("name").asText();
      for (JsonNode volume : volumes) {
        if (volume.path("name").asText().equals(name)) {
          for (JsonNode source : volume.at("/projected/sources")) {
            project(applied, name, source);
          }
        }
      }
      redirect(variables, mount.path("mountPath").asText() + "/", folder(applied, name));
    }
  }

  private static void project(Applied applied, String volume, JsonNode source) {
    String kind = source.has("secret") ? "Secret" : "ConfigMap";
    JsonNode reference = source.path(source.has("secret") ? "secret" : "configMap");
    Map<String, byte[]> data = object(applied, kind, reference.path("name").asText());
    for (JsonNode item : reference.path("items")) {
      byte[] content = data.get(item.path("key").asText());
      write(applied, volume, item.path("path").asText(), content);
    }
  }

  private static Map<String, byte[]> object(Applied applied, String kind, String name) {
    Map<String, byte[]> data = new LinkedHashMap<>();
    for (JsonNode object : applied.bundle.objects()) {
      if (object.path("kind").asText().equals(kind)
          && object.at("/metadata/name").asText().equals(name)) {
        boolean plain = kind.equals("ConfigMap");
        for (var entry : object.path(plain ? "binaryData" : "data").properties()) {
          data.put(entry.getKey(), Base64.getDecoder().decode(entry.getValue().asText()));
        }
        for (var entry : object.path(plain ? "data" : "stringData").properties()) {
          byte[] text = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
          data.put(entry.getKey(), text);
        }
        return data;
      }
    }
    throw new AssertionError("the bundle has no %s '%s'".formatted(kind, name));
  }

  private static Path write(Applied applied, String volume, String name, byte[] content) {
    try {
      Path file = folder(applied, volume).resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Applied applied, String volume) {
    return applied.folder.resolve("mounts").resolve(volume);
  }

  private static void redirect(Map<String, String> variables, String from, Path to) {
    String target = from.endsWith("/") ? to + "/" : to.toString();
    variables.replaceAll((name, value) -> value.replace(from, target));
  }
}
