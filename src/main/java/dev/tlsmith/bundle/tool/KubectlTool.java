package dev.tlsmith.bundle.tool;

import dev.tlsmith.product.resolution.DeploymentFiles.Patch;
import dev.tlsmith.product.resolution.DeploymentFiles.PatchedObject;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.yaml.YamlDocuments;
import dev.tlsmith.spec.Target;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code kubectl}: the objects of all deployments, then patches of what the reader has. */
record KubectlTool() implements TargetTool {

  private static final String APPLY = "kubectl apply --server-side -f ";

  /** What applies the objects that another target needs besides its own files. */
  static List<String> objects(Target target, List<ResolvedDeployment> deployments) {
    return deployments.stream()
        .flatMap(one -> one.files().applied(target).stream())
        .map(APPLY::concat)
        .toList();
  }

  @Override
  public String stream(List<String> texts) {
    return YamlDocuments.stream(texts);
  }

  @Override
  public List<String> commands(String namespace, List<ResolvedDeployment> deployments) {
    Stream<String> patches =
        deployments.stream()
            .flatMap(one -> one.files().patches().stream())
            .map(patch -> patch(namespace, patch));
    return Stream.concat(objects(Target.KUBERNETES, deployments).stream(), patches).toList();
  }

  private static String patch(String namespace, Patch patch) {
    PatchedObject object = patch.object();
    if (object.name().isEmpty()) {
      return APPLY + patch.path();
    }
    return "kubectl -n %s patch %s %s --patch-file %s"
        .formatted(namespace, object.kind().toLowerCase(Locale.ROOT), object.name(), patch.path());
  }
}
