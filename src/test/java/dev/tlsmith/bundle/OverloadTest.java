package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.KeyPairs;
import dev.tlsmith.problem.OverloadedException;
import dev.tlsmith.spec.KeyAlgorithm;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@MicronautTest
@Property(name = "tlsmith.test.busy", value = "true")
class OverloadTest {

  private static final String SPEC = "{\"product\":\"kestra\",\"hosts\":[\"kestra.example.com\"]}";

  @Inject
  @Client("/")
  private HttpClient client;

  /** Key generation at its bound. */
  @Singleton
  @Replaces(KeyPairs.class)
  @Requires(property = "tlsmith.test.busy")
  static class BusyKeyPairs extends KeyPairs {
    BusyKeyPairs(SecureRandom random) {
      super(random);
    }

    @Override
    public KeyPair generate(KeyAlgorithm algorithm) {
      throw new OverloadedException("Every core makes keys already; try again in 10 s.", 10);
    }
  }

  @Test
  void keyGenerationAtItsBoundIsA503ThatSaysWhenToTryAgain() {
    HttpRequest<String> request = HttpRequest.POST("/v1/bundles.zip", SPEC);
    HttpClientResponseException refusal =
        Assertions.catchThrowableOfType(
            HttpClientResponseException.class,
            () -> client.toBlocking().exchange(request, byte[].class));
    HttpResponse<?> response = refusal.getResponse();
    assertThat(response.code()).isEqualTo(503);
    assertThat(response.header("Retry-After")).isEqualTo("10");
    assertThat(response.getContentType())
        .map(Object::toString)
        .hasValue("application/problem+json");
  }

  @Test
  void whatNeedsNoKeyIsAnsweredAllTheSame() {
    String values =
        client.toBlocking().retrieve(HttpRequest.POST("/v1/render/helm", SPEC), String.class);
    assertThat(values).contains("key-store");
  }
}
