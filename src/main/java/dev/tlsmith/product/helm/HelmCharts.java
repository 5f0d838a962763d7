package dev.tlsmith.product.helm;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The products' own charts that the operator keeps for generated charts to hold. Read once, when
 * the service starts.
 */
@Context
public final class HelmCharts {

  private static final Logger LOG = LoggerFactory.getLogger(HelmCharts.class);
  private static final String PROPERTY = "tlsmith.charts";

  /** As {@code sha256sum *.tgz > SHA256SUMS} writes it. */
  private static final String DIGESTS = "SHA256SUMS";

  private static final Pattern DIGEST = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\s]+\\.tgz)");

  private final Map<String, HelmChart> charts = new HashMap<>();

  /**
   * Reads them.
   *
   * @param directory {@code tlsmith.charts}: a folder of packed charts with their digests in {@code
   *     SHA256SUMS}; default: none
   * @throws IllegalStateException if a chart is missing, broken or another than its digest says:
   *     the service does not start
   */
  public HelmCharts(@Nullable @Property(name = PROPERTY) String directory) {
    if (directory == null || directory.isBlank()) {
      return;
    }
    Path folder = Path.of(directory);
    try {
      for (String line : Files.readAllLines(folder.resolve(DIGESTS))) {
        if (!line.isBlank()) {
          add(folder, line);
        }
      }
    } catch (IOException e) {
      throw refused(
          "'%s' has no '%s' that can be read; write it by 'sha256sum *.tgz > %s'"
              .formatted(folder, DIGESTS, DIGESTS));
    }
    LOG.info("Charts of {}: {}", folder, charts.keySet().stream().sorted().toList());
  }

  /** A chart of that name and version, if the operator has it. */
  public Optional<HelmChart> find(String name, String version) {
    return Optional.ofNullable(charts.get(key(name, version)));
  }

  private void add(Path folder, String line) {
    Matcher digest = DIGEST.matcher(line);
    if (!digest.matches()) {
      throw refused(
          "'%s' has a line that is no digest of a chart in '%s'; write it by 'sha256sum *.tgz'"
              .formatted(DIGESTS, folder));
    }
    Path file = folder.resolve(digest.group(2));
    HelmChart chart;
    try {
      chart = PackedChartReader.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw refused("'%s' cannot be read; take it out of '%s'".formatted(file, DIGESTS));
    } catch (UnreadableChartException e) {
      throw refused("'%s' %s".formatted(file, e.getMessage()));
    }
    if (!chart.sha256().equals(digest.group(1))) {
      throw refused(
          "'%s' is another file than '%s' says: its SHA-256 is %s; find out which is right"
              .formatted(file, DIGESTS, chart.sha256()));
    }
    if (charts.putIfAbsent(key(chart.name(), chart.version()), chart) != null) {
      throw refused(
          "'%s' is %s %s, as another file of '%s' is; take one of them out"
              .formatted(file, chart.name(), chart.version(), DIGESTS));
    }
  }

  private static String key(String name, String version) {
    return name + "-" + version;
  }

  private static IllegalStateException refused(String rule) {
    return new IllegalStateException(PROPERTY + ": " + rule);
  }
}
