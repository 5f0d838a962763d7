package dev.tlsmith.http;

import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.problem.Warning;
import io.micronaut.core.annotation.Introspected;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Specs that are checked, and nothing made of them. */
@Controller("/v1/validations")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ValidationController {

  private final BundleGenerator generator;
  private final SpecWork work;

  ValidationController(BundleGenerator generator, SpecWork work) {
    this.generator = generator;
    this.work = work;
  }

  /**
   * Checks a spec and what is supplied with it, and makes nothing.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the warnings
   */
  @Post
  @Produces(MediaType.ALL)
  HttpResponse<Validation> validate(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    List<Warning> warnings = work.check(body, contentType, http, generator::validate);
    return SpecWork.uncached(new Validation(warnings)).contentType(chosen);
  }

  /**
   * A spec that can be fulfilled.
   *
   * @param warnings what the caller should know
   */
  @Introspected
  record Validation(List<Warning> warnings) {}
}
