package dev.tlsmith.bundle.tool;

import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The commands that apply deployments, run where their bundle was unpacked: those that TLS.md
 * prints for each target are those of the answer's {@code next}.
 */
public final class ApplyCommands {

  private final String namespace;
  private final List<ResolvedDeployment> deployments;

  /** Made once: the files and the answer want the same, and some of them are rendered. */
  private final Map<Target, List<String>> commands = new EnumMap<>(Target.class);

  /**
   * Those of some deployments.
   *
   * @param deployments in the order of their spec
   */
  public ApplyCommands(String namespace, List<ResolvedDeployment> deployments) {
    this.namespace = namespace;
    this.deployments = deployments;
  }

  /** What to do next: read, then the commands of each target, none of them twice. */
  public List<String> next() {
    return Stream.concat(
            Stream.of("less TLS.md"), Stream.of(Target.values()).flatMap(t -> of(t).stream()))
        .distinct()
        .toList();
  }

  /** The commands of one target, in their order; none where nothing is made for it. */
  public List<String> of(Target target) {
    return commands.computeIfAbsent(
        target, tool -> TargetTools.of(tool).commands(namespace, deployments));
  }

  /** What brings the objects of a renewed bundle into the cluster. */
  public List<String> objects() {
    return Stream.of(Target.values())
        .filter(Target::inCluster)
        .flatMap(target -> KubectlTool.objects(target, deployments).stream())
        .distinct()
        .toList();
  }
}
