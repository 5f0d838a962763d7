package dev.tlsmith.product.pack;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that a caller gave together with what carries them to Helm. */
final class WrappedValues {

  private WrappedValues() {}

  /**
   * How to give them instead; empty if they are plain values.
   *
   * @param values as the caller gave them
   * @param chart its name
   * @param holders charts that have it as a dependency and that can be chosen, by name
   */
  static Optional<String> advice(Map<String, Object> values, String chart, List<String> holders) {
    if (values.get("apiVersion") instanceof String && values.get("kind") instanceof String kind) {
      return Optional.of(
          "it is a Kubernetes object, '%s', and no chart's values; %s"
              .formatted(kind.replaceAll("[^A-Za-z0-9.]", "?"), adviceFor(kind)));
    }
    if (!chart.isEmpty() && values.get(chart) instanceof Map<?, ?>) {
      String choose =
          holders.isEmpty()
              ? ""
              : "; for the chart %s, set 'options.chart'".formatted(String.join(" or ", holders));
      String advice =
          "its values stand below '%s', as for a chart that has this one as a dependency; give"
              + " only what is below that key%s";
      return Optional.of(advice.formatted(chart, choose));
    }
    return Optional.empty();
  }

  private static String adviceFor(String kind) {
    return switch (kind) {
      // https://fluxcd.io/flux/components/helm/helmreleases/#values
      case "HelmRelease" -> "give what stands below its 'spec.values'";
      // https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values
      case "Application", "ApplicationSet" ->
          "give what stands below 'helm.valuesObject' of its source, or the text of 'helm.values'";
      case "ConfigMap", "Secret" -> "give the text that stands in it as 'values.yaml'";
      case "List" -> "give the values of the chart alone";
      default -> "give the file that 'helm -f' takes";
    };
  }
}
