package dev.tlsmith.http;

import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.bundle.ChartProvenance;
import dev.tlsmith.bundle.ChartProvenance.ProvenanceFile;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Installable Helm charts over the products' own. No key is made, and nothing secret is inside. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChartController {

  /** What registries call it: Helm 3.21, {@code pkg/registry/constants.go}. */
  private static final MediaType PROVENANCE =
      MediaType.of("application/vnd.cncf.helm.chart.provenance.v1.prov");

  private final BundleGenerator generator;
  private final ChartProvenance provenance;
  private final BundleEncoder encoder;
  private final SpecWork work;

  ChartController(
      BundleGenerator generator, ChartProvenance provenance, BundleEncoder encoder, SpecWork work) {
    this.generator = generator;
    this.provenance = provenance;
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
    return attachment(chart.archive(), Representation.GZIP.mediaType(), chart.archiveName());
  }

  /**
   * Makes the provenance file of the chart that the same spec gives, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return text signed by the operator's key, for {@code helm … --verify}
   */
  @Post("/charts.prov")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> prov(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    ProvenanceFile file = work.check(body, contentType, http, provenance::of);
    return attachment(file.text().getBytes(StandardCharsets.UTF_8), PROVENANCE, file.fileName());
  }

  private static HttpResponse<byte[]> attachment(byte[] content, MediaType type, String fileName) {
    return SpecWork.uncached(content)
        .contentType(type)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s\"".formatted(fileName));
  }
}
