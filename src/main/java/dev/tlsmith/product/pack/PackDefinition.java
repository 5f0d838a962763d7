package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Severity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@code product.yaml}, as its JSON Schema describes it. */
public record PackDefinition(
    String id,
    String title,
    String documentation,
    Map<String, Object> facts,
    List<String> images,
    List<String> composeFiles,
    List<VersionLine> versions,
    @Nullable Chart chart,
    List<UmbrellaChart> umbrellaCharts,
    List<Component> components,
    Material material,
    List<FurtherCertificate> certificates,
    ExistingKeys existing,
    List<Reload> reload,
    List<Proven> proven,
    JsonNode options,
    List<PackFile> files,
    List<Rule> rules) {

  /** The option that chooses a chart where there are several. */
  public static final String CHART_OPTION = "chart";

  /** Of the name of every template. */
  static final String TEMPLATE_SUFFIX = ".j2";

  private static final String NEVER = "false";
  private static final List<String> VALUES_FILES = List.of("values.yaml");

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public PackDefinition {
    facts = orEmpty(facts);
    images = orEmpty(images);
    umbrellaCharts = orEmpty(umbrellaCharts);
    options = schemaOf(options);
    files = orEmpty(files);
    composeFiles = composeFiles == null ? List.of("docker-compose.yaml") : composeFiles;
    rules = orEmpty(rules);
    reload = orEmpty(reload);
    proven = orEmpty(proven);
    certificates = orEmpty(certificates);
    existing = existing == null ? ExistingKeys.NONE : existing;
    material = material == null ? new Material(null, null, null, null, null, null, null) : material;
  }

  /**
   * The versions of a product that behave alike, e.g. {@code "1.3"}.
   *
   * @param release the newest one of it that is known, e.g. {@code "1.3.15"}; null if the pack does
   *     not say
   * @param preview whether no release of it was seen, only what comes before one
   * @param composeFiles as those of the product, where they differ from this line on; else empty
   * @param facts that differ from this line on
   */
  public record VersionLine(
      String line,
      @Nullable String release,
      boolean preview,
      @Nullable ChartRange charts,
      List<String> composeFiles,
      Map<String, Object> facts) {
    public VersionLine {
      composeFiles = orEmpty(composeFiles);
      facts = orEmpty(facts);
    }

    /** A version of it in full: the newest release known, where one is the bare line. */
    public String released(String version) {
      return release != null && version.equals(line) ? release : version;
    }

    /**
     * Whether a version belongs to it: of {@code "1.3"} are {@code "1.3.15"} and {@code "1.3-rc"}.
     */
    public boolean includes(String version) {
      return version.equals(line)
          || version.startsWith(line + ".")
          || version.startsWith(line + "-");
    }
  }

  /** Chart versions: {@code oldest} ≤ version &lt; {@code below}; {@code newest} is the default. */
  public record ChartRange(String oldest, String newest, String below) {}

  /** A Helm chart; it stands in a repository, or in a folder of the product's sources. */
  record Chart(
      String name,
      @Nullable String repository,
      @Nullable String path,
      List<String> valuesFiles,
      List<ChartVersion> versions) {
    Chart {
      valuesFiles = valuesFiles == null ? VALUES_FILES : valuesFiles;
    }

    /** The arguments by which {@code helm upgrade --install <release>} finds it. */
    String arguments(String version) {
      return path == null ? "%s --repo %s --version %s".formatted(name, repository, version) : path;
    }
  }

  /**
   * A chart in a repository that has the product's own as a dependency.
   *
   * @param key of its values that those of the product's chart stand below
   * @param values that it sets for the product's chart, by their names in {@code existing.values}
   * @param holds the version of the product's chart in each known version of it, oldest first; one
   *     between two holds what the older does
   * @param below the first version that is not known to be like the newest one
   */
  record UmbrellaChart(
      String name,
      String repository,
      String key,
      Map<String, String> values,
      NavigableMap<String, String> holds,
      String below) {
    UmbrellaChart {
      values = values == null ? Map.of() : values;
      NavigableMap<String, String> sorted = new TreeMap<>(VersionOrder::compare);
      sorted.putAll(holds);
      holds = Collections.unmodifiableNavigableMap(sorted);
    }
  }

  /** What holds from a chart version on, until the next entry says otherwise. */
  record ChartVersion(String from, Map<String, Object> facts) {
    ChartVersion {
      facts = orEmpty(facts);
    }
  }

  /**
   * A program of the product with a listener or a trust store of its own.
   *
   * @param image that it runs in; null if the pack does not say
   */
  public record Component(
      String id,
      String runtime,
      int uid,
      @Nullable ContainerImage image,
      List<String> composeServices,
      List<String> serviceNames,
      Map<String, Object> facts) {
    public Component {
      composeServices = orEmpty(composeServices);
      serviceNames = orEmpty(serviceNames);
      facts = orEmpty(facts);
    }
  }

  /**
   * The image that a program runs in.
   *
   * @param name text with {@code {{ … }}}, with the tag of the version; {@code ""} where the
   *     version has no such program
   * @param values text with {@code {{ … }}}: key of the chart's values that has its {@code
   *     repository} and {@code tag}, e.g. {@code "image"}; {@code ""} if no chart has it
   * @param cacerts path of its JVM's trust store; {@code ""} if that is not known
   */
  public record ContainerImage(String name, String values, String cacerts) {
    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public ContainerImage {
      values = Objects.requireNonNullElse(values, "");
      cacerts = Objects.requireNonNullElse(cacerts, "");
    }
  }

  /**
   * When key material is made that not every product needs; each a condition.
   *
   * @param ownCalls whether components call each other over TLS by their names inside
   */
  public record Material(
      String keyStore,
      String encryptedKey,
      String combinedPem,
      String caBundle,
      String publicCaBundle,
      String clientCa,
      String ownCalls) {

    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public Material {
      keyStore = Objects.requireNonNullElse(keyStore, "true");
      encryptedKey = Objects.requireNonNullElse(encryptedKey, NEVER);
      combinedPem = Objects.requireNonNullElse(combinedPem, NEVER);
      caBundle = Objects.requireNonNullElse(caBundle, NEVER);
      publicCaBundle = Objects.requireNonNullElse(publicCaBundle, NEVER);
      clientCa = Objects.requireNonNullElse(clientCa, NEVER);
      ownCalls = Objects.requireNonNullElse(ownCalls, NEVER);
    }
  }

  /** A server certificate besides the program's own, under the same CA, for in-cluster names. */
  public record FurtherCertificate(String id, String when) {}

  /** The compose files of a project that runs a line, in the order of {@code -f}. */
  public List<String> composeFiles(VersionLine line) {
    return upTo(line)
        .map(VersionLine::composeFiles)
        .filter(files -> !files.isEmpty())
        .reduce(composeFiles, (earlier, later) -> later);
  }

  /** A line and those before it: what one says holds until a later one says otherwise. */
  Stream<VersionLine> upTo(VersionLine line) {
    return versions.subList(0, versions.indexOf(line) + 1).stream();
  }

  /** The caller's values files, as the product's page names them. */
  public List<String> valuesFiles() {
    return chart == null ? VALUES_FILES : chart.valuesFiles();
  }

  /**
   * A combination that is an error, or that the caller is told of.
   *
   * @param code what programs tell it by, e.g. {@code "port-below-1024"}
   * @param severity an error refuses the spec; of the rest the bundle's warnings tell
   * @param when condition under which it applies
   * @param pointer to the field of the spec that it is about, e.g. {@code "/options/httpsPort"}
   * @param message text with {@code {{ … }}}: the value, the rule and the fix
   * @param source URL of the page that says so
   */
  public record Rule(
      String code, Severity severity, String when, String pointer, String message, String source) {}

  /** The schema of an object with these fields and no other. */
  private static JsonNode schemaOf(@Nullable JsonNode options) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("additionalProperties", false);
    schema.set("properties", options == null ? JsonNodeFactory.instance.objectNode() : options);
    return schema;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Map<String, Object> orEmpty(@Nullable Map<String, Object> map) {
    return map == null ? Map.of() : map;
  }
}
