package dev.tlsmith.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.product.pack.ProductCatalogue;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.Proven;
import dev.tlsmith.spec.SpecSchema;
import dev.tlsmith.spec.Target;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be asked for: products, their options, and the schema of a spec. */
@Controller("/v1")
final class ProductController {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final MediaType SCHEMA_JSON = MediaType.of("application/schema+json");

  private final ProductCatalogue catalogue;
  private final ObjectMapper mapper;
  private final Entity products;
  private final Entity schema;

  ProductController(ProductCatalogue catalogue, SpecSchema schema, ObjectMapper mapper) {
    this.catalogue = catalogue;
    this.mapper = mapper;
    this.products = entity(catalogue.packs().stream().map(pack -> Product.of(pack, null)).toList());
    this.schema = entity(schema.schema().document());
  }

  /**
   * A product that can be asked for.
   *
   * @param id of the product
   * @param title name for readers
   * @param documentation page about TLS that its readers follow
   * @param versions version lines, oldest first; the newest that is no preview is the default
   * @param components programs with a listener or trust store of their own
   * @param targets that there are files for
   * @param proven what tests show besides the handshakes of every bundle
   * @param options JSON Schema of the options; only of a single product
   */
  @Introspected
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Product(
      String id,
      String title,
      String documentation,
      List<ProductPack.Version> versions,
      List<String> components,
      List<String> targets,
      List<Shown> proven,
      @Nullable JsonNode options) {

    static Product of(ProductPack pack, @Nullable JsonNode options) {
      return new Product(
          pack.id(),
          pack.title(),
          pack.documentation(),
          pack.versions(),
          pack.components(),
          ids(pack.targets()),
          pack.definition().proven().stream().map(Shown::of).toList(),
          options);
    }
  }

  /**
   * What tests show of a product.
   *
   * @param targets whose files were used
   * @param by {@code program}: the real program ran with them; {@code runtime}: a program of the
   *     tests did, on the product's framework; {@code rendered}: the real chart was rendered
   * @param versions of the program or the chart, e.g. {@code "7.0"}
   */
  @Introspected
  record Shown(List<String> targets, String by, List<String> versions) {

    static Shown of(Proven proven) {
      return new Shown(ids(proven.targets()), proven.by().id(), proven.versions());
    }
  }

  private static List<String> ids(Collection<Target> targets) {
    return targets.stream().map(Target::id).toList();
  }

  private record Entity(byte[] content, String tag) {}

  /**
   * Lists the products.
   *
   * @param ifNoneMatch ETag of what the caller has
   * @param http who asks
   * @return every product, without the schema of its options
   */
  @Get("/products")
  @Produces(MediaType.ALL)
  HttpResponse<?> products(
      @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch, HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    return answer(products, chosen, ifNoneMatch);
  }

  /**
   * Describes a product.
   *
   * @param id of the product
   * @param ifNoneMatch ETag of what the caller has
   * @param http who asks
   * @return the product, with the JSON Schema of its options
   */
  @Get("/products/{id}")
  @Produces(MediaType.ALL)
  HttpResponse<?> product(
      String id,
      @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
      HttpRequest<?> http) {
    ProductPack pack = catalogue.find(id).orElse(null);
    if (pack == null) {
      String known =
          catalogue.packs().stream().map(ProductPack::id).collect(Collectors.joining(", "));
      String detail =
          "%s is not a product known here; known are %s".formatted(Quoted.of(id), known);
      return HttpResponse.notFound(Problem.of(HttpStatus.NOT_FOUND, detail))
          .contentType(PROBLEM_JSON);
    }
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    Entity entity = entity(Product.of(pack, pack.options().document()));
    return answer(entity, chosen, ifNoneMatch);
  }

  /**
   * The JSON Schema of a TLS deployment spec, which every body is held to.
   *
   * @param ifNoneMatch ETag of what the caller has
   * @param http who asks
   * @return a JSON Schema, 2020-12
   */
  @Get("/schema")
  @Produces(MediaType.ALL)
  HttpResponse<?> schema(
      @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch, HttpRequest<?> http) {
    List<MediaType> offered = List.of(SCHEMA_JSON, MediaType.APPLICATION_JSON_TYPE);
    MediaType chosen = Accept.of(http).choose(offered, Function.identity());
    return answer(schema, chosen, ifNoneMatch);
  }

  private static HttpResponse<?> answer(
      Entity entity, MediaType mediaType, @Nullable String ifNoneMatch) {
    boolean known = ifNoneMatch != null && ifNoneMatch.contains(entity.tag());
    return known
        ? HttpResponse.notModified().header(HttpHeaders.ETAG, entity.tag())
        : HttpResponse.ok(entity.content())
            .contentType(mediaType)
            .header(HttpHeaders.ETAG, entity.tag());
  }

  private Entity entity(Object value) {
    try {
      byte[] content = mapper.writeValueAsBytes(value);
      String digest = Sha256.hex(content);
      return new Entity(content, "\"" + digest.substring(0, 32) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
