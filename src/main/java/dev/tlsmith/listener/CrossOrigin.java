package dev.tlsmith.listener;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may call: those of {@code tlsmith.cors.origins}, none by default.
 * Credentials of a browser (cookies, client certificates) are never asked for: a portal sends its
 * token itself.
 */
@Context
final class CrossOrigin implements BeanCreatedEventListener<CorsConfiguration> {

  private static final String PROPERTY = "tlsmith.cors.origins";
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https://[a-z0-9.-]+(:\\d{1,5})?|http://(localhost|127\\.0\\.0\\.1)(:\\d{1,5})?");

  private final List<String> origins;

  CrossOrigin(@Nullable @Property(name = PROPERTY) List<String> origins) {
    this.origins = origins == null ? List.of() : List.copyOf(origins);
    this.origins.forEach(CrossOrigin::check);
  }

  private static void check(String origin) {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          ("%s has '%s', which is not an origin that a browser sends: scheme https (or http on"
                  + " localhost), host in lower case, port where it is not the usual one, nothing"
                  + " behind; use e.g. 'https://portal.example.com'")
              .formatted(PROPERTY, origin));
    }
  }

  @Override
  public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
    CorsConfiguration cors = event.getBean();
    if (!origins.isEmpty()) {
      CorsOriginConfiguration allowed = new CorsOriginConfiguration();
      allowed.setAllowedOrigins(origins);
      allowed.setAllowedMethods(List.of(HttpMethod.GET, HttpMethod.POST));
      allowed.setAllowedHeaders(
          List.of(
              HttpHeaders.ACCEPT,
              HttpHeaders.AUTHORIZATION,
              HttpHeaders.CONTENT_TYPE,
              HttpHeaders.IF_NONE_MATCH));
      allowed.setExposedHeaders(
          List.of(
              HttpHeaders.CONTENT_DISPOSITION,
              HttpHeaders.ETAG,
              HttpHeaders.RETRY_AFTER,
              HttpHeaders.WWW_AUTHENTICATE));
      allowed.setAllowCredentials(false);
      allowed.setAllowPrivateNetwork(false);
      cors.setConfigurations(Map.of("portal", allowed));
      cors.setEnabled(true);
    }
    return cors;
  }
}
