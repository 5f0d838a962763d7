package dev.tlsmith.http;

import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.BundleGenerator;
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
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Bundles: a spec in, everything that puts its product behind TLS out. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class BundleController {

  // A body that is empty is null here; Micronaut does not see JSpecify's annotation of an array.

  private final BundleGenerator generator;
  private final BundleEncoder encoder;
  private final SpecWork work;

  BundleController(BundleGenerator generator, BundleEncoder encoder, SpecWork work) {
    this.generator = generator;
    this.encoder = encoder;
    this.work = work;
  }

  /**
   * Makes a bundle, in the representation that Accept chooses: JSON by default, YAML, a zip archive
   * or a gzipped tar archive.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the bundle; it may hold private keys
   */
  @Post("/bundles")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> bundle(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    Representation chosen =
        Accept.of(http).choose(List.of(Representation.values()), Representation::mediaType);
    byte[] bytes = generate(body, contentType, http, bundle -> encoder.encode(bundle, chosen));
    return SpecWork.uncached(bytes).contentType(chosen.mediaType());
  }

  /**
   * Makes a bundle as a zip archive, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the archive; it may hold private keys
   */
  @Post("/bundles.zip")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> zip(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return generate(
        body, contentType, http, bundle -> attachment(bundle, Representation.ZIP, "zip"));
  }

  /**
   * Makes a bundle as a gzipped tar archive, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the archive; it may hold private keys
   */
  @Post("/bundles.tgz")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> tgz(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return generate(
        body, contentType, http, bundle -> attachment(bundle, Representation.GZIP, "tgz"));
  }

  private <T> T generate(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      Function<Bundle, T> packed) {
    return work.make(
        body,
        contentType,
        http,
        generator::order,
        order -> packed.apply(generator.generate(order)));
  }

  private HttpResponse<byte[]> attachment(
      Bundle bundle, Representation representation, String extension) {
    String name = bundle.deployments().getFirst().release().toLowerCase(Locale.ROOT);
    return SpecWork.uncached(encoder.encode(bundle, representation))
        .contentType(representation.mediaType())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-tls.%s\"".formatted(name, extension));
  }
}
