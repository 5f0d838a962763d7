package dev.tlsmith.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAddressTest {

  @ParameterizedTest
  @CsvSource({
    "tls.example.com, , , http://tls.example.com",
    "10.0.0.1:8080, , https, https://10.0.0.1:8080",
    "[::1]:7465, , , http://[::1]:7465",
    "inner:7465, tls.example.com, https, https://tls.example.com",
    "a b, , , http://127.0.0.1:7465",
    "'a'';id;''', , , http://127.0.0.1:7465",
    "$(id), , , http://127.0.0.1:7465",
    "user@evil.example, , , http://127.0.0.1:7465",
    "inner, 'evil$(id)', javascript, http://inner"
  })
  void onlyAHostIsRepeated(String host, String forwardedHost, String scheme, String expected) {
    MutableHttpRequest<?> request = HttpRequest.GET("/").header("Host", host);
    if (forwardedHost != null) {
      request.header("X-Forwarded-Host", forwardedHost);
    }
    if (scheme != null) {
      request.header("X-Forwarded-Proto", scheme);
    }
    assertThat(ServiceAddress.of(request)).isEqualTo(expected);
  }
}
