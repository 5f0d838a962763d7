package dev.tlsmith.bundle.tool;

import dev.tlsmith.spec.Target;

/** Which tool applies which target. */
public final class TargetTools {

  private TargetTools() {}

  /** That of a target. */
  public static TargetTool of(Target target) {
    return switch (target) {
      case COMPOSE -> new ComposeTool();
      case HELM -> new HelmTool();
      case CHART -> new ChartTool();
      case KUBERNETES -> new KubectlTool();
      case IMAGE -> new DockerTool();
    };
  }
}
