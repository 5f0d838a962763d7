package dev.tlsmith.support;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The examples of all packs, and a service that answers them the same way each time. */
public final class Examples {

  public static final Path PRODUCTS = Path.of("src/main/resources/products");

  /** Between the beginnings and the ends of the certificates in the examples. */
  static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");

  private static final String FIXED = "tlsmith.test.fixed";

  private Examples() {}

  /** Takes the place of what the machine gives. */
  @Factory
  @Requires(property = FIXED)
  static final class FixedRuntime {

    @Singleton
    @Replaces(Clock.class)
    Clock clock() {
      return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Singleton
    @Replaces(SecureRandom.class)
    SecureRandom random() {
      return new FixedPasswords();
    }
  }

  /**
   * One example.
   *
   * @param pack id of its pack
   * @param name of its folder
   * @param folder with {@code spec.yaml} and {@code expected/}
   */
  public record Example(String pack, String name, Path folder) {

    public byte[] spec() {
      try {
        return Files.readAllBytes(folder.resolve("spec.yaml"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Path expected() {
      return folder.resolve("expected");
    }
  }

  /** The packs outside the jar: {@code -Dpacks.dir}, else the one of the contributors' guide. */
  public static String packsDirectory() {
    String directory = System.getProperty("packs.dir", "");
    return directory.isEmpty() ? "src/test/resources/packs" : directory;
  }

  /** Every example of the built-in packs, and of those outside the jar. */
  public static List<Example> all() {
    List<Example> examples = new ArrayList<>(below(PRODUCTS));
    examples.addAll(below(Path.of(packsDirectory())));
    return examples;
  }

  private static List<Example> below(Path products) {
    List<Example> examples = new ArrayList<>();
    for (Path pack : children(products)) {
      if (Files.isDirectory(pack.resolve("examples"))) {
        for (Path folder : children(pack.resolve("examples"))) {
          examples.add(
              new Example(pack.getFileName().toString(), folder.getFileName().toString(), folder));
        }
      }
    }
    return examples;
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CA of the service under test. */
  public static final Map<String, Object> SERVICE_CA =
      Map.of(
          "tlsmith.certificate-authority.certificates", "src/test/resources/service-ca/ca.crt",
          "tlsmith.certificate-authority.private-key", "src/test/resources/service-ca/ca.key");

  /** A context with a fixed time, fixed passwords and two public roots of our own. */
  public static ApplicationContext context() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("tlsmith.public-roots", "src/test/resources/test-roots.pem");
    properties.put("tlsmith.packs", packsDirectory());
    properties.put(FIXED, "true");
    properties.putAll(SERVICE_CA);
    return ApplicationContext.builder().properties(properties).start();
  }

  /**
   * Starts the service with these properties and ends it, or what of it had begun where it does not
   * start. It has no timer of Micronaut's, which would go on into the log of other tests.
   */
  public static void startAndEnd(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("micronaut.health.monitor.enabled", false);
    try (ApplicationContext context = ApplicationContext.builder().properties(all).build()) {
      context.start();
    }
  }

  /** Chooses the first character each time, and random bytes for everything else. */
  static final class FixedPasswords extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public int nextInt(int bound) {
      return 0;
    }
  }
}
