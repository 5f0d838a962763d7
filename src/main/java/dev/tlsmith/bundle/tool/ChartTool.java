package dev.tlsmith.bundle.tool;

import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code helm}: the chart that is made over the product's own, in one release after the other. */
public record ChartTool() implements TargetTool {

  /** The values in it. */
  @Override
  public String stream(List<String> texts) {
    return new HelmTool().stream(texts);
  }

  /** A spec for charts alone. */
  public static TlsSpec alone(TlsSpec spec) {
    return spec.withTargets(EnumSet.of(Target.CHART));
  }

  /** Whether any of some deployments is installed by such a chart. */
  public static boolean isIn(List<ResolvedDeployment> deployments) {
    return deployments.stream().anyMatch(one -> one.targets().contains(Target.CHART));
  }

  @Override
  public List<String> commands(String namespace, List<ResolvedDeployment> deployments) {
    List<ResolvedDeployment> packaged =
        deployments.stream().filter(one -> one.targets().contains(Target.CHART)).toList();
    Map<String, List<ResolvedDeployment>> releases =
        packaged.stream()
            .collect(
                Collectors.groupingBy(
                    ResolvedDeployment::release, LinkedHashMap::new, Collectors.toList()));
    List<String> commands =
        new ArrayList<>(packaged.isEmpty() ? List.of() : HelmTool.namespaceCommands(namespace));
    commands.addAll(KubectlTool.objects(Target.CHART, packaged));
    releases.forEach((release, of) -> commands.addAll(upgrade(release, namespace, of)));
    return commands;
  }

  /** Our values once more at the end: so they win, as they do over the product's own chart. */
  private static List<String> upgrade(
      String release, String namespace, List<ResolvedDeployment> of) {
    String folder = GeneratedChart.folder(release);
    String chart = of.getFirst().chart().name();
    List<String> commands = new ArrayList<>();
    List<String> nested = new ArrayList<>();
    for (String file : of.stream().flatMap(one -> one.valuesFiles().stream()).distinct().toList()) {
      String below = "nested-" + file.replace('/', '-');
      commands.add("{ echo '%s:'; sed 's/^/  /' %s; } > %s".formatted(chart, file, below));
      nested.add(below);
    }
    commands.add("[ -e %s/charts ] || helm dependency build %s".formatted(folder, folder));
    nested.add(folder + "/" + GeneratedChart.VALUES);
    commands.add(
        "helm upgrade --install %s %s -n %s%s"
            .formatted(release, folder, namespace, TargetTool.flags(nested.stream())));
    return commands;
  }
}
