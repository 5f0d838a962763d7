package dev.tlsmith.http;

import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.report.Finding;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Specs that are checked, and nothing made of them. */
@Controller("/v1/validations")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ValidationController {

  /** Of what a report says a finding is in, where its caller does not say. */
  private static final String SPEC = "spec";

  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9._/@+-]{1,200}");

  private final BundleGenerator generator;
  private final SpecWork work;
  private final String version;

  ValidationController(
      BundleGenerator generator,
      SpecWork work,
      @Property(name = "tlsmith.version") String version) {
    this.generator = generator;
    this.work = work;
    this.version = version;
  }

  /**
   * Checks a spec and what is supplied with it, and makes nothing.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param file the spec's name, as a report repeats it; default {@code spec}
   * @param http who asks
   * @return the warnings; or a report of them, and of the faults of a spec that is refused
   */
  @Post
  @Produces(MediaType.ALL)
  HttpResponse<?> validate(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      @Nullable @QueryValue String file,
      HttpRequest<?> http) {
    FindingsFormat format =
        Accept.of(http).choose(List.of(FindingsFormat.values()), FindingsFormat::mediaType);
    String name = file == null ? SPEC : named(file);
    if (format == FindingsFormat.JSON) {
      List<Warning> warnings = work.check(body, contentType, http, generator::validate);
      return SpecWork.uncached(new Validation(warnings)).contentType(format.mediaType());
    }
    HttpStatus status = HttpStatus.OK;
    List<Finding> findings;
    try {
      findings =
          work.check(body, contentType, http, generator::validate).stream()
              .map(warning -> Finding.of(warning, name))
              .toList();
    } catch (InvalidSpecException refusal) {
      status = HttpStatus.valueOf(Problem.of(refusal).status());
      findings = refusal.faults().stream().map(fault -> Finding.of(fault, name)).toList();
    }
    return SpecWork.uncached(format.report(findings, name, version))
        .status(status)
        .contentType(format.mediaType());
  }

  private static String named(String file) {
    if (!FILE.matcher(file).matches()) {
      throw InvalidSpecException.parameter(
          "file",
          file,
          "give the path of the spec's file, of at most 200 of A-Z a-z 0-9 . _ / @ + -, e.g."
              + " 'deploy/tls.yaml'");
    }
    return file;
  }

  /**
   * A spec that can be fulfilled.
   *
   * @param warnings what the caller should know
   */
  @Introspected
  record Validation(List<Warning> warnings) {}
}
