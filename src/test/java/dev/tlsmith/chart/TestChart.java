package dev.tlsmith.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A generated chart, unpacked, as Helm in this process takes it.
 *
 * @param folder of the chart
 */
public record TestChart(Path folder) {

  private static final Path STAND_IN = Path.of("src/test/resources/charts/values-stand-in");

  /** Unpacks the only chart of a set into a new folder. */
  public static TestChart unpack(ChartSet set, Path parent) {
    try {
      Path into = Files.createTempDirectory(parent, "charts");
      for (BundleFile file : set.files()) {
        Path path = into.resolve(file.path());
        Files.createDirectories(path.getParent());
        Files.write(path, file.content());
      }
      return new TestChart(into.resolve(set.charts().getFirst().name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code Chart.yaml}. */
  public JsonNode description() {
    return yaml("Chart.yaml");
  }

  public JsonNode yaml(String path) {
    return Service.yaml(text(path));
  }

  public String text(String path) {
    try {
      return Files.readString(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The product's chart that it names. */
  public JsonNode dependency() {
    return description().at("/dependencies/0");
  }

  /** A chart with the name and version of the product's, which renders what it is given. */
  public Path standIn(Path parent) {
    try {
      Path copy =
          Files.createTempDirectory(parent, "stand-in").resolve(dependency().path("name").asText());
      copy(STAND_IN, copy);
      ObjectNode chart = (ObjectNode) Service.yaml(Files.readString(copy.resolve("Chart.yaml")));
      chart.set("name", dependency().path("name"));
      chart.set("version", dependency().path("version"));
      Files.writeString(copy.resolve("Chart.yaml"), Service.YAML.writeValueAsString(chart));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the product's chart where {@code helm dependency build} would. */
  public TestChart with(Path product) {
    try {
      copy(product, folder.resolve("charts").resolve(product.getFileName().toString()));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** What Helm makes of it, with values laid over its own in their order. */
  public List<JsonNode> render(String release, String namespace, JsonNode... values) {
    return render(folder, release, namespace, values);
  }

  /** What Helm makes of any chart. */
  public static List<JsonNode> render(
      Path chart, String release, String namespace, JsonNode... values) {
    try {
      TemplateCommand template =
          new Helm(chart)
              .template()
              .withName(release)
              .withNamespace(namespace)
              .withKubeVersion("1.32.0");
      Path files = Files.createTempDirectory(chart.getParent(), "values");
      for (int i = 0; i < values.length; i++) {
        template.withValuesFile(
            Files.writeString(files.resolve(i + ".yaml"), values[i].toString()));
      }
      return Service.documents(template.call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code helm lint --strict} says. */
  public LintResult lint() {
    return new Helm(folder).lint().strict().call();
  }
}
