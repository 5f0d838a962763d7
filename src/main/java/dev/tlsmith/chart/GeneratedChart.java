package dev.tlsmith.chart;

import dev.tlsmith.proof.ChartProof;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chart of one Helm release, shown to hold no secret.
 *
 * @param name e.g. {@code "shop-tls"}: that of its folder too
 * @param release it is installed as
 * @param version e.g. {@code "1.0.54+tls.0a1b2c3d"}
 * @param files their content by path below the chart's folder
 * @param confidential whether {@code values.yaml} holds entries of the caller's own values
 * @param proof what was shown of it
 */
public record GeneratedChart(
    String name,
    String release,
    String version,
    SortedMap<String, byte[]> files,
    boolean confidential,
    ChartProof proof) {

  /** The file whose entries may be the caller's. */
  public static final String VALUES = "values.yaml";

  /** What the templates read: data, so that nothing a caller gave is ever part of a template. */
  static final String FACTS = "files/tls.json";

  /** What the chart of a release is called. */
  static String name(String release) {
    return release + "-tls";
  }

  /** Where the chart of a release stands in a bundle. */
  public static String folder(String release) {
    return "helm/" + name(release);
  }

  /** Files of text, by their path. */
  static SortedMap<String, byte[]> bytes(SortedMap<String, String> texts) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /** Of its files, only the names: they may hold entries of the caller's. */
  @Override
  public String toString() {
    return "GeneratedChart[%s %s, %s]".formatted(name, version, files.keySet());
  }
}
