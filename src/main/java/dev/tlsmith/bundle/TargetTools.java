package dev.tlsmith.bundle;

import dev.tlsmith.spec.Target;

/** Which tool applies which target. */
final class TargetTools {

  private TargetTools() {}

  /** That of a target. */
  static TargetTool of(Target target) {
    return switch (target) {
      case COMPOSE -> new ComposeTool();
      case HELM -> new HelmTool();
      case CHART -> new ChartTool();
      case KUBERNETES -> new KubectlTool();
      case IMAGE -> new DockerTool();
    };
  }
}
