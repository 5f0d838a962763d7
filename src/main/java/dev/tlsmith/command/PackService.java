package dev.tlsmith.command;

import dev.tlsmith.access.caller.Caller;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.bundle.Requester;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.pack.PackException;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes bundles with the packs of a folder, as the service would, without its HTTP. */
final class PackService implements AutoCloseable {

  /** Where the service would answer, for the commands in what is rendered. */
  private static final String ADDRESS = "http://localhost:7465";

  private final ApplicationContext context;

  private PackService(ApplicationContext context) {
    this.context = context;
  }

  /**
   * One with the packs of a folder besides the built-in ones.
   *
   * @throws PackException if one of them is wrong
   */
  static PackService of(Path folder) {
    try {
      return new PackService(
          ApplicationContext.builder()
              .properties(Map.of("tlsmith.packs", folder.toString()))
              .start());
    } catch (BeanContextException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof PackException wrong) {
          throw wrong;
        }
      }
      throw e;
    }
  }

  /**
   * The bundle of a spec.
   *
   * @param spec a file in YAML or JSON
   * @throws InvalidSpecException if the service would refuse it
   */
  Bundle bundle(Path spec) throws IOException {
    SpecRequest request =
        context.getBean(SpecReader.class).read(Files.readAllBytes(spec), "application/yaml");
    BundleGenerator generator = context.getBean(BundleGenerator.class);
    Requester requester = new Requester(Caller.ANYBODY, "-", ADDRESS);
    return request.answer(() -> generator.generate(generator.order(request.spec(), requester)));
  }

  @Override
  public void close() {
    context.close();
  }
}
