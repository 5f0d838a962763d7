package dev.tlsmith.product;

import dev.tlsmith.product.PackReader.ReadPack;
import io.micronaut.context.annotation.Context;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every product that can be asked for: the packs of the jar, and those of a configured folder. */
@Singleton
@Context
public final class ProductCatalogue {

  private static final Logger LOG = LoggerFactory.getLogger(ProductCatalogue.class);
  private static final String BUILT_IN = "/products";

  private final Map<String, ProductPack> packs = new TreeMap<>();

  /**
   * Reads all packs; whatever is wrong with one of the folder stops the start. Those of the jar are
   * what its tests let through, and checking them again would make the start half as long again.
   *
   * @param directory {@code tlsmith.packs}: a folder with one folder a product, besides the
   *     built-in ones; default: none
   * @throws PackException if a pack is wrong or its id is taken
   */
  public ProductCatalogue(@Nullable @Property(name = "tlsmith.packs") String directory) {
    withBuiltIn(
        products -> {
          PackReader reader = new PackReader(products);
          List<PackFault> faults = new ArrayList<>();
          add(reader.readAll(products, faults), faults);
          if (directory != null) {
            List<ReadPack> own = own(reader, Path.of(directory), faults);
            add(own, faults);
            own.forEach(pack -> faults.addAll(PackCheck.faults(pack)));
          }
          if (!faults.isEmpty()) {
            throw new PackException(faults);
          }
        });
  }

  /** All packs, by id. */
  public Collection<ProductPack> packs() {
    return List.copyOf(packs.values());
  }

  /** The pack with an id. */
  public Optional<ProductPack> find(String id) {
    return Optional.ofNullable(packs.get(id));
  }

  private static List<ReadPack> own(PackReader reader, Path folder, List<PackFault> faults) {
    if (!Files.isDirectory(folder)) {
      throw new PackException(folder.toString(), "is not a folder; 'tlsmith.packs' names one");
    }
    List<ReadPack> own = reader.readAll(folder, faults);
    LOG.info("Packs of {}: {}", folder, own.stream().map(read -> read.pack().id()).toList());
    return own;
  }

  private void add(List<ReadPack> read, List<PackFault> faults) {
    for (ReadPack pack : read) {
      String id = pack.pack().id();
      if (packs.putIfAbsent(id, pack.pack()) != null) {
        String rule = "the id is taken by another pack; choose another";
        faults.add(new PackFault(id, "product.yaml", pack.text().line("/id"), rule));
      }
    }
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
          PackReader reader = new PackReader(products);
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

  private interface Reading {
    void read(Path products);
  }

  private static void withBuiltIn(Reading reading) {
    try {
      URI uri = ProductCatalogue.class.getResource(BUILT_IN).toURI();
      if (!uri.getScheme().equals("jar")) {
        reading.read(Path.of(uri));
        return;
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        reading.read(jar.getPath(BUILT_IN));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
