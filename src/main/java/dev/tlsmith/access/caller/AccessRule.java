package dev.tlsmith.access.caller;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Which requests need a known caller: where a policy is configured, all but those that read what is
 * nobody's. It decides alone; no other rule is asked.
 */
@Singleton
final class AccessRule implements SecurityRule<HttpRequest<?>> {

  private static final Set<String> OPEN =
      Set.of("/", "/docs", "/openapi.yaml", "/health", "/v1/products", "/v1/schema");
  private static final List<String> OPEN_BELOW = List.of("/docs/", "/health/", "/v1/products/");
  private static final String METRICS = "/prometheus";

  private final Callers callers;
  private final @Nullable Integer managementPort;

  AccessRule(Callers callers, @Nullable @Property(name = "endpoints.all.port") Integer port) {
    this.callers = callers;
    this.managementPort = port;
  }

  /** Whether anybody may send it. */
  boolean isOpen(HttpRequest<?> request) {
    HttpMethod method = request.getMethod();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      return false;
    }
    String path = request.getPath();
    return OPEN.contains(path)
        || OPEN_BELOW.stream().anyMatch(path::startsWith)
        || (path.equals(METRICS) && isManagement(request));
  }

  /** A port for management alone is for those who run the service; it serves no spec. */
  private boolean isManagement(HttpRequest<?> request) {
    return managementPort != null && request.getServerAddress().getPort() == managementPort;
  }

  @Override
  public Publisher<SecurityRuleResult> check(
      HttpRequest<?> request, @Nullable Authentication authentication) {
    boolean allowed = !callers.required() || isOpen(request) || authentication instanceof Caller;
    return Mono.just(allowed ? SecurityRuleResult.ALLOWED : SecurityRuleResult.REJECTED);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
