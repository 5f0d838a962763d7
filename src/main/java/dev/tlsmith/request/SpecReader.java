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

  /** The fields of {@code tlsmith.yaml}. */
  private static final Set<String> OF_BUNDLE = Set.of(SPEC, "tlsmith", "notAfter", "sha256");

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
    if (contentType == null || contentType.isBlank()) {
      throw new UnsupportedBodyException(
          "The request has no Content-Type; send application/json, application/yaml,"
              + " application/x-www-form-urlencoded or multipart/form-data, e.g. by -H"
              + " 'Content-Type: application/json'.");
    }
    MediaType type = mediaType(contentType);
    return switch (type.getName().toLowerCase(Locale.ROOT)) {
      case "application/json", "text/json" -> bindSent(BodyParser.json(bytes));
      case "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml" ->
          bindSent(BodyParser.yaml(bytes));
      case "application/x-www-form-urlencoded", "multipart/form-data" ->
          bind(coerced(FormParser.parse(bytes, contentType)), "");
      default -> throw unsupported(type.getName());
    };
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
