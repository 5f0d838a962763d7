package dev.tlsmith.bundle;

import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands that apply a bundle, run where it was unpacked. TLS.md explains them. */
final class NextCommands {

  private NextCommands() {}

  /**
   * What one deployment contributes.
   *
   * @param rendered its files, in the order in which they are applied
   */
  record Part(ResolvedDeployment deployment, List<RenderedFile> rendered) {

    List<String> paths(Target target) {
      return rendered.stream()
          .filter(file -> file.stream() == target)
          .map(RenderedFile::path)
          .toList();
    }
  }

  static List<String> of(TlsSpec spec, List<Part> parts) {
    List<String> commands = new ArrayList<>();
    commands.add("less TLS.md");
    List<Part> composed =
        parts.stream().filter(part -> !part.paths(Target.COMPOSE).isEmpty()).toList();
    if (!composed.isEmpty()) {
      Stream<String> own =
          composed.stream().flatMap(part -> part.deployment().composeFiles().stream());
      Stream<String> overlays =
          composed.stream().flatMap(part -> part.paths(Target.COMPOSE).stream());
      commands.add(
          "docker compose%s up -d".formatted(flags(Stream.concat(own.distinct(), overlays))));
    }
    for (Part part : parts) {
      for (String path : part.paths(Target.KUBERNETES)) {
        commands.add("kubectl apply --server-side -n %s -f %s".formatted(spec.namespace(), path));
      }
    }
    Map<String, List<Part>> releases = new LinkedHashMap<>();
    parts.stream()
        .filter(part -> !part.paths(Target.HELM).isEmpty())
        .forEach(
            part ->
                releases
                    .computeIfAbsent(part.deployment().release(), key -> new ArrayList<>())
                    .add(part));
    releases.forEach((release, of) -> commands.add(helm(release, of, spec.namespace())));
    return commands;
  }

  private static String helm(String release, List<Part> parts, String namespace) {
    ResolvedDeployment deployment = parts.getFirst().deployment();
    Stream<String> own =
        parts.stream().flatMap(part -> part.deployment().valuesFiles().stream()).distinct();
    Stream<String> ours = parts.stream().flatMap(part -> part.paths(Target.HELM).stream());
    return "helm upgrade --install %s %s -n %s%s"
        .formatted(
            release, deployment.chartArguments(), namespace, flags(Stream.concat(own, ours)));
  }

  private static String flags(Stream<String> files) {
    return files.map(" -f "::concat).collect(Collectors.joining());
  }
}
