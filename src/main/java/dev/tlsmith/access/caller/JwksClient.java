package dev.tlsmith.access.caller;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientException;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URL;

/**
 * Fetches the keys of issuers; {@code micronaut.http.services.jwks} bounds it in time and size, and
 * says which CAs it trusts.
 */
@Singleton
public final class JwksClient implements ResourceRetriever {

  private final Provider<HttpClient> client;

  /** A client that is made when the first keys are fetched, so never where no issuer is named. */
  JwksClient(@Client(id = "jwks") Provider<HttpClient> client) {
    this.client = client;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HttpRequest<?> request =
        HttpRequest.GET(URI.create(url.toString()))
            .header(HttpHeaders.ACCEPT, "application/jwk-set+json, application/json");
    try {
      String keys = client.get().toBlocking().retrieve(request, String.class);
      return new Resource(keys, "application/json");
    } catch (HttpClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
