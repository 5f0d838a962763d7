package dev.tlsmith.product;

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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every product that can be asked for: the packs of the jar, and those of a configured folder. */
@Singleton
@Context
public final class ProductCatalogue {

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
          reader.readAll(products).forEach(this::add);
          if (directory != null) {
            Path own = Path.of(directory);
            if (!Files.isDirectory(own)) {
              throw new PackException(directory, "is not a folder; 'tlsmith.packs' names one");
            }
            List<ProductPack> others = reader.readAll(own);
            others.forEach(this::add);
            others.forEach(PackCheck::check);
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

  private void add(ProductPack pack) {
    if (packs.putIfAbsent(pack.id(), pack) != null) {
      throw new PackException(pack.id(), "the id is taken by another pack; choose another");
    }
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
