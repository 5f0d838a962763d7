package dev.tlsmith.bundle;

import dev.tlsmith.bundle.Preview.PreviewFile;
import dev.tlsmith.bundle.tool.ApplyCommands;
import dev.tlsmith.bundle.tool.ChartTool;
import dev.tlsmith.bundle.tool.DockerTool;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.material.IssuedFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.loading.Placeholders;
import dev.tlsmith.product.resolution.CopiedFile;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows what a bundle will have in it. What needs no key is what the bundle will hold, byte for
 * byte; in the place of the rest stands a text that says what it will be.
 */
@Singleton
public final class Previews {

  /** Where charts stand in a bundle. */
  private static final String CHARTS = "helm/";

  private final BundleGenerator generator;

  Previews(BundleGenerator generator) {
    this.generator = generator;
  }

  /**
   * The preview of a spec.
   *
   * @throws InvalidSpecException as {@link BundleGenerator#order}
   */
  public Preview of(TlsSpec spec, Requester requester) {
    return show(spec, requester).preview();
  }

  /**
   * A preview.
   *
   * @param normalised the spec as the bundle's {@code tlsmith.yaml} will have it
   */
  record Shown(Preview preview, TlsSpec normalised) {}

  Shown show(TlsSpec spec, Requester requester) {
    BundleGenerator.Order order = generator.order(spec, requester);
    List<ResolvedDeployment> deployments = order.deployments();
    ApplyCommands commands = new ApplyCommands(spec.namespace(), deployments);
    Map<String, PreviewFile> files = new TreeMap<>();
    for (ResolvedDeployment deployment : deployments) {
      files(spec, deployment, commands).forEach(file -> files.put(file.path(), file));
    }
    if (ChartTool.isIn(deployments)) {
      generator.charts(spec, requester).files().stream()
          .map(file -> known(file, CHARTS + file.path()))
          .forEach(file -> files.put(file.path(), file));
    }
    shared(spec, deployments).forEach(file -> files.putIfAbsent(file.path(), file));
    List<Warning> warnings = deployments.stream().flatMap(d -> d.warnings().stream()).toList();
    Preview preview =
        new Preview(
            List.copyOf(files.values()), warnings.stream().distinct().toList(), commands.next());
    return new Shown(preview, BundleAssembler.writtenOut(spec, deployments));
  }

  /** Whether a file of a bundle is none of a preview: it is part of an image's build context. */
  static boolean isNotShown(String path) {
    return path.startsWith(DockerTool.FOLDER) || path.contains("/" + DockerTool.FOLDER);
  }

  /** The files of one deployment but for the chart that it is part of. */
  private static List<PreviewFile> files(
      TlsSpec spec, ResolvedDeployment deployment, ApplyCommands commands) {
    Placeholders placeholders =
        new Placeholders(
            spec.withDeployments(List.of(deployment.normalised())), deployment.needs());
    List<PreviewFile> files = new ArrayList<>();
    boolean completed = false;
    for (IssuedFile file : IssuedFile.of(spec, deployment)) {
      completed |= file.left();
      if (!file.left()) {
        String path = deployment.inBundle("tls/" + file.name());
        files.add(issued(path, file.mediaType(), file.secret(), null));
      }
    }
    for (RenderedFile file : deployment.renderMaterial(placeholders.material())) {
      boolean secret = placeholders.isSecret(file.text());
      if (!(secret && completed)) {
        files.add(
            issued(file.path(), file.mediaType(), secret || file.confidential(), file.text()));
      }
    }
    deployment.plain().forEach(file -> files.add(known(file)));
    deployment.copies().forEach(file -> files.add(known(file)));
    files.add(issued(deployment.inBundle("proof.json"), "application/json", false, null));
    List<String> paths = files.stream().map(PreviewFile::path).toList();
    Map<String, String> warnings = new LinkedHashMap<>();
    deployment.warnings().forEach(one -> warnings.putIfAbsent(one.code(), one.message()));
    Map<String, Object> document = placeholders.document(paths, warnings);
    document.put("commands", BundleAssembler.commands(commands));
    document.put("targets", deployment.targets().stream().map(Target::id).toList());
    for (RenderedFile file : deployment.renderDocuments(document)) {
      files.add(issued(file.path(), file.mediaType(), false, file.text()));
    }
    return files;
  }

  private static List<PreviewFile> shared(TlsSpec spec, List<ResolvedDeployment> deployments) {
    List<PreviewFile> files = new ArrayList<>();
    if (deployments.stream().anyMatch(ResolvedDeployment::servesTls)
        && !spec.certificate().inCluster()) {
      files.add(issued("renew.sh", "text/plain", false, null));
    }
    if (CertificateProvisioning.makesCa(spec, deployments)) {
      files.add(issued("ca/ca.key", "application/x-pem-file", true, null));
    }
    files.add(issued("TLS.md", "text/markdown", false, null));
    files.add(issued(BundleText.SPEC, "application/yaml", false, null));
    return files;
  }

  private static PreviewFile issued(
      String path, String mediaType, boolean secret, @Nullable String text) {
    return new PreviewFile(path, mediaType, true, secret, null, text);
  }

  private static PreviewFile known(RenderedFile file) {
    RenderedText.check(file);
    byte[] content = file.text().getBytes(StandardCharsets.UTF_8);
    return new PreviewFile(
        file.path(),
        file.mediaType(),
        false,
        file.confidential(),
        Sha256.hex(content),
        file.text());
  }

  private static PreviewFile known(CopiedFile file) {
    return known(
        BundleFile.copy(file.path(), file.mediaType(), file.description(), file.content()),
        file.path());
  }

  private static PreviewFile known(BundleFile file, String path) {
    return new PreviewFile(
        path, file.mediaType(), false, file.secret(), file.sha256(), file.text());
  }
}
