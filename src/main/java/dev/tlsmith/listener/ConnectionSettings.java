package dev.tlsmith.listener;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param most how many may be open at a time, for each port; one more is closed at once
 * @param requestDeadline from the first byte of a request to its last
 */
@Context
@ConfigurationProperties("tlsmith.connections")
record ConnectionSettings(
    @Bindable(defaultValue = "256") int most,
    @Bindable(defaultValue = "30s") Duration requestDeadline) {

  ConnectionSettings {
    positive("tlsmith.connections.most", most > 0, most);
    positive("tlsmith.connections.request-deadline", requestDeadline.isPositive(), requestDeadline);
  }

  private static void positive(String property, boolean positive, Object value) {
    if (!positive) {
      throw new IllegalArgumentException(
          "%s is '%s': it has to be more than nothing; leave it out for the default"
              .formatted(property, value));
    }
  }
}
