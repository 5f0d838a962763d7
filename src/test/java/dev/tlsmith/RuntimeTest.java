package dev.tlsmith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.support.Examples;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeTest {

  @TempDir private static Path folder;

  private static String policy() {
    try {
      return Files.writeString(folder.resolve("policy.yaml"), "{callers: {}, policies: {}}")
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String POLICY = "/etc/tlsmith/access/policy.yaml";

  private static ListenerGuard guard(@Nullable String host, boolean tls, @Nullable String words) {
    return guard(host, tls, words, POLICY);
  }

  private static ListenerGuard guard(
      @Nullable String host, boolean tls, @Nullable String words, @Nullable String policy) {
    try (ApplicationContext context = ApplicationContext.builder().build()) {
      return new ListenerGuard(context.getEnvironment().start(), host, tls, words, policy);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, false, true", "127.0.0.1, false, false", "0.0.0.0, true, false"})
  void aListenerOfItsOwnIsHeldToTheSameRule(String host, boolean ssl, boolean refused) {
    String listener = "micronaut.server.netty.listeners.other.";
    Map<String, Object> properties =
        Map.of(
            "tlsmith.access.policy",
            policy(),
            listener + "host",
            host,
            listener + "port",
            0,
            listener + "ssl",
            ssl,
            "micronaut.server.ssl.enabled",
            ssl,
            "micronaut.server.ssl.build-self-signed",
            ssl);
    if (refused) {
      assertThatThrownBy(() -> Examples.startAndEnd(properties))
          .rootCause()
          .hasMessageContaining(listener + "host is '0.0.0.0'");
    } else {
      Examples.startAndEnd(properties);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "no such host"})
  void plainHttpBeyondLoopbackIsRefusedWithTheAddressTheReasonAndTheWayOut(@Nullable String host) {
    assertThatThrownBy(() -> guard(host, false, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'%s'", host == null ? "every address" : host)
        .hasMessageContaining("clear text")
        .hasMessageContaining("micronaut.server.ssl")
        .hasMessageContaining("tlsmith.plain-http-beyond-loopback to 'allowed-behind-a-tls-proxy'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void loopbackNeedsNeitherTlsNorAPolicy(String host) {
    assertThatCode(() -> guard(host, false, null, null)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, true, ",
    "'::', true, ",
    "192.0.2.1, true, ",
    "0.0.0.0, false, allowed-behind-a-tls-proxy"
  })
  void beyondLoopbackNobodyIsServedWithoutAPolicyWhateverElseIsAllowed(
      String host, boolean tls, @Nullable String words) {
    assertThatThrownBy(() -> guard(host, tls, words, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'%s'", host)
        .hasMessageContaining("no access policy")
        .hasMessageContaining("TLSMITH_ACCESS_POLICY");
    assertThatCode(() -> guard(host, tls, words, POLICY)).doesNotThrowAnyException();
  }

  @Test
  void withTlsEveryAddressWillDo() {
    assertThatCode(() -> guard("0.0.0.0", true, null)).doesNotThrowAnyException();
  }

  @Test
  void theWordsInTheConfigurationAllowPlainHttpBehindAProxy() {
    assertThatCode(() -> guard("0.0.0.0", false, "allowed-behind-a-tls-proxy"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "yes", "", "Allowed-Behind-A-TLS-Proxy"})
  void nothingButTheWordsWillDo(String words) {
    assertThatThrownBy(() -> guard("0.0.0.0", false, words))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theServiceItselfDoesNotStartOnEveryAddress() {
    assertThatThrownBy(() -> Examples.startAndEnd(Map.of("micronaut.server.host", "0.0.0.0")))
        .rootCause()
        .hasMessageContaining("beyond loopback");
  }

  @ParameterizedTest
  @CsvSource({
    "tlsmith.plain-http-beyond-loopback, allowed-behind-a-tls-proxy",
    "micronaut.server.ssl.enabled, true"
  })
  void theServiceReadsItsConfiguration(String name, String value) {
    Map<String, Object> properties =
        Map.of("micronaut.server.host", "0.0.0.0", name, value, "tlsmith.access.policy", policy());
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      assertThat(context.isRunning()).isTrue();
    }
  }

  @Test
  void theVersionThatBundlesSayIsTheProjects() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    try (ApplicationContext context = ApplicationContext.run()) {
      assertThat(pom)
          .contains(
              "<artifactId>tlsmith</artifactId>\n  <version>%s</version>"
                  .formatted(context.getRequiredProperty("tlsmith.version", String.class)));
    }
  }

  @Test
  void theServiceListensOnLoopbackByDefault() {
    try (ApplicationContext context = ApplicationContext.run()) {
      assertThat(context.getProperty("micronaut.server.host", String.class)).hasValue("127.0.0.1");
      assertThat(context.getBean(Clock.class).getZone()).isEqualTo(ZoneOffset.UTC);
      assertThat(context.getBean(SecureRandom.class)).isSameAs(context.getBean(SecureRandom.class));
    }
  }
}
