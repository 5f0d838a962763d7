package dev.tlsmith.listener;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * What a connection may take.
 *
 * @param max how many may be open at a time, for each port
 * @param maxPerAddress how many of them one address may hold; what is over {@code max} is no bound
 * @param proxies addresses ({@code 10.1.2.3}) and networks ({@code 10.0.0.0/8}, {@code fd00::/8})
 *     that connect for many and are bounded by {@code max} alone; none by default
 * @param requestDeadline from the first byte of a request to its last
 */
@Context
@ConfigurationProperties("tlsmith.connections")
record ConnectionSettings(
    @Bindable(defaultValue = "256") int max,
    @Bindable(defaultValue = "64") int maxPerAddress,
    @Nullable List<String> proxies,
    @Bindable(defaultValue = "30s") Duration requestDeadline) {

  ConnectionSettings {
    positive("tlsmith.connections.max", max > 0, max);
    positive("tlsmith.connections.max-per-address", maxPerAddress > 0, maxPerAddress);
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
