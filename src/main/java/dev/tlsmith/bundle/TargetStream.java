package dev.tlsmith.bundle;

import dev.tlsmith.bundle.tool.TargetTools;
import dev.tlsmith.material.CompletionText;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import java.util.List;
import java.util.stream.Collectors;

/** One target's YAML as one stream, for the standard input of its tool. */
final class TargetStream {

  private TargetStream() {}

  /**
   * The stream without key material.
   *
   * @throws InvalidSpecException if one stream cannot hold them
   */
  static String plain(List<ResolvedDeployment> deployments, Target target, List<Warning> warnings) {
    TargetTools.of(target).requireStreamable(deployments);
    return of(
        deployments.stream().flatMap(deployment -> deployment.plain().stream()).toList(),
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

  private static String of(List<RenderedFile> rendered, Target target, List<Warning> warnings) {
    List<RenderedFile> files = rendered.stream().filter(file -> file.stream() == target).toList();
    files.forEach(RenderedText::check);
    List<String> texts = files.stream().map(RenderedFile::text).toList();
    String heading =
        warnings.stream()
            .distinct()
            .map(w -> "# warning %s: %s\n".formatted(w.code(), w.message().replaceAll("\\R", " ")))
            .collect(Collectors.joining());
    return heading + TargetTools.of(target).stream(texts);
  }
}
