package dev.tlsmith.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages: recipes for a terminal, the contract, and a page to try it. */
@Controller
final class SiteController {

  /** The page loads nothing from another host, and no other page can frame it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action"
          + " 'none'";

  private final OpenApiDocument openApi;
  private final String recipes = resource("/site/recipes.txt");
  private final String docs = resource("/site/docs.html");
  private final String script = resource("/site/docs.js");

  SiteController(OpenApiDocument openApi) {
    this.openApi = openApi;
  }

  /**
   * Recipes for curl.
   *
   * @param http whose address the recipes call
   * @return a page of text
   */
  @Get("/")
  @Produces(MediaType.TEXT_PLAIN)
  String recipes(HttpRequest<?> http) {
    return recipes.replace(ServiceAddress.LOCAL, ServiceAddress.of(http));
  }

  /** The contract. */
  @Get("/openapi.yaml")
  @Produces(MediaType.ALL)
  HttpResponse<String> openApi(HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(Representation.YAML.mediaType());
    return HttpResponse.ok(openApi.yaml()).contentType(chosen);
  }

  /** A page to read the contract and try it. */
  @Get("/docs")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> docs() {
    return HttpResponse.ok(docs)
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  /** Starts the page. */
  @Get("/docs/docs.js")
  @Produces("text/javascript")
  String script() {
    return script;
  }

  private static String resource(String name) {
    try (InputStream in = SiteController.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
