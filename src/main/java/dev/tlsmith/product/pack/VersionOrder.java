package dev.tlsmith.product.pack;

import java.lang.module.ModuleDescriptor;

/** How versions of products and charts are ordered, e.g. {@code 1.9 < 1.10-rc1 < 1.10}. */
public final class VersionOrder {

  private VersionOrder() {}

  /** As {@link java.util.Comparator}. */
  public static int compare(String version, String other) {
    return ModuleDescriptor.Version.parse(version).compareTo(ModuleDescriptor.Version.parse(other));
  }
}
