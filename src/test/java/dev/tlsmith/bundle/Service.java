package dev.tlsmith.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The service without its listener, and the specs that the tests give it. */
final class Service {

  static final YAMLMapper YAML = new YAMLMapper();
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Path EXAMPLES = Path.of("src/main/resources/products/kestra/examples");
  private static final ApplicationContext CONTEXT = ApplicationContext.run();

  private Service() {}

  /** Makes the bundle of a spec written as YAML or JSON. */
  static TestBundle bundle(String spec) {
    return TestBundle.of(yaml(spec), CONTEXT.getBean(BundleGenerator.class).generate(read(spec)));
  }

  /** The bundle of every example and of every cell of the matrix, by what it is; made once. */
  static Map<String, TestBundle> everything() {
    return Everything.BUNDLES;
  }

  /** Made when first asked for. */
  private static final class Everything {

    static final Map<String, TestBundle> BUNDLES = new LinkedHashMap<>();

    static {
      examples().forEach(name -> BUNDLES.put(name, example(name)));
      for (ObjectNode spec : Matrix.specs()) {
        TestBundle bundle = bundle(spec);
        BUNDLES.put("cell %d: %s".formatted(BUNDLES.size(), bundle), bundle);
      }
    }
  }

  /** Makes the bundle of a spec. */
  static TestBundle bundle(JsonNode spec) {
    return bundle(spec.toString());
  }

  /** Makes the bundle of an example. */
  static TestBundle example(String name) {
    return bundle(exampleSpec(name));
  }

  /** The spec of an example. */
  static ObjectNode exampleSpec(String name) {
    try {
      return (ObjectNode) yaml(Files.readString(EXAMPLES.resolve(name).resolve("spec.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every example that is answered with a bundle. */
  static List<String> examples() {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith("refused-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public roots that the service adds to trust stores for outgoing calls. */
  static List<X509Certificate> publicRoots() {
    return List.copyOf(CONTEXT.getBean(PublicRoots.class).certificates());
  }

  /** One document of YAML, or JSON, as a tree. */
  static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Every document of a YAML stream that is not empty. */
  static List<JsonNode> documents(String text) {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return values.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The address of the service with a listener, on a port of its own. */
  static String url() {
    return Listening.SERVER.getURL().toString();
  }

  /** Started when first asked for. */
  private static final class Listening {

    static final EmbeddedServer SERVER =
        ApplicationContext.run(EmbeddedServer.class, Map.of("micronaut.server.port", "-1"));
  }

  private static TlsSpec read(String spec) {
    byte[] body = spec.getBytes(StandardCharsets.UTF_8);
    SpecRequest request = CONTEXT.getBean(SpecReader.class).read(body, "application/yaml");
    return request.spec();
  }
}
