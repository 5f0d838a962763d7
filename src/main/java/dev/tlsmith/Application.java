package dev.tlsmith;

import io.micronaut.runtime.Micronaut;

/** Starts the service. */
public final class Application {

  private Application() {}

  /**
   * The entry point.
   *
   * @param args Micronaut's command-line properties, e.g. {@code -micronaut.server.port=9000}
   */
  public static void main(String[] args) {
    Micronaut.build(args).banner(false).mainClass(Application.class).start();
  }
}
