package dev.tlsmith.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address that a caller used, e.g. {@code "https://tlsmith.example.com"}: what the service
 * prints is to be called again by whoever got it.
 */
public final class ServiceAddress {

  /** Where nobody says another one: as the service listens when nothing is configured. */
  public static final String LOCAL = "http://127.0.0.1:7465";

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

  private ServiceAddress() {}

  /**
   * The address of a request: its {@code Host} and scheme, or those that a proxy in front of the
   * service forwards in {@code X-Forwarded-Host} and {@code X-Forwarded-Proto}. What is no host is
   * not repeated.
   */
  static String of(HttpRequest<?> http) {
    HttpHeaders headers = http.getHeaders();
    String forwarded = headers.get("X-Forwarded-Host");
    String host = isHost(forwarded) ? forwarded : headers.get(HttpHeaders.HOST);
    boolean secure = http.isSecure() || "https".equals(headers.get("X-Forwarded-Proto"));
    return isHost(host) ? "%s://%s".formatted(secure ? "https" : "http", host) : LOCAL;
  }

  private static boolean isHost(@Nullable String text) {
    return text != null && HOST.matcher(text).matches();
  }
}
