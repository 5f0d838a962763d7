package dev.tlsmith.http;

import dev.tlsmith.bundle.BundleDiff;
import dev.tlsmith.bundle.BundleDiffs;
import dev.tlsmith.problem.InvalidSpecException;
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
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What would change, were a bundle made anew; nothing is made. */
@Controller("/v1/diffs")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class DiffController {

  private static final Pattern DAYS = Pattern.compile("[0-9]{1,4}");

  /** RFC 7240 §4.2. */
  private static final Pattern MINIMAL =
      Pattern.compile(
          "(^|,)\\s*+return\\s*+=\\s*+\"?minimal\"?\\s*+(;|,|$)", Pattern.CASE_INSENSITIVE);

  private final BundleDiffs diffs;
  private final SpecWork work;

  DiffController(BundleDiffs diffs, SpecWork work) {
    this.diffs = diffs;
    this.work = work;
  }

  /**
   * Says what a spec would give now, against an earlier bundle.
   *
   * @param body {@code tlsmith.yaml} of that bundle; or it as {@code earlier}, beside a {@code
   *     spec}
   * @param contentType of the body
   * @param renewBeforeDays how long before its end a certificate is due; default 30
   * @param prefer {@code return=minimal}: 204 where nothing is due
   * @param http who asks
   * @return the difference
   */
  @Post
  @Produces(MediaType.ALL)
  HttpResponse<BundleDiff> compare(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      @QueryValue(defaultValue = "30") String renewBeforeDays,
      @Header(name = "Prefer", defaultValue = "") String prefer,
      HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    Duration renewBefore = days(renewBeforeDays);
    BundleDiff diff =
        work.compare(
            body,
            contentType,
            http,
            (spec, earlier, who) -> diffs.of(spec, earlier, renewBefore, who));
    if (!diff.due() && MINIMAL.matcher(prefer).find()) {
      return HttpResponse.<BundleDiff>noContent()
          .header("Preference-Applied", "return=minimal")
          .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    return SpecWork.uncached(diff).contentType(chosen);
  }

  private static Duration days(String days) {
    if (!DAYS.matcher(days).matches()) {
      throw InvalidSpecException.parameter(
          "renewBeforeDays", days, "give a number of days from 0 to 9999");
    }
    return Duration.ofDays(Integer.parseInt(days));
  }
}
