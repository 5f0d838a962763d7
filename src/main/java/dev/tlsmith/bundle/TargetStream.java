package dev.tlsmith.bundle;

import dev.tlsmith.material.CompletionText;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.product.resolution.ResolvedDeployment.RenderedFile;
import dev.tlsmith.rendering.yaml.GivenYaml.Dialect;
import dev.tlsmith.rendering.yaml.YamlDocuments;
import dev.tlsmith.spec.Target;
import java.util.List;
import java.util.stream.Collectors;

/** One target's YAML as one stream, for the standard input of its tool. */
final class TargetStream {

  private TargetStream() {}

  /**
   * The stream without key material.
   *
   * @throws InvalidSpecException if the deployments are not installed by one chart
   */
  static String plain(List<ResolvedDeployment> deployments, Target target, List<Warning> warnings) {
    if (target == Target.HELM) {
      refuseSeveralReleases(deployments);
    }
    return of(
        deployments.stream().flatMap(deployment -> deployment.renderPlain().stream()).toList(),
        target,
        warnings);
  }

  /** The stream with key material. */
  static String proven(List<ProvenDeployment> deployments, Target target, List<Warning> warnings) {
    return of(
        deployments.stream()
            .flatMap(deployment -> deployment.render().stream())
            .map(TargetStream::finished)
            .toList(),
        target,
        warnings);
  }

  /** Without the objects that need a key which the caller alone has. */
  private static RenderedFile finished(RenderedFile file) {
    return CompletionText.is(file.text())
        ? file.with(CompletionText.finishedDocuments(file.text()))
        : file;
  }

  private static void refuseSeveralReleases(List<ResolvedDeployment> deployments) {
    List<String> releases =
        deployments.stream().map(ResolvedDeployment::release).distinct().toList();
    if (releases.size() > 1) {
      String detail =
          "values are for one Helm release, and these deployments are in %d (%s); ask for each"
              + " release by itself, or for the whole bundle, which has values files for each";
      throw InvalidSpecException.unprocessable(
          "/deployments",
          "several-releases",
          detail.formatted(releases.size(), String.join(", ", releases)));
    }
  }

  private static String of(List<RenderedFile> rendered, Target target, List<Warning> warnings) {
    List<RenderedFile> files = rendered.stream().filter(file -> file.stream() == target).toList();
    files.forEach(RenderedText::check);
    List<String> texts = files.stream().map(RenderedFile::text).toList();
    String heading =
        warnings.stream()
            .distinct()
            .map(w -> "# warning %s: %s\n".formatted(w.code(), w.message().replaceAll("\\R", " ")))
            .collect(Collectors.joining());
    return heading
        + switch (target) {
          case KUBERNETES -> YamlDocuments.stream(texts);
          case COMPOSE -> merged(texts, Dialect.COMPOSE);
          case HELM -> merged(texts, Dialect.HELM);
        };
  }

  private static String merged(List<String> texts, Dialect dialect) {
    return texts.size() == 1 ? texts.getFirst() : YamlDocuments.merge(texts, dialect);
  }
}
