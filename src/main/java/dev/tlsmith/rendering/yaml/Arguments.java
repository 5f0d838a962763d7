package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.List;
import java.util.stream.Stream;

/** A list that is a command line: its words are texts, and one of them is a flag. */
final class Arguments {

  private Arguments() {}

  /** Whether a list of the overlay is one. */
  static boolean are(Sequence list) {
    return list.items().stream().allMatch(Scalar.class::isInstance)
        && flags(list).findAny().isPresent();
  }

  /** The flags that both have, e.g. {@code "--tls-port"}. */
  static List<String> twice(Sequence one, Sequence other) {
    List<String> flags = flags(one).toList();
    return flags(other).filter(flags::contains).distinct().toList();
  }

  private static Stream<String> flags(Sequence list) {
    return list.items().stream()
        .map(word -> String.valueOf(word.data()))
        .filter(word -> word.startsWith("-"))
        .map(word -> word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('=')));
  }
}
