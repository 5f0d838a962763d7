package dev.tlsmith.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every refusal as {@code application/problem+json}, whoever refused: us, the router, the server.
 */
public final class ProblemResponses {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);
  private static final MediaType PROBLEM_JSON = MediaType.of("application/problem+json");

  private ProblemResponses() {}

  /** The response of a problem: its status, its media type, and nothing that a cache would keep. */
  public static MutableHttpResponse<Problem> response(Problem problem) {
    return HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
        .body(problem)
        .contentType(PROBLEM_JSON)
        .header("Cache-Control", "no-store");
  }

  /** What the server itself refuses: 404, 405, 406, 413, 415 and malformed HTTP. */
  @Singleton
  static final class OfServer implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(
        ErrorContext context, MutableHttpResponse<?> response) {
      HttpStatus status = HttpStatus.valueOf(response.code());
      if (status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
        return internal(context.getRequest(), context.getRootCause().orElse(null));
      }
      String detail =
          switch (status) {
            case NOT_FOUND -> "There is nothing at '%s'; GET / lists what there is.";
            case METHOD_NOT_ALLOWED -> "'%s' is not asked for in this way; see the Allow header.";
            case NOT_ACCEPTABLE -> "'%s' has no such representation; GET /docs lists them.";
            case REQUEST_ENTITY_TOO_LARGE -> "The body sent to '%s' is over 1 MiB; send less.";
            default -> "'%s' refuses the request: " + reasons(context);
          };
      Problem problem = Problem.of(status, detail.formatted(context.getRequest().getPath()));
      MutableHttpResponse<Problem> answer = response(problem);
      response.getHeaders().forEach((name, values) -> values.forEach(v -> keep(answer, name, v)));
      return answer;
    }

    private static void keep(MutableHttpResponse<Problem> answer, String name, String value) {
      if (name.equalsIgnoreCase("Allow")) {
        answer.header(name, value);
      }
    }

    private static String reasons(ErrorContext context) {
      return context.getErrors().stream()
          .map(io.micronaut.http.server.exceptions.response.Error::getMessage)
          .collect(Collectors.joining("; "))
          .replace("%", "%%");
    }
  }

  /** What we refuse. */
  @Singleton
  static final class OfSpec
      implements ExceptionHandler<InvalidSpecException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, InvalidSpecException refusal) {
      return response(Problem.of(refusal));
    }
  }

  /** A media type that no reader knows. */
  @Singleton
  static final class OfMediaType
      implements ExceptionHandler<UnsupportedBodyException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, UnsupportedBodyException refusal) {
      String detail = String.valueOf(refusal.getMessage());
      return response(Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail));
    }
  }

  /** More work than there are cores for. */
  @Singleton
  static final class OfLoad
      implements ExceptionHandler<OverloadedException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, OverloadedException refusal) {
      String detail = String.valueOf(refusal.getMessage());
      return response(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, detail))
          .header("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
    }
  }

  /** A caller that went away while it was worked for: nobody reads this. */
  @Singleton
  static final class OfAbandonment
      implements ExceptionHandler<AbandonedException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, AbandonedException stopped) {
      String detail = String.valueOf(stopped.getMessage());
      return response(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, detail));
    }
  }

  /** A caller that went away in the middle of its body: nobody reads this. */
  @Singleton
  static final class OfHalfABody implements ExceptionHandler<EOFException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, EOFException fault) {
      return response(
          Problem.of(HttpStatus.BAD_REQUEST, "The body ends too early; send all of it."));
    }
  }

  /** Anything else: a fault of ours. */
  @Singleton
  static final class OfAnythingElse implements ExceptionHandler<Throwable, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(
        @SuppressWarnings("rawtypes") HttpRequest request, Throwable fault) {
      return internal(request, fault);
    }
  }

  private static MutableHttpResponse<Problem> internal(
      HttpRequest<?> request, @org.jspecify.annotations.Nullable Throwable fault) {
    String id = UUID.randomUUID().toString();
    LOG.error("{} {}: fault {}", request.getMethod(), request.getPath(), id, fault);
    return response(Problem.internal(id));
  }
}
