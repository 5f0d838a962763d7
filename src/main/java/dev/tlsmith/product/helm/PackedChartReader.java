package dev.tlsmith.product.helm;

import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.rendering.yaml.YamlDialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packed chart. Nothing is written anywhere, and a chart is refused as soon as it is larger
 * than any is.
 */
public final class PackedChartReader {

  private static final String NO_CHART =
      "is not a packed chart, a tar within gzip; pack it by 'helm package'";

  /** Unpacked; the largest chart known has 4 MB, with those that it depends on. */
  private static final int MOST_BYTES = 16 << 20;

  /** As Helm has it for each ({@code pkg/chart/loader/archive}, Helm 3.21). */
  private static final int LARGEST_FILE = 5 << 20;

  private static final int MOST_ENTRIES = 5_000;

  /** {@code PATH_MAX} of Linux. */
  private static final int LONGEST_PATH = 4096;

  /** Of those that are read as YAML. */
  private static final int LARGEST_YAML = 1 << 20;

  private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
  private static final String VERSION =
      "v?[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,100})?(\\+[0-9A-Za-z.-]{1,100})?";

  /** Files, in both spellings, and folders. */
  private static final Set<Byte> KINDS =
      Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_DIR);

  private final Set<String> faults = new LinkedHashSet<>();
  private final Set<String> folders = new LinkedHashSet<>();
  private final Map<String, byte[]> read = new HashMap<>();

  private PackedChartReader() {}

  /**
   * Reads one.
   *
   * @throws UnreadableChartException with everything that is wrong with it
   */
  public static HelmChart read(byte[] archive) throws UnreadableChartException {
    PackedChartReader reader = new PackedChartReader();
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      reader.judge(gzip.readNBytes(MOST_BYTES + 1));
    } catch (IOException | IllegalArgumentException e) {
      reader.faults.add(NO_CHART);
    }
    HelmChart chart = reader.chart(archive);
    if (chart == null || !reader.faults.isEmpty()) {
      throw new UnreadableChartException(List.copyOf(reader.faults));
    }
    return chart;
  }

  private void judge(byte[] unpacked) throws IOException {
    if (unpacked.length > MOST_BYTES) {
      faults.add(
          "unpacks to more than %d MiB, and no chart does; pack the chart alone"
              .formatted(MOST_BYTES >> 20));
      return;
    }
    TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(unpacked));
    int entries = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > MOST_ENTRIES) {
        faults.add(
            "has more than %d files, and no chart has; pack the chart alone"
                .formatted(MOST_ENTRIES));
        return;
      }
      if (check(entry) && !entry.isDirectory()) {
        keep(entry.getName(), tar.readAllBytes());
      }
    }
  }

  /** Whether an entry may be looked at. */
  private boolean check(TarArchiveEntry entry) {
    String path = entry.getName();
    if (path.length() > LONGEST_PATH) {
      faults.add(
          "has a path of %d characters, and no file system takes more than %d; pack the chart alone"
              .formatted(path.length(), LONGEST_PATH));
      return false;
    }
    List<String> steps = List.of(path.split("/", -1));
    if (path.startsWith("/")
        || path.indexOf('\\') >= 0
        || path.indexOf('\0') >= 0
        || path.matches("[A-Za-z]:.*")
        || steps.contains("..")) {
      faults.add(
          "has the path %s, which leaves the chart's folder; pack it by 'helm package'"
              .formatted(Quoted.of(path)));
      return false;
    }
    if (!KINDS.contains(entry.getLinkFlag()) || entry.isSparse()) {
      faults.add(
          "holds %s, which is neither a file nor a folder; put a copy in the place of a link"
              .formatted(Quoted.of(path)));
      return false;
    }
    if (entry.getSize() > LARGEST_FILE) {
      faults.add(
          "has a file of more than %d MiB, %s, which Helm does not load; leave it out by .helmignore"
              .formatted(LARGEST_FILE >> 20, Quoted.of(path)));
      return false;
    }
    String plain = path.startsWith("./") ? path.substring(2) : path;
    if (!plain.isEmpty()) {
      folders.add(plain.split("/", 2)[0]);
    }
    return true;
  }

  private void keep(String path, byte[] content) {
    String plain = path.startsWith("./") ? path.substring(2) : path;
    String below = plain.substring(plain.indexOf('/') + 1);
    if (Set.of("Chart.yaml", "values.yaml", "values.schema.json").contains(below)
        && read.putIfAbsent(below, content) != null) {
      faults.add("has the file '%s' twice; pack it by 'helm package'".formatted(below));
    }
  }

  private @Nullable HelmChart chart(byte[] archive) {
    if (!faults.isEmpty()) {
      return null;
    }
    if (folders.isEmpty()) {
      faults.add(NO_CHART);
      return null;
    }
    if (folders.size() > 1) {
      List<String> some = folders.stream().limit(3).map(Quoted::of).toList();
      faults.add(
          "has %d top folders (%s), and a packed chart has one; pack it by 'helm package'"
              .formatted(folders.size(), String.join(", ", some)));
      return null;
    }
    Map<String, Object> description = yaml("Chart.yaml");
    String name = text(description, "name", NAME, "the name of a chart");
    String version = text(description, "version", VERSION, "a version (SemVer)");
    if ("library".equals(description.get("type"))) {
      faults.add("is a library, which installs nothing; give the product's chart");
    }
    if (!folders.contains(name) && faults.isEmpty()) {
      faults.add(
          "has the folder %s, and its Chart.yaml says '%s'; pack it by 'helm package'"
              .formatted(Quoted.of(folders.iterator().next()), name));
    }
    Map<String, Object> values = read.containsKey("values.yaml") ? yaml("values.yaml") : Map.of();
    String schema =
        new String(read.getOrDefault("values.schema.json", new byte[0]), StandardCharsets.UTF_8);
    return new HelmChart(name, version, archive, Sha256.hex(archive), values, schema);
  }

  private Map<String, Object> yaml(String file) {
    byte[] content = read.get(file);
    if (content == null) {
      faults.add("has no %s in its folder, which every chart has".formatted(file));
      return Map.of();
    }
    if (content.length > LARGEST_YAML) {
      faults.add("has a %s of more than 1 MiB; take out what is no setting".formatted(file));
      return Map.of();
    }
    try {
      return GivenYaml.read(new String(content, StandardCharsets.UTF_8), YamlDialect.HELM)
          .content();
    } catch (IllegalArgumentException e) {
      faults.add("has a %s that cannot be read: %s".formatted(file, e.getMessage()));
      return Map.of();
    }
  }

  private String text(Map<String, Object> description, String field, String pattern, String what) {
    Object value = description.get(field);
    if (value instanceof String text && text.matches(pattern)) {
      return text;
    }
    if (read.containsKey("Chart.yaml") && !description.isEmpty()) {
      String found = value == null ? "nothing" : Quoted.of(value.toString());
      faults.add("says %s for '%s' in Chart.yaml; it has to be %s".formatted(found, field, what));
    }
    return "";
  }
}
