package dev.tlsmith.product.helm;

import java.util.Map;

/**
 * A packed Helm chart that can be a dependency of another.
 *
 * @param name as its {@code Chart.yaml} says
 * @param version alike, e.g. {@code "1.0.54"}
 * @param archive gzip of a tar with one folder, as {@code helm package} makes it
 * @param sha256 of the archive, in hexadecimal
 * @param values what its {@code values.yaml} sets
 * @param schema text of its {@code values.schema.json}; {@code ""} if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // handed out as it is; compared by its digest
public record HelmChart(
    String name,
    String version,
    byte[] archive,
    String sha256,
    Map<String, Object> values,
    String schema) {

  /** Where it stands in a chart that depends on it. */
  public String path() {
    return "charts/%s-%s.tgz".formatted(name, version);
  }

  @Override
  public String toString() {
    return "HelmChart[%s %s, sha256:%s]".formatted(name, version, sha256);
  }
}
