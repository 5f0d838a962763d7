package dev.tlsmith.http;

import dev.tlsmith.bundle.Preview;
import dev.tlsmith.bundle.Previews;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** Bundles that are shown, and nothing made of them. */
@Controller("/v1/previews")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class PreviewController {

  private final Previews previews;
  private final SpecWork work;

  PreviewController(Previews previews, SpecWork work) {
    this.previews = previews;
    this.work = work;
  }

  /**
   * Shows what a bundle will have in it, and issues nothing.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return every file; what will be issued has a placeholder
   */
  @Post
  @Produces(MediaType.ALL)
  HttpResponse<Preview> preview(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    Preview preview = work.check(body, contentType, http, previews::of);
    return SpecWork.uncached(preview).contentType(chosen);
  }
}
