package dev.tlsmith.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.yaml.YamlDialect;
import dev.tlsmith.rendering.yaml.YamlDocuments;
import dev.tlsmith.spec.Existing.BaseFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values and objects of one release.
 *
 * @param file {@code values.yaml} of the chart
 * @param required all that it sets for the product's own chart
 * @param objects YAML of what stands beside the product's chart, by the name of its file
 * @param confidential whether the values hold entries of the caller's own
 */
record ReleaseValues(
    ParsedValues file,
    List<RequiredValue> required,
    Map<String, String> objects,
    boolean confidential) {

  /** It has curl and runs as any user; a value, for clusters that pull from elsewhere. */
  private static final String TEST_IMAGE = "docker.io/curlimages/curl:8.10.1";

  /** Those of deployments in one release, in the order of their spec. */
  static ReleaseValues of(ChartDependency dependency, List<ResolvedDeployment> deployments) {
    List<RenderedFile> all = deployments.stream().flatMap(one -> one.packaged().stream()).toList();
    List<RenderedFile> own =
        deployments.stream().flatMap(one -> one.packagedOwn().stream()).toList();
    String merged = merged(all);
    String ours = merged(own);
    ParsedValues values = ParsedValues.of(file(dependency, merged));
    JsonNode emitted = values.tree().path(dependency.name());
    List<RequiredValue> required =
        RequiredValue.of(
            dependency.name(),
            ours.equals(merged) ? emitted : ParsedValues.of(ours).tree(),
            emitted);
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (RenderedFile file : all) {
      if (!isValues(file)) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        texts.computeIfAbsent(name, key -> new ArrayList<>()).add(file.text());
      }
    }
    Map<String, String> objects = new LinkedHashMap<>();
    texts.forEach((name, of) -> objects.put(name, YamlDocuments.stream(of)));
    boolean confidential = all.stream().anyMatch(RenderedFile::confidential);
    return new ReleaseValues(values, required, objects, confidential);
  }

  private static boolean isValues(RenderedFile file) {
    return file.stream() != null && file.stream().base() == BaseFile.HELM_VALUES;
  }

  private static String merged(List<RenderedFile> files) {
    List<String> texts =
        files.stream().filter(ReleaseValues::isValues).map(RenderedFile::text).toList();
    return YamlDocuments.merge(texts, YamlDialect.HELM);
  }

  private static String file(ChartDependency dependency, String values) {
    String nested = ChartTexts.nested(dependency.name(), values);
    return """
    # What puts the chart %s %s behind TLS. The guard of this chart fails if other values take it away.
    %s
    # The pod of `helm test`.
    test:
      # Any image with curl.
      image: %s
    """
        .formatted(
            dependency.name(),
            dependency.version(),
            nested.isEmpty() ? "# It needs no values for that." : nested,
            TEST_IMAGE);
  }
}
