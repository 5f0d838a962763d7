package dev.tlsmith.bundle;

import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.rendering.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A chart as files that are handed out. */
final class ChartFiles {

  private static final String README = "README.md";
  private static final String DESCRIPTION =
      "The chart in this folder: how to install it, to move to it and to check it";

  private ChartFiles() {}

  /** Its files, below a folder, by path. */
  static List<BundleFile> of(GeneratedChart chart, String folder) {
    return chart.files().entrySet().stream().map(file -> file(chart, folder, file)).toList();
  }

  /** Whether a page tells of a file: of a chart, of its own page alone. */
  static boolean isTold(BundleFile file) {
    return !file.description().equals(DESCRIPTION) || file.path().endsWith("/" + README);
  }

  private static BundleFile file(
      GeneratedChart chart, String folder, Map.Entry<String, byte[]> file) {
    String path = folder + "/" + file.getKey();
    boolean confidential = chart.confidential() && file.getKey().equals(GeneratedChart.VALUES);
    String mediaType = mediaType(file.getKey());
    return confidential
        ? BundleFile.text(
            path, mediaType, true, DESCRIPTION, new String(file.getValue(), StandardCharsets.UTF_8))
        : BundleFile.copy(path, mediaType, DESCRIPTION, file.getValue());
  }

  private static String mediaType(String path) {
    return path.endsWith(".tgz") ? "application/gzip" : Syntax.of("helm/" + path).mediaType();
  }
}
