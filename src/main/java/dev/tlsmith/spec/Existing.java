package dev.tlsmith.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own files that the bundle's are laid over. They may hold secrets; their names do
 * not.
 *
 * @param helmValues YAML text of the values that the chart is installed with
 * @param compose YAML text of the compose file
 * @param helmChart base64 of the product's own chart, packed as {@code helm package} makes it
 * @param valuesFiles names of the values files, in the order in which they are given to Helm, as
 *     commands show them; default: what the product's own page calls them
 * @param composeFiles names of the compose files alike; the first is {@code compose}
 * @param files texts of the program's own files of configuration, by their names
 */
public record Existing(
    @Nullable Secret helmValues,
    @Nullable Secret compose,
    @Nullable Secret helmChart,
    List<String> valuesFiles,
    List<String> composeFiles,
    Map<String, Secret> files) {

  /** Which of the caller's own files those of a bundle are laid over. */
  public enum BaseFile {
    /** The values that the product's chart is installed with. */
    HELM_VALUES,
    /** The compose file of the project; what is laid over it lies beside it. */
    COMPOSE
  }

  /** None was given. */
  public static final Existing NONE =
      new Existing(null, null, null, List.of(), List.of(), Map.of());

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public Existing {
    valuesFiles = valuesFiles == null ? List.of() : List.copyOf(valuesFiles);
    composeFiles = composeFiles == null ? List.of() : List.copyOf(composeFiles);
    files = files == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** The names alone. */
  public Existing namesOnly() {
    return new Existing(null, null, null, valuesFiles, composeFiles, Map.of());
  }
}
