package dev.tlsmith;

import dev.tlsmith.product.pack.PackException;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts the service. */
public final class Application extends Micronaut {

  private Application() {}

  /**
   * The entry point.
   *
   * @param args Micronaut's command-line properties, e.g. {@code -micronaut.server.port=9000}
   */
  public static void main(String[] args) {
    new Application().args(args).banner(false).mainClass(Application.class).start();
  }

  /** A wrong pack is its author's to mend: what is wrong, and no stack of ours. */
  @Override
  protected void handleStartupException(@Nullable Environment environment, Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof PackException) {
        LoggerFactory.getLogger(Application.class).error("{}", cause.getMessage());
        System.exit(1);
      }
    }
    super.handleStartupException(environment, exception);
  }
}
