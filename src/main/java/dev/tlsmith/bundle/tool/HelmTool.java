package dev.tlsmith.bundle.tool;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.yaml.YamlDialect;
import dev.tlsmith.rendering.yaml.YamlDocuments;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code helm}: the product's chart, in one release after the other. */
record HelmTool() implements TargetTool {

  private static final String ALWAYS_THERE = "default";

  @Override
  public void requireStreamable(List<ResolvedDeployment> deployments) {
    List<String> releases =
        deployments.stream().map(ResolvedDeployment::release).distinct().toList();
    if (releases.size() > 1) {
      String detail =
          "values are for one Helm release, and these deployments are in %d (%s); ask for each"
              + " release by itself, or for the whole bundle, which has values files for each";
      throw InvalidSpecException.unprocessable(
          SpecPointer.DEPLOYMENTS,
          "several-releases",
          detail.formatted(releases.size(), String.join(", ", releases)));
    }
  }

  @Override
  public String stream(List<String> texts) {
    return YamlDocuments.merge(texts, YamlDialect.HELM);
  }

  @Override
  public List<String> commands(String namespace, List<ResolvedDeployment> deployments) {
    Map<String, List<ResolvedDeployment>> releases = new LinkedHashMap<>();
    for (ResolvedDeployment deployment : deployments) {
      if (!values(deployment).isEmpty()) {
        releases.computeIfAbsent(deployment.release(), key -> new ArrayList<>()).add(deployment);
      }
    }
    List<String> commands = new ArrayList<>();
    if (!releases.isEmpty()) {
      commands.addAll(namespaceCommands(namespace));
    }
    releases.values().forEach(of -> commands.addAll(KubectlTool.objects(Target.HELM, of)));
    releases.forEach((release, of) -> commands.add(upgrade(release, namespace, of)));
    return commands;
  }

  /** What makes a namespace that may not be there. */
  static List<String> namespaceCommands(String namespace) {
    return namespace.equals(ALWAYS_THERE)
        ? List.of()
        : List.of(
            "kubectl create namespace %s --dry-run=client -o yaml | kubectl apply -f -"
                .formatted(namespace));
  }

  private static String upgrade(String release, String namespace, List<ResolvedDeployment> of) {
    ResolvedDeployment first = of.getFirst();
    Stream<String> own = of.stream().flatMap(one -> one.valuesFiles().stream()).distinct();
    Stream<String> ours = of.stream().flatMap(one -> values(one).stream());
    return "helm upgrade --install %s %s -n %s%s"
        .formatted(
            release, first.chartArguments(), namespace, TargetTool.flags(Stream.concat(own, ours)));
  }

  private static List<String> values(ResolvedDeployment deployment) {
    return deployment.files().streamed(Target.HELM);
  }
}
