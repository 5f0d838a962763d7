package dev.tlsmith.http;

import dev.tlsmith.bundle.Archives;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.bundle.ChartSet;
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

/** Installable Helm charts over the products' own. No key is made, and nothing secret is inside. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChartController {

  private final BundleGenerator generator;
  private final BundleEncoder encoder;
  private final SpecWork work;

  ChartController(BundleGenerator generator, BundleEncoder encoder, SpecWork work) {
    this.generator = generator;
    this.encoder = encoder;
    this.work = work;
  }

  /**
   * Makes the charts of a spec, one for each Helm release, as a list of files: JSON by default, or
   * YAML.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the charts and their files
   */
  @Post("/charts")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> charts(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    Representation chosen =
        Accept.of(http)
            .choose(List.of(Representation.JSON, Representation.YAML), Representation::mediaType);
    ChartSet charts = work.check(body, contentType, http, generator::charts);
    return SpecWork.uncached(encoder.encode(charts, chosen)).contentType(chosen.mediaType());
  }

  /**
   * Makes the chart of a spec with one Helm release as Helm packages it, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the archive, for {@code helm install}
   */
  @Post("/charts.tgz")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> tgz(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    ChartSet chart = work.check(body, contentType, http, generator::chart);
    return SpecWork.uncached(Archives.tarGz(chart.files()))
        .contentType(Representation.GZIP.mediaType())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s\"".formatted(chart.archiveName()));
  }
}
