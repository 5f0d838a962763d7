package dev.tlsmith.access;

import dev.tlsmith.access.caller.Callers;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;

/** Reads who may call when the service starts. */
@Factory
final class AccessFactory {

  /**
   * Everybody who is known.
   *
   * @throws AccessException with everything that is wrong with the two files
   */
  @Context
  Callers callers(AccessSource source) {
    return new Callers(source.isConfigured(), source.read());
  }
}
