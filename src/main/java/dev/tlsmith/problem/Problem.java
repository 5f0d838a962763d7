package dev.tlsmith.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal: {@code application/problem+json} (RFC 9457).
 *
 * @param type identifies the kind of problem; {@code about:blank} where the status says it all
 * @param title short summary of the kind
 * @param status the HTTP status
 * @param detail what is wrong here, for a person
 * @param errors every single fault, where there are several or they have a place in the request; at
 *     most 100
 * @param errorsOmitted how many more there are; absent if none
 * @param id what to search the log for; only of a 500
 */
@Introspected
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    List<Fault> errors,
    @Nullable Integer errorsOmitted,
    @Nullable String id) {

  /** That one problem lists. */
  public static final int MOST_ERRORS = 100;

  /** Repeats no key. */
  public Problem {
    detail = Quoted.withoutPem(detail);
  }

  /** A problem that its status describes. */
  public static Problem of(HttpStatus status, String detail) {
    return new Problem(
        "about:blank", status.getReason(), status.getCode(), detail, List.of(), null, null);
  }

  /** A problem with a code for machines besides its status. */
  public static Problem of(HttpStatus status, String code, String detail) {
    List<Fault> faults = List.of(new Fault("", code, detail));
    return new Problem(
        "about:blank", status.getReason(), status.getCode(), detail, faults, null, null);
  }

  /** A refusal with its faults. */
  public static Problem of(InvalidSpecException refusal) {
    HttpStatus status =
        switch (refusal.kind()) {
          case MALFORMED -> HttpStatus.BAD_REQUEST;
          case UNPROCESSABLE -> HttpStatus.UNPROCESSABLE_ENTITY;
          case FORBIDDEN -> HttpStatus.FORBIDDEN;
        };
    String title =
        switch (refusal.kind()) {
          case MALFORMED -> "The request is not a valid spec";
          case UNPROCESSABLE -> "The spec cannot be fulfilled";
          case FORBIDDEN -> "The caller's policy does not allow this";
        };
    List<Fault> faults = refusal.faults();
    int omitted = Math.max(0, faults.size() - MOST_ERRORS);
    return new Problem(
        "about:blank",
        title,
        status.getCode(),
        detail(faults, omitted),
        faults.subList(0, faults.size() - omitted),
        omitted == 0 ? null : omitted,
        null);
  }

  private static String detail(List<Fault> faults, int omitted) {
    if (faults.size() == 1) {
      return faults.getFirst().detail();
    }
    String sentence = "%d things are wrong; 'errors' lists %s";
    return sentence.formatted(
        faults.size(), omitted == 0 ? "them" : "the first " + (faults.size() - omitted));
  }

  /** A fault of ours: a fixed text and an id that the log has. */
  public static Problem internal(String id) {
    return new Problem(
        "about:blank",
        HttpStatus.INTERNAL_SERVER_ERROR.getReason(),
        HttpStatus.INTERNAL_SERVER_ERROR.getCode(),
        "Something went wrong here, and nothing was handed out; the log has more under this id.",
        List.of(),
        null,
        id);
  }
}
