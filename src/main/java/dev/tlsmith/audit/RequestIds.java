package dev.tlsmith.audit;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives each request an id, the caller's own {@code X-Request-Id} where it is a plain one. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public final class RequestIds implements Ordered {

  private static final String HEADER = "X-Request-Id";
  private static final String ATTRIBUTE = "tlsmith.request-id";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Before anything can refuse the request. */
  @Override
  public int getOrder() {
    return ServerFilterPhase.FIRST.order();
  }

  @RequestFilter
  void name(HttpRequest<?> request) {
    String given = request.getHeaders().get(HEADER);
    boolean plain = given != null && PLAIN.matcher(given).matches();
    request.setAttribute(ATTRIBUTE, plain ? given : UUID.randomUUID().toString());
  }

  @ResponseFilter
  void answer(HttpRequest<?> request, MutableHttpResponse<?> response) {
    response.header(HEADER, of(request));
  }

  /** The id of a request; {@code "-"} if it has none. */
  public static String of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, String.class).orElse("-");
  }
}
