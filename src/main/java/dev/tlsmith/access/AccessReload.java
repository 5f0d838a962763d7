package dev.tlsmith.access;

import dev.tlsmith.access.caller.Callers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads policy and tokens again when they have changed, all or nothing: where anything is wrong
 * with them, who was known before stays so. Then the number {@code tlsmith_access_outdated} is 1.
 */
@Context
@Requires(property = AccessSource.POLICY)
final class AccessReload {

  private static final Logger LOG = LoggerFactory.getLogger(AccessReload.class);

  private final AccessSource source;
  private final Callers callers;
  private volatile boolean outdated;

  AccessReload(AccessSource source, Callers callers, @Nullable MeterRegistry registry) {
    this.source = source;
    this.callers = callers;
    if (registry != null) {
      registry.gauge("tlsmith.access.outdated", this, reload -> reload.outdated ? 1 : 0);
    }
  }

  /** Looks whether the files have changed. */
  @Scheduled(fixedDelay = "${tlsmith.access.refresh-interval:10s}")
  void refresh() {
    if (!source.hasChanged()) {
      return;
    }
    try {
      callers.replace(source.read());
      outdated = false;
      LOG.info("policy and tokens have changed and are in force");
    } catch (AccessException e) {
      outdated = true;
      LOG.error("policy and tokens have changed; those before stay in force: {}", e.getMessage());
    }
  }
}
