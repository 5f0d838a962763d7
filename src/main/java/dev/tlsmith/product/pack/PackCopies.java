package dev.tlsmith.product.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in the folder of a pack or trait to be copied into bundles as it is. */
final class PackCopies {

  private static final long LARGEST = 1 << 20;
  private static final List<String> ABOUT_THE_PACK = List.of("product.yaml", "trait.yaml");
  private static final String EXAMPLES = "examples/";

  private PackCopies() {}

  /**
   * The files that are no template and say nothing about the pack itself, by their paths.
   *
   * @throws PackException for one of more than 1 MiB
   */
  static Map<String, byte[]> of(String pack, Path folder) {
    Map<String, byte[]> copies = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
        String relative = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && isForBundles(relative)) {
          if (Files.size(path) > LARGEST) {
            String rule = "has %d bytes, and at most 1 MiB is copied; make it smaller";
            throw new PackException(
                List.of(new PackFault(pack, relative, 0, rule.formatted(Files.size(path)))));
          }
          copies.put(relative, Files.readAllBytes(path));
        }
      }
      return copies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page for people, at the top, is no part of a bundle. */
  private static boolean isForBundles(String path) {
    boolean page = path.endsWith(".md") && path.indexOf('/') < 0;
    return !path.endsWith(PackDefinition.TEMPLATE_SUFFIX)
        && !ABOUT_THE_PACK.contains(path)
        && !path.startsWith(EXAMPLES)
        && !page;
  }
}
