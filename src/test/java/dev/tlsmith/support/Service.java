package dev.tlsmith.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.access.caller.Caller;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.bundle.ImageGenerator;
import dev.tlsmith.bundle.Requester;
import dev.tlsmith.http.ServiceAddress;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.pack.ProductCatalogue;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.proof.ImageProof;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service without its listener, and the specs that the tests give it. */
public final class Service {

  /** Keeps a number's text: {@code version: 8.10} is not 8.1. */
  public static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  public static final ObjectMapper JSON = new ObjectMapper();

  /** Whoever calls on loopback. */
  public static final Requester ANYBODY = new Requester(Caller.ANYBODY, "-", ServiceAddress.LOCAL);

  private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9+/]{2000,}+");
  private static final Pattern SHORT_WORD = Pattern.compile("long-word-([0-9]+)-");

  private static final Path PRODUCTS = Path.of("src/main/resources/products");
  private static final Path EXAMPLES = PRODUCTS.resolve("kestra/examples");
  private static final ApplicationContext CONTEXT = ApplicationContext.run(Examples.SERVICE_CA);

  private Service() {}

  /**
   * Makes the bundle of a spec written as YAML or JSON. Where the key stayed with its caller, they
   * have completed it as {@code TLS.md} says.
   */
  public static TestBundle bundle(String spec) {
    return Completion.of(incomplete(spec));
  }

  /** The bundle as it is handed out. */
  public static TestBundle incomplete(String spec) {
    return TestBundle.of(yaml(spec), generate(CONTEXT.getBean(BundleGenerator.class), read(spec)));
  }

  /** Every product. */
  public static Collection<ProductPack> packs() {
    return CONTEXT.getBean(ProductCatalogue.class).packs();
  }

  /** What anybody's spec comes to and costs. */
  public static BundleGenerator.Order order(String spec) {
    return CONTEXT.getBean(BundleGenerator.class).order(read(spec), ANYBODY);
  }

  /** What anybody gets who asks for an image alone. */
  public static ImageGenerator images() {
    return CONTEXT.getBean(ImageGenerator.class);
  }

  /** What shows that images trust what they must. */
  public static ImageProof imageProof() {
    return CONTEXT.getBean(ImageProof.class);
  }

  /** What anybody is told of a spec, of which nothing is made. */
  public static List<Warning> validate(String spec) {
    return CONTEXT.getBean(BundleGenerator.class).validate(read(spec), ANYBODY);
  }

  /** The charts of a spec. */
  public static ChartSet charts(String spec) {
    return CONTEXT.getBean(BundleGenerator.class).charts(read(spec), ANYBODY);
  }

  /** The chart of a spec, as Helm packages it. */
  public static byte[] chartArchive(String spec) {
    return CONTEXT.getBean(BundleGenerator.class).chart(read(spec), ANYBODY).archive();
  }

  /** The values of a spec for the product's own chart. */
  public static String helmValues(String spec) {
    return CONTEXT.getBean(BundleGenerator.class).render(read(spec), Target.HELM, ANYBODY);
  }

  /** What anybody gets for a spec. */
  public static Bundle generate(BundleGenerator generator, TlsSpec spec) {
    return generator.generate(generator.order(spec, ANYBODY));
  }

  /**
   * The bundle of every example of every product with one deployment, and of every cell of the
   * matrix, by what it is; made once.
   */
  public static Map<String, TestBundle> everything() {
    return Everything.BUNDLES;
  }

  /** Those of Kestra that are laid over nothing of the caller's. */
  public static Map<String, TestBundle> kestra() {
    Map<String, TestBundle> bundles = new LinkedHashMap<>(everything());
    bundles
        .values()
        .removeIf(bundle -> !bundle.product().equals("kestra") || bundle.spec().has("existing"));
    return bundles;
  }

  /** Made when first asked for. */
  private static final class Everything {

    static final Map<String, TestBundle> BUNDLES = new LinkedHashMap<>();

    static {
      for (Path product : folders(PRODUCTS)) {
        for (Path example : answered(product.resolve("examples"))) {
          ObjectNode spec = spec(example);
          if (!spec.has("deployments")) {
            BUNDLES.put(
                "%s %s".formatted(product.getFileName(), example.getFileName()), bundle(spec));
          }
        }
      }
      for (ObjectNode spec : Matrix.specs()) {
        TestBundle bundle = bundle(spec);
        BUNDLES.put("cell %d: %s".formatted(BUNDLES.size(), bundle), bundle);
      }
    }
  }

  /** Makes the bundle of a spec. */
  public static TestBundle bundle(JsonNode spec) {
    return bundle(spec.toString());
  }

  /** Makes the bundle of an example. */
  public static TestBundle example(String name) {
    return bundle(exampleSpec(name));
  }

  /** The spec of an example of Kestra. */
  public static ObjectNode exampleSpec(String name) {
    return spec(EXAMPLES.resolve(name));
  }

  /** The spec of an example of a product. */
  public static ObjectNode exampleSpec(String product, String name) {
    return spec(PRODUCTS.resolve(product).resolve("examples").resolve(name));
  }

  private static ObjectNode spec(Path example) {
    try {
      return (ObjectNode) yaml(Files.readString(example.resolve("spec.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every example of Kestra that is answered with a bundle. */
  static List<String> examples() {
    return answered(EXAMPLES).stream().map(folder -> folder.getFileName().toString()).toList();
  }

  private static List<Path> answered(Path examples) {
    return Files.isDirectory(examples)
        ? folders(examples).stream()
            .filter(folder -> !folder.getFileName().toString().startsWith("refused-"))
            .toList()
        : List.of();
  }

  private static List<Path> folders(Path parent) {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public roots that the service adds to trust stores for outgoing calls. */
  public static List<X509Certificate> publicRoots() {
    return List.copyOf(CONTEXT.getBean(PublicRoots.class).certificates());
  }

  /** One document of YAML, or JSON, as a tree. */
  public static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Every document of a YAML stream that is not empty. */
  public static List<JsonNode> documents(String text) {
    List<String> words = new ArrayList<>();
    String shortened =
        LONG_WORD
            .matcher(text)
            .replaceAll(
                word -> {
                  words.add(word.group());
                  return "long-word-%d-".formatted(words.size() - 1);
                });
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(shortened)) {
      return values.readAll().stream()
          .filter(JsonNode::isObject)
          .map(document -> lengthened(document, words))
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /**
   * A document with the words in it that the parser did not see: its time grows with the square.
   */
  private static JsonNode lengthened(JsonNode node, List<String> words) {
    return switch (node) {
      case ObjectNode map -> {
        map.properties().forEach(field -> field.setValue(lengthened(field.getValue(), words)));
        yield map;
      }
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          list.set(i, lengthened(list.get(i), words));
        }
        yield list;
      }
      case TextNode found when found.asText().contains("long-word-") ->
          TextNode.valueOf(
              SHORT_WORD
                  .matcher(found.asText())
                  .replaceAll(word -> words.get(Integer.parseInt(word.group(1)))));
      default -> node;
    };
  }

  /** The address of the service with a listener, on a port of its own. */
  public static String url() {
    return Listening.SERVER.getURL().toString();
  }

  /** Started when first asked for. */
  private static final class Listening {

    static final EmbeddedServer SERVER = ApplicationContext.run(EmbeddedServer.class, properties());

    private static Map<String, Object> properties() {
      Map<String, Object> properties = new HashMap<>(Examples.SERVICE_CA);
      properties.put("micronaut.server.port", "-1");
      return properties;
    }
  }

  public static TlsSpec read(String spec) {
    byte[] body = spec.getBytes(StandardCharsets.UTF_8);
    SpecRequest request = CONTEXT.getBean(SpecReader.class).read(body, "application/yaml");
    return request.spec();
  }
}
