package dev.tlsmith.chart;

import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.yaml.GivenYaml;
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
 * @param values for the product's own chart, as YAML; {@code ""} if nothing is set
 * @param required all that they set
 * @param objects YAML of what stands beside the product's chart, by the name of its file
 * @param confidential whether the values hold entries of the caller's own
 */
record ReleaseValues(
    String values,
    List<RequiredValue> required,
    Map<String, String> objects,
    boolean confidential) {

  /** Those of deployments in one release, in the order of their spec. */
  static ReleaseValues of(String chart, List<ResolvedDeployment> deployments) {
    List<RenderedFile> all = deployments.stream().flatMap(one -> one.packaged().stream()).toList();
    List<RenderedFile> own =
        deployments.stream().flatMap(one -> one.packagedOwn().stream()).toList();
    String merged = merged(all);
    String ours = merged(own);
    Map<String, Object> emitted = Map.of(chart, content(merged));
    List<RequiredValue> required =
        RequiredValue.of(
            ours.equals(merged) ? emitted : Map.of(chart, content(ours)), emitted); // parsed once
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
    return new ReleaseValues(merged, required, objects, confidential);
  }

  private static boolean isValues(RenderedFile file) {
    return file.stream() != null && file.stream().base() == BaseFile.HELM_VALUES;
  }

  private static String merged(List<RenderedFile> files) {
    List<String> texts =
        files.stream().filter(ReleaseValues::isValues).map(RenderedFile::text).toList();
    return YamlDocuments.merge(texts, YamlDialect.HELM);
  }

  private static Map<String, Object> content(String values) {
    return GivenYaml.read(values, YamlDialect.HELM).content();
  }
}
