package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An entry of a list in a pod: a variable, a volume, a mount; what makes two of them the same. */
final class KubernetesEntry {

  private static final List<String> IDENTITIES = List.of("mountPath", "name", "host", "secretName");

  private KubernetesEntry() {}

  /** By what two entries of a list are the same one. */
  static String identity(YamlTree item) {
    for (String key : IDENTITIES) {
      String value = text(item, key);
      if (value != null) {
        return key.equals("mountPath") ? withoutLastSlash(value) : value;
      }
    }
    return String.valueOf(item.data());
  }

  /** Its {@code name}; null if it has none. */
  static @Nullable String name(YamlTree item) {
    return text(item, "name");
  }

  /** Whether it is a variable, which has a name and a value and no mount. */
  static boolean isVariable(YamlTree item) {
    return item instanceof Mapping mapping
        && mapping.entries().containsKey("name")
        && (mapping.entries().containsKey("value") || mapping.entries().containsKey("valueFrom"));
  }

  /**
   * A variable's or a property's name in the one spelling that programs with relaxed binding
   * (Spring Boot, Micronaut) take all others for.
   */
  static String relaxed(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Another spelling of a variable of ours, or a mount that ours cannot stand beside. */
  static boolean opposes(YamlTree their, YamlTree our) {
    return isVariable(our) && isVariable(their)
        ? relaxed(identity(our)).equals(relaxed(identity(their)))
        : obstructs(their, our);
  }

  /** Whether a mount stands within the folder of another, or on a read-only one around it. */
  private static boolean obstructs(YamlTree their, YamlTree our) {
    String ours = text(our, "mountPath");
    String theirs = text(their, "mountPath");
    if (ours == null || theirs == null) {
      return false;
    }
    String inner = withoutLastSlash(ours) + "/";
    String outer = withoutLastSlash(theirs) + "/";
    boolean readOnly = "true".equals(text(their, "readOnly"));
    return !inner.equals(outer)
        && (outer.startsWith(inner) || (readOnly && inner.startsWith(outer)));
  }

  /** A scalar of it as text; null if it has none. */
  static @Nullable String text(YamlTree item, String key) {
    return item instanceof Mapping mapping
            && mapping.entries().get(key) instanceof Scalar scalar
            && scalar.value() != null
        ? scalar.value().toString()
        : null;
  }

  private static String withoutLastSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
