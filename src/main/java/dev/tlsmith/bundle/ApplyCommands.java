package dev.tlsmith.bundle;

import dev.tlsmith.product.resolution.DeploymentFiles;
import dev.tlsmith.product.resolution.DeploymentFiles.PatchedObject;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands that apply deployments, run where their bundle was unpacked: those that TLS.md
 * prints for each target are those of the answer's {@code next}.
 */
final class ApplyCommands {

  private static final String ALWAYS_THERE = "default";
  private static final String APPLY = "kubectl apply --server-side -f ";

  private final String namespace;
  private final List<ResolvedDeployment> deployments;

  /**
   * Those of some deployments.
   *
   * @param deployments in the order of their spec
   */
  ApplyCommands(String namespace, List<ResolvedDeployment> deployments) {
    this.namespace = namespace;
    this.deployments = deployments;
  }

  /** What to do next: read, then the commands of each target, none of them twice. */
  List<String> next() {
    return Stream.concat(
            Stream.of("less TLS.md"), Stream.of(Target.values()).flatMap(t -> of(t).stream()))
        .distinct()
        .toList();
  }

  /** The commands of one target, in their order; none where nothing is made for it. */
  List<String> of(Target target) {
    return switch (target) {
      case COMPOSE -> compose();
      case HELM -> helm();
      case KUBERNETES -> kubernetes();
    };
  }

  /** What brings the objects of a renewed bundle into the cluster. */
  List<String> objects() {
    return Stream.of(Target.HELM, Target.KUBERNETES)
        .flatMap(target -> applied(deployments, target))
        .distinct()
        .toList();
  }

  private List<String> compose() {
    List<String> overlays =
        deployments.stream().flatMap(one -> streamed(one, Target.COMPOSE)).toList();
    if (overlays.isEmpty()) {
      return List.of();
    }
    Stream<String> own =
        deployments.stream()
            .filter(one -> streamed(one, Target.COMPOSE).findAny().isPresent())
            .flatMap(one -> one.composeFiles().stream())
            .distinct();
    String project = "docker compose" + flags(Stream.concat(own, overlays.stream()));
    return List.of(project + " config -q", project + " up -d");
  }

  private List<String> helm() {
    Map<String, List<ResolvedDeployment>> releases = new LinkedHashMap<>();
    for (ResolvedDeployment deployment : deployments) {
      if (streamed(deployment, Target.HELM).findAny().isPresent()) {
        releases.computeIfAbsent(deployment.release(), key -> new ArrayList<>()).add(deployment);
      }
    }
    List<String> commands = new ArrayList<>();
    if (!releases.isEmpty() && !namespace.equals(ALWAYS_THERE)) {
      commands.add(
          "kubectl create namespace %s --dry-run=client -o yaml | kubectl apply -f -"
              .formatted(namespace));
    }
    releases.values().forEach(of -> applied(of, Target.HELM).forEach(commands::add));
    releases.forEach((release, of) -> commands.add(upgrade(release, of)));
    return commands;
  }

  private String upgrade(String release, List<ResolvedDeployment> of) {
    ResolvedDeployment first = of.getFirst();
    Stream<String> own = of.stream().flatMap(one -> one.valuesFiles().stream()).distinct();
    Stream<String> ours = of.stream().flatMap(one -> streamed(one, Target.HELM));
    return "helm upgrade --install %s %s -n %s%s"
        .formatted(release, first.chartArguments(), namespace, flags(Stream.concat(own, ours)));
  }

  private List<String> kubernetes() {
    Stream<String> patches =
        deployments.stream().flatMap(one -> one.files().patches().stream()).map(this::patch);
    return Stream.concat(applied(deployments, Target.KUBERNETES), patches).toList();
  }

  private String patch(DeploymentFiles.Patch patch) {
    PatchedObject object = patch.object();
    if (object.name().isEmpty()) {
      return APPLY + patch.path();
    }
    return "kubectl -n %s patch %s %s --patch-file %s"
        .formatted(namespace, object.kind().toLowerCase(Locale.ROOT), object.name(), patch.path());
  }

  private static Stream<String> applied(List<ResolvedDeployment> deployments, Target target) {
    return deployments.stream()
        .flatMap(one -> one.files().applied(target).stream())
        .map(APPLY::concat);
  }

  private static Stream<String> streamed(ResolvedDeployment deployment, Target target) {
    return deployment.files().streamed(target).stream();
  }

  private static String flags(Stream<String> files) {
    return files.map(" -f "::concat).collect(Collectors.joining());
  }
}
