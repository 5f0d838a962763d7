package dev.tlsmith.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.UnsupportedBodyException;
import dev.tlsmith.product.pack.ProductCatalogue;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.SpecSchema;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.http.MediaType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body to a spec, in one way for JSON, YAML and forms: parse to a tree, hold the tree to
 * the published schema, bind it to records.
 */
@Singleton
public final class SpecReader {

  private static final String DEPLOYMENTS = "deployments";
  private static final String SPEC = "spec";
  private static final String EARLIER = "earlier";
  private static final String DIGESTS = "sha256";
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /** The fields of {@code tlsmith.yaml}. */
  private static final Set<String> OF_BUNDLE = Set.of(SPEC, "tlsmith", "notAfter", DIGESTS);

  private static final List<String> SHARED_FIELDS =
      List.of(
          "acceptedWarnings",
          "certificate",
          "keyStore",
          "namespace",
          "release",
          "strict",
          "targets",
          "trust");
  private static final ObjectMapper BINDER =
      JsonMapper.builder().registerSubtypes(CertificateSource.kinds()).build();

  private final SpecSchema schema;
  private final ProductCatalogue catalogue;

  SpecReader(SpecSchema schema, ProductCatalogue catalogue) {
    this.schema = schema;
    this.catalogue = catalogue;
  }

  /**
   * Reads a body.
   *
   * @param body its bytes; null if it is empty
   * @param contentType JSON, YAML or a form; with its parameters
   * @throws InvalidSpecException if it is malformed, with every fault
   * @throws UnsupportedBodyException if it is of another type
   */
  public SpecRequest read(byte @Nullable [] body, @Nullable String contentType) {
    byte[] bytes = body == null ? new byte[0] : body;
    ObjectNode tree = parse(bytes, contentType);
    return isForm(contentType) ? bind(coerced(tree), "") : bindSent(tree);
  }

  /**
   * Reads a spec, and what an earlier bundle says of itself: {@code tlsmith.yaml} alone, whose own
   * spec is the one of now; or the two as {@code spec} and {@code earlier}, in a form as texts.
   *
   * @param body its bytes; null if it is empty
   * @param contentType JSON, YAML or a form; with its parameters
   * @throws InvalidSpecException if it is malformed, with every fault
   * @throws UnsupportedBodyException if it is of another type
   */
  public ComparisonRequest readComparison(byte @Nullable [] body, @Nullable String contentType) {
    byte[] bytes = body == null ? new byte[0] : body;
    ObjectNode tree = parse(bytes, contentType);
    if (tree.has(DIGESTS)) {
      return new ComparisonRequest(bindSent(tree), tree, "");
    }
    List<Fault> faults = new ArrayList<>();
    tree.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(SPEC) && !name.equals(EARLIER)) {
                String detail = "%s is not a field here; known are spec, earlier";
                faults.add(
                    new Fault("/" + name, "unknown-field", detail.formatted(Quoted.of(name))));
              }
            });
    ObjectNode earlier = part(tree, EARLIER);
    if (earlier == null) {
      String detail = "'earlier' is required; give tlsmith.yaml of the bundle as it is";
      faults.add(new Fault("/" + EARLIER, "missing", detail));
    }
    if (earlier == null || !faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, faults);
    }
    ObjectNode spec = part(tree, SPEC);
    SpecRequest request =
        spec != null
            ? bind(spec, "/" + SPEC)
            : bind(earlier.withObject("/" + SPEC), "/%s/%s".formatted(EARLIER, SPEC));
    return new ComparisonRequest(request, earlier, "/" + EARLIER);
  }

  /** An object, or the text of one; null where there is none. */
  private static @Nullable ObjectNode part(ObjectNode tree, String name) {
    JsonNode part = tree.path(name);
    if (part.isTextual()) {
      return BodyParser.yaml(part.asText().getBytes(StandardCharsets.UTF_8));
    }
    return part instanceof ObjectNode object ? object : null;
  }

  private static ObjectNode parse(byte[] body, @Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      throw new UnsupportedBodyException(
          "The request has no Content-Type; send application/json, application/yaml,"
              + " application/x-www-form-urlencoded or multipart/form-data, e.g. by -H"
              + " 'Content-Type: application/json'.");
    }
    String type = mediaType(contentType).getName();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "application/json", "text/json" -> BodyParser.json(body);
      case "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml" ->
          BodyParser.yaml(body);
      case URL_ENCODED, MULTIPART -> FormParser.parse(body, contentType);
      default -> throw unsupported(type);
    };
  }

  private static boolean isForm(@Nullable String contentType) {
    String type =
        contentType == null ? "" : mediaType(contentType).getName().toLowerCase(Locale.ROOT);
    return type.equals(URL_ENCODED) || type.equals(MULTIPART);
  }

  private static MediaType mediaType(String contentType) {
    try {
      return MediaType.of(contentType);
    } catch (IllegalArgumentException e) {
      throw unsupported(contentType);
    }
  }

  private static UnsupportedBodyException unsupported(String type) {
    String detail =
        "The content type %s is not read here; send application/json, application/yaml,"
            + " application/x-www-form-urlencoded or multipart/form-data.";
    return new UnsupportedBodyException(detail.formatted(Quoted.of(type)));
  }

  /** A form has texts only; the schemas say which of them are numbers, booleans and lists. */
  private ObjectNode coerced(ObjectNode tree) {
    schema.schema().coerce(tree);
    if (tree.path(DEPLOYMENTS).isArray()) {
      tree.path(DEPLOYMENTS).forEach(this::coerceOptions);
    } else {
      coerceOptions(tree);
    }
    return tree;
  }

  private void coerceOptions(JsonNode deployment) {
    if (deployment.path("options") instanceof ObjectNode options) {
      catalogue
          .find(deployment.path("product").asText())
          .ifPresent(pack -> pack.options().coerce(options));
    }
  }

  /** {@code tlsmith.yaml} of a bundle is a spec with what became of it beside. */
  private SpecRequest bindSent(ObjectNode body) {
    boolean ofBundle =
        body.properties().stream().map(Map.Entry::getKey).allMatch(OF_BUNDLE::contains);
    return ofBundle && body.path(SPEC) instanceof ObjectNode spec
        ? bind(spec, "/" + SPEC)
        : bind(body, "");
  }

  private SpecRequest bind(ObjectNode tree, String at) {
    List<Fault> faults = schema.schema().validate(tree);
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(
          InvalidSpecException.Kind.MALFORMED,
          faults.stream().map(fault -> fault.below(at)).toList());
    }
    boolean single = !tree.has(DEPLOYMENTS);
    try {
      return new SpecRequest(
          BINDER.treeToValue(single ? listed(tree) : tree, TlsSpec.class), single, at);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema let through what the records refuse", e);
    }
  }

  private static ObjectNode listed(ObjectNode tree) {
    ObjectNode deployment = tree.deepCopy();
    deployment.remove(SHARED_FIELDS);
    ObjectNode listed = tree.deepCopy();
    listed.retain(SHARED_FIELDS);
    listed.putArray(DEPLOYMENTS).add(deployment);
    return listed;
  }
}
