package dev.tlsmith.http;

import dev.tlsmith.inspection.Inspection;
import dev.tlsmith.inspection.Inspector;
import dev.tlsmith.request.InspectionReader;
import io.micronaut.context.annotation.Property;
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
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody has, looked at; nothing is made of it, and nothing kept. */
@Controller("/v1/inspections")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class InspectionController {

  /** What a report calls the whole. */
  private static final String SUBJECT = "inspection";

  private final InspectionReader reader;
  private final Inspector inspector;
  private final SpecWork work;
  private final String version;

  InspectionController(
      InspectionReader reader,
      Inspector inspector,
      SpecWork work,
      @Property(name = "tlsmith.version") String version) {
    this.reader = reader;
    this.inspector = inspector;
    this.work = work;
    this.version = version;
  }

  /**
   * Looks at files, and says what is wrong with them.
   *
   * @param body a multipart form with files, or one file
   * @param contentType of the body; of one file it does not matter
   * @param hosts that certificates have to cover, besides those of the form
   * @param file name of the one file, as the findings repeat it
   * @param warningDays before its end, a certificate is worth a warning; default 30
   * @param http who asks
   * @return the findings, the worst first; or a report of them
   */
  @Post
  @Produces(MediaType.ALL)
  HttpResponse<?> inspect(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      @Nullable @QueryValue List<String> hosts,
      @Nullable @QueryValue String file,
      @Nullable @QueryValue String warningDays,
      HttpRequest<?> http) {
    FindingsFormat format =
        Accept.of(http).choose(List.of(FindingsFormat.values()), FindingsFormat::mediaType);
    var query = new InspectionReader.Query(hosts == null ? List.of() : hosts, file, warningDays);
    Inspection inspection =
        work.check(
            http,
            requester -> inspector.inspect(reader.read(body, contentType, query).inspection()));
    Object answer =
        format == FindingsFormat.JSON
            ? inspection
            : format.report(inspection.findings(), SUBJECT, version);
    return SpecWork.uncached(answer).contentType(format.mediaType());
  }
}
