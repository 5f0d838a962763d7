package dev.tlsmith.http;

import dev.tlsmith.bundle.ImageGenerator;
import dev.tlsmith.bundle.ImageGenerator.Archive;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** Images that trust what they must; a spec in, an archive out that Docker reads. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImageController {

  /** As registries name the digest of what they answer: OCI distribution specification 1.1. */
  private static final String DIGEST = "Docker-Content-Digest";

  private static final MediaType TAR = MediaType.of("application/x-tar");

  private final ImageGenerator generator;
  private final SpecWork work;

  ImageController(ImageGenerator generator, SpecWork work) {
    this.generator = generator;
    this.work = work;
  }

  /**
   * Makes a build context for {@code docker build -}: public certificates, and what puts them where
   * the product's programs look for them. No key is made and none is inside.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return a gzipped tar archive
   */
  @Post("/images.tgz")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> context(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return attachment(
        work.check(body, contentType, http, generator::context), Representation.GZIP.mediaType());
  }

  /**
   * Makes the trust image, for linux/amd64 and linux/arm64, as one file that is an OCI image layout
   * and what {@code docker load} reads. No key is made and none is inside.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return a tar archive; its digest is in a header
   */
  @Post("/images.tar")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> trustImage(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return attachment(work.check(body, contentType, http, generator::trustImage), TAR);
  }

  private static HttpResponse<byte[]> attachment(Archive archive, MediaType type) {
    MutableHttpResponse<byte[]> response =
        SpecWork.uncached(archive.content())
            .contentType(type)
            .header(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"%s\"".formatted(archive.fileName()));
    if (archive.digest() != null) {
      response.header(DIGEST, archive.digest());
    }
    return response;
  }
}
