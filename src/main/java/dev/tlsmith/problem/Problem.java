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
 * @param errors every single fault, where there are several or they have a place in the request
 * @param id what to search the log for; only of a 500
 */
@Introspected
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type, String title, int status, String detail, List<Fault> errors, @Nullable String id) {

  /** A problem that its status describes. */
  public static Problem of(HttpStatus status, String detail) {
    return new Problem(
        "about:blank", status.getReason(), status.getCode(), detail, List.of(), null);
  }

  /** A problem with a code for machines besides its status. */
  public static Problem of(HttpStatus status, String code, String detail) {
    List<Fault> faults = List.of(new Fault("", code, detail));
    return new Problem("about:blank", status.getReason(), status.getCode(), detail, faults, null);
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
    String detail =
        faults.size() == 1
            ? faults.getFirst().detail()
            : "%d things are wrong; 'errors' lists them".formatted(faults.size());
    return new Problem("about:blank", title, status.getCode(), detail, faults, null);
  }

  /** A fault of ours: a fixed text and an id that the log has. */
  public static Problem internal(String id) {
    return new Problem(
        "about:blank",
        HttpStatus.INTERNAL_SERVER_ERROR.getReason(),
        HttpStatus.INTERNAL_SERVER_ERROR.getCode(),
        "Something went wrong here, and nothing was handed out; the log has more under this id.",
        List.of(),
        id);
  }
}
