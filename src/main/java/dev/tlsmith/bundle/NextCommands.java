package dev.tlsmith.bundle;

import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.List;

/** The commands that apply a bundle, run where it was unpacked. TLS.md explains them. */
final class NextCommands {

  private NextCommands() {}

  static List<String> of(TlsSpec spec, ResolvedDeployment deployment, List<RenderedFile> rendered) {
    List<String> commands = new ArrayList<>();
    commands.add("less TLS.md");
    for (RenderedFile file : rendered) {
      if (file.stream() == Target.COMPOSE) {
        commands.add("docker compose -f docker-compose.yaml -f %s up -d".formatted(file.path()));
      }
    }
    for (RenderedFile file : rendered) {
      if (file.stream() == Target.KUBERNETES) {
        commands.add(
            "kubectl apply --server-side -n %s -f %s".formatted(spec.namespace(), file.path()));
      }
    }
    for (RenderedFile file : rendered) {
      if (file.stream() == Target.HELM) {
        commands.add(
            "helm upgrade --install %s %s --repo %s --version %s -n %s -f values.yaml -f %s"
                .formatted(
                    spec.release(),
                    deployment.pack().chartName(),
                    deployment.pack().chartRepository(),
                    deployment.chartVersion(),
                    spec.namespace(),
                    file.path()));
      }
    }
    return commands;
  }
}
