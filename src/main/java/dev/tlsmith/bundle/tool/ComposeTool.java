package dev.tlsmith.bundle.tool;

import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.yaml.YamlDialect;
import dev.tlsmith.rendering.yaml.YamlDocuments;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code docker compose}: one project, over whose own files all overlays are laid. */
record ComposeTool() implements TargetTool {

  @Override
  public String stream(List<String> texts) {
    return YamlDocuments.merge(texts, YamlDialect.COMPOSE);
  }

  @Override
  public List<String> commands(String namespace, List<ResolvedDeployment> deployments) {
    List<ResolvedDeployment> overlaid =
        deployments.stream().filter(one -> !overlays(one).isEmpty()).toList();
    if (overlaid.isEmpty()) {
      return List.of();
    }
    Stream<String> own = overlaid.stream().flatMap(one -> one.composeFiles().stream()).distinct();
    Stream<String> ours = overlaid.stream().flatMap(one -> overlays(one).stream());
    String project = "docker compose" + TargetTool.flags(Stream.concat(own, ours));
    List<String> commands = new ArrayList<>(List.of(project + " config -q"));
    overlaid.forEach(one -> commands.addAll(one.preparations()));
    commands.add(project + " up -d");
    return List.copyOf(commands);
  }

  private static List<String> overlays(ResolvedDeployment deployment) {
    return deployment.files().streamed(Target.COMPOSE);
  }
}
