package dev.tlsmith.product.pack;

import dev.tlsmith.product.pack.PackReader.ReadPack;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every product that can be asked for: the packs of the jar, and those of a configured folder. */
public final class ProductCatalogue {

  private final Map<String, ProductPack> packs = new TreeMap<>();

  /**
   * A catalogue of packs.
   *
   * @param read in the order in which they claim their ids
   * @param faults gets one for each pack whose id is taken
   */
  public ProductCatalogue(List<ReadPack> read, List<PackFault> faults) {
    for (ReadPack pack : read) {
      String id = pack.pack().id();
      if (packs.putIfAbsent(id, pack.pack()) != null) {
        String rule = "the id is taken by another pack; choose another";
        faults.add(new PackFault(id, "product.yaml", pack.text().line("/id"), rule));
      }
    }
  }

  /** All packs, by id. */
  public Collection<ProductPack> packs() {
    return List.copyOf(packs.values());
  }

  /** The pack with an id. */
  public Optional<ProductPack> find(String id) {
    return Optional.ofNullable(packs.get(id));
  }
}
