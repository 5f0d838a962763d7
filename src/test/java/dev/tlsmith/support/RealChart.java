package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A product's own chart. Charts are not ours to keep here: a folder of them, unpacked, is given by
 * {@code -Dcharts.dir}.
 *
 * @param version its own, or its folder's where it was never released
 * @param folder of the chart
 */
public record RealChart(String version, Path folder) {

  /** What {@code -Dcharts.dir} says; empty without it. */
  static final String CHARTS = System.getProperty("charts.dir", "");

  /** Whether there are charts of a name. */
  public static boolean present(String name) {
    return !named(name).isEmpty();
  }

  /** The charts of a name, oldest first. */
  public static List<RealChart> named(String name) {
    if (CHARTS.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(Path.of(CHARTS))) {
      TreeMap<Version, RealChart> charts = new TreeMap<>();
      for (Path folder : folders.toList()) {
        chart(name, folder).ifPresent(one -> charts.put(Version.parse(one.version()), one));
      }
      return List.copyOf(charts.values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<RealChart> chart(String name, Path folder) throws IOException {
    Path description = folder.resolve("Chart.yaml");
    if (!Files.isRegularFile(description)) {
      return Optional.empty();
    }
    JsonNode chart = Service.yaml(Files.readString(description));
    if (!chart.path("name").asText().equals(name)) {
      return Optional.empty();
    }
    String version = chart.path("version").asText();
    if (version.equals("0.0.0")) {
      version = folder.getFileName().toString().replaceFirst("^.*?-(?=[0-9])", "");
    }
    return Optional.of(new RealChart(version, folder.toRealPath()));
  }

  /** From this version on. */
  public boolean since(String first) {
    return Version.parse(version).compareTo(Version.parse(first)) >= 0;
  }

  /** {@code 14} of {@code 14.8.4}. */
  public int major() {
    return Integer.parseInt(version.replaceFirst("\\..*", ""));
  }

  /**
   * A copy that needs no other chart: of those that it depends on, only libraries that are unpacked
   * in it stay, since they render nothing themselves.
   */
  public RealChart copy(Path parent) {
    try {
      Path copy = Files.createTempDirectory(parent, "chart").resolve(folder.getFileName());
      copyTo(copy);
      ObjectNode chart = (ObjectNode) Service.yaml(Files.readString(copy.resolve("Chart.yaml")));
      ArrayNode kept = Service.JSON.createArrayNode();
      for (JsonNode dependency : chart.path("dependencies")) {
        if (isLibrary(copy.resolve("charts").resolve(dependency.path("name").asText()))) {
          kept.add(dependency);
        }
      }
      chart.set("dependencies", kept);
      Files.deleteIfExists(copy.resolve("Chart.lock"));
      Files.writeString(copy.resolve("Chart.yaml"), Service.YAML.writeValueAsString(chart));
      return new RealChart(version, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of a chart that it depends on, as its {@code Chart.yaml} says. */
  public String heldVersion(String dependency) {
    try {
      JsonNode chart = Service.yaml(Files.readString(folder.resolve("Chart.yaml")));
      for (JsonNode one : chart.path("dependencies")) {
        if (one.path("name").asText().equals(dependency)) {
          return one.path("version").asText();
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy that has another chart in it, and needs none besides. */
  public RealChart copy(Path parent, RealChart held) {
    RealChart copy = copy(parent);
    RealChart inner = held.copy(parent);
    try {
      JsonNode innerChart = Service.yaml(Files.readString(inner.folder().resolve("Chart.yaml")));
      String name = innerChart.path("name").asText();
      Path description = copy.folder().resolve("Chart.yaml");
      ObjectNode chart = (ObjectNode) Service.yaml(Files.readString(description));
      chart
          .withArray("/dependencies")
          .addObject()
          .put("name", name)
          .put("version", innerChart.path("version").asText());
      Files.writeString(description, Service.YAML.writeValueAsString(chart));
      Path charts = Files.createDirectories(copy.folder().resolve("charts"));
      Files.move(inner.folder(), charts.resolve(name));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copyTo(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path within = folder.relativize(file);
        boolean foreign =
            within.startsWith("charts")
                && (within.getNameCount() < 3 || !isLibrary(folder.resolve(within.subpath(0, 2))));
        boolean notes = file.endsWith("NOTES.txt"); // they may speak of what the other charts bring
        if (!foreign && !notes) {
          Path target = copy.resolve(within.toString());
          Files.createDirectories(target.getParent());
          copyTemplate(file, target);
        }
      }
    }
  }

  /** Where a real cluster is not asked, a chart that looks into the cluster finds nothing there. */
  private static void copyTemplate(Path file, Path target) throws IOException {
    if (file.toString().contains("/templates/")) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Files.writeString(target, text.replace("lookup \"v1\"", "pick (dict) \"v1\""));
    } else {
      Files.copy(file, target);
    }
  }

  private static boolean isLibrary(Path chart) throws IOException {
    Path description = chart.resolve("Chart.yaml");
    return Files.isRegularFile(description)
        && Service.yaml(Files.readString(description)).path("type").asText().equals("library");
  }

  /**
   * What Helm makes of it.
   *
   * @param values laid over each other in their order
   */
  public List<JsonNode> render(String release, String namespace, JsonNode... values) {
    try {
      TemplateCommand template =
          new Helm(folder)
              .template()
              .withName(release)
              .withNamespace(namespace)
              .withKubeVersion("1.32.0");
      Path files = Files.createTempDirectory(folder.getParent(), "values");
      for (int i = 0; i < values.length; i++) {
        template.withValuesFile(
            Files.writeString(files.resolve(i + ".yaml"), values[i].toString()));
      }
      return Service.documents(template.call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code helm lint} says with these values, laid over each other in their order. */
  public LintResult lint(JsonNode... values) {
    try {
      Path linted =
          Files.createTempDirectory(folder.getParent(), "lint").resolve(folder.getFileName());
      copyTo(linted);
      Path file = linted.resolve("values.yaml");
      ObjectNode merged = (ObjectNode) Service.yaml(Files.readString(file));
      for (JsonNode over : values) {
        merge(merged, over);
      }
      Files.writeString(file, Service.YAML.writeValueAsString(merged));
      return new Helm(linted).lint().call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void merge(ObjectNode into, JsonNode over) {
    for (var field : over.properties()) {
      if (field.getValue().isObject() && into.path(field.getKey()).isObject()) {
        merge((ObjectNode) into.path(field.getKey()), field.getValue());
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  @Override
  public String toString() {
    return version;
  }
}
