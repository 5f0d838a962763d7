package dev.tlsmith.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What kinds of program trust certificates in a way of their own; {@code runtime} of a pack. */
public enum RuntimeFamily {
  /** It has a key store of trusted certificates, {@code lib/security/cacerts}. */
  JVM(Set.of("java", "jvm", "micronaut", "quarkus", "spring", "spring-boot")),
  /** It has public roots of its own and adds a file to them. */
  NODE(Set.of("node")),
  /** Through OpenSSL. */
  PHP(Set.of("php")),
  /** Through OpenSSL or the operating system. */
  SYSTEM(Set.of());

  private final Set<String> runtimes;

  RuntimeFamily(Set<String> runtimes) {
    this.runtimes = runtimes;
  }

  /** The family of a runtime as packs name it; {@link #SYSTEM} for a word that is not known. */
  static RuntimeFamily of(String runtime) {
    String word = runtime.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(family -> family.runtimes.contains(word))
        .findFirst()
        .orElse(SYSTEM);
  }

  /** As templates see it, e.g. {@code "jvm"}. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
