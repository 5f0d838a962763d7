package dev.tlsmith.product.loading;

import dev.tlsmith.product.pack.PackException;
import dev.tlsmith.product.pack.PackFault;
import dev.tlsmith.product.pack.PackReader;
import dev.tlsmith.product.pack.PackReader.ReadPack;
import dev.tlsmith.product.pack.ProductCatalogue;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the packs at the start, and checks those that did not come with the service. */
@Factory
public final class PackLoader {

  private static final Logger LOG = LoggerFactory.getLogger(PackLoader.class);
  private static final String BUILT_IN = "/products";

  private PackLoader() {}

  /**
   * Reads all packs; whatever is wrong with one of the folder stops the start. Those of the jar are
   * what its tests let through, and checking them again would make the start half as long again.
   *
   * @param directory {@code tlsmith.packs}: a folder with one folder a product, besides the
   *     built-in ones; default: none
   * @throws PackException if a pack is wrong or its id is taken
   */
  @Context
  @Singleton
  public static ProductCatalogue load(
      @Nullable @Property(name = "tlsmith.packs") String directory) {
    List<PackFault> faults = new ArrayList<>();
    List<ReadPack> read = new ArrayList<>();
    withBuiltIn(
        products -> {
          read.addAll(PackReader.trusting(products).readAll(products, faults));
          if (directory != null) {
            read.addAll(own(PackReader.judging(products), Path.of(directory), faults));
          }
        });
    ProductCatalogue catalogue = new ProductCatalogue(read, faults);
    if (!faults.isEmpty()) {
      throw new PackException(faults);
    }
    return catalogue;
  }

  private static List<ReadPack> own(PackReader reader, Path folder, List<PackFault> faults) {
    if (!Files.isDirectory(folder)) {
      throw new PackException(folder.toString(), "is not a folder; 'tlsmith.packs' names one");
    }
    List<ReadPack> own = reader.readAll(folder, faults);
    LOG.info("Packs of {}: {}", folder, own.stream().map(read -> read.pack().id()).toList());
    own.forEach(pack -> faults.addAll(PackCheck.faults(pack)));
    return own;
  }

  /**
   * Everything that is wrong with the packs of a folder, and with those of the jar.
   *
   * @param directory a folder with one folder a product; null for those of the jar alone
   * @param sound gets the ids of the packs that have no fault
   */
  public static List<PackFault> check(@Nullable Path directory, List<String> sound) {
    List<PackFault> faults = new ArrayList<>();
    withBuiltIn(
        products -> {
          PackReader reader = PackReader.judging(products);
          Path folder = directory == null ? products : directory;
          for (ReadPack pack : reader.readAll(folder, faults)) {
            List<PackFault> found = PackCheck.faults(pack);
            faults.addAll(found);
            if (found.isEmpty()) {
              sound.add(pack.pack().id());
            }
          }
        });
    return faults;
  }

  private static void withBuiltIn(Consumer<Path> reading) {
    try {
      URI uri = PackLoader.class.getResource(BUILT_IN).toURI();
      if (!uri.getScheme().equals("jar")) {
        reading.accept(Path.of(uri));
        return;
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        reading.accept(jar.getPath(BUILT_IN));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
