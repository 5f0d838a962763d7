package dev.tlsmith;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** The clock and the source of randomness, as beans that tests replace. */
@Factory
final class RuntimeFactory {

  /** The time, in UTC. */
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The operating system's randomness, which does not block once it is seeded. */
  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }
}
