package dev.tlsmith.capacity;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much computing one request may ask for.
 *
 * @param specCost what a spec may cost: estimated CPU time on the machine that the unit costs were
 *     measured on
 * @param deadline how long something may be computed, by the clock
 */
@Context
@ConfigurationProperties("tlsmith.work")
public record WorkSettings(
    @Bindable(defaultValue = "15s") Duration specCost,
    @Bindable(defaultValue = "60s") Duration deadline) {

  /**
   * Settings.
   *
   * @throws IllegalArgumentException if nothing could ever be done
   */
  public WorkSettings {
    if (specCost.isNegative() || specCost.isZero()) {
      throw new IllegalArgumentException(
          "'%s' is no tlsmith.work.spec-cost; use a time such as 15s".formatted(specCost));
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "'%s' is no tlsmith.work.deadline; use a time such as 60s".formatted(deadline));
    }
  }
}
