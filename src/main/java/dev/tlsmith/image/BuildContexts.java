package dev.tlsmith.image;

import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.proof.ImageProof;
import dev.tlsmith.proof.ImageReport;
import dev.tlsmith.proof.SecretFinder;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.Deployment.ImageSettings;
import dev.tlsmith.spec.Secret;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes what {@code docker build} builds an image of that trusts more than its base: files that are
 * copied, variables and labels. Nothing runs in it, so that it needs no shell, no root and no
 * emulation, and the base's user and entrypoint stay.
 */
@Singleton
public final class BuildContexts {

  private static final String DOCKERFILE = ImageText.resource("Dockerfile.j2");
  private static final String NOTES = ImageText.resource("notes.md.j2");
  private static final String CHECKS = ImageText.resource("checks.md.j2");
  private static final String FOLDER = "trust/";

  static {
    TemplateSet.lint("Dockerfile.j2", DOCKERFILE);
    TemplateSet.lint("notes.md.j2", NOTES);
    TemplateSet.lint("checks.md.j2", CHECKS);
  }

  private final TrustFolders folders;
  private final PublicRoots roots;
  private final ImageProof proof;

  BuildContexts(TrustFolders folders, PublicRoots roots, ImageProof proof) {
    this.folders = folders;
    this.roots = roots;
    this.proof = proof;
  }

  /**
   * The context of one deployment.
   *
   * @return files by their paths in the context, sorted; none is secret
   * @throws InvalidSpecException 422 if there is nothing to trust, or no base to stand on
   */
  public ProvenContext of(ImageOrder order) {
    List<ImageBuild> builds = ImageBuild.of(order.deployment(), order.at());
    TrustFolder folder = folders.of(order.anchors().certificates());
    SortedMap<String, String> labels = ImageLabels.of(folder, roots, order.specDigest());
    Map<String, BundleFile> files = new TreeMap<>();
    for (ImageBuild build : builds) {
      String text = order.deployment().renderText(DOCKERFILE, document(order, build, labels));
      String description = "how the image '%s' is built".formatted(build.name());
      add(files, BundleFile.text(build.dockerfile(), "text/plain", false, description, text));
    }
    requirePublic(files.values(), order.secrets()); // the others are proven to be certificates
    folder
        .below(FOLDER)
        .forEach(
            (path, content) -> add(files, BundleFile.copy(path, type(path), what(path), content)));
    ImageReport shown = proof.prove(order.material(folder));
    Map<String, Object> notes = notes(order, builds, folder);
    return new ProvenContext(
        List.copyOf(files.values()),
        order.deployment().renderText(NOTES, notes),
        order.deployment().renderText(CHECKS, notes),
        shown);
  }

  /** No key and no password is in it. */
  static void requirePublic(Collection<BundleFile> files, Collection<Secret> secrets) {
    new SecretFinder(secrets)
        .requireNone(
            files.stream().collect(Collectors.toMap(BundleFile::path, BundleFile::content)));
  }

  private static void add(Map<String, BundleFile> files, BundleFile file) {
    files.put(file.path(), file);
  }

  private static Map<String, Object> document(
      ImageOrder order, ImageBuild build, SortedMap<String, String> labels) {
    ImageSettings settings = order.deployment().deployment().imageSettings();
    SortedMap<String, String> variables =
        settings.settings()
            ? OverlayVariables.of(order.deployment(), build.services())
            : new TreeMap<>();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("component", build.component());
    document.put("base", build.base());
    document.put("folder", TrustFolder.PATH);
    document.put("jvm", build.family() == RuntimeFamily.JVM);
    document.put("cacerts", build.cacerts());
    document.put("systemStore", settings.systemStore());
    document.put("variables", pairs(variables));
    document.put("labels", pairs(labels));
    document.put(
        "warnings",
        order.warnings().stream()
            .distinct()
            .map(warning -> Map.of("code", warning.code(), "message", warning.message()))
            .toList());
    return document;
  }

  private Map<String, Object> notes(ImageOrder order, List<ImageBuild> builds, TrustFolder folder) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("builds", builds.stream().map(BuildContexts::model).toList());
    document.put("jvm", builds.stream().anyMatch(one -> one.family() == RuntimeFamily.JVM));
    document.put("folder", TrustFolder.PATH);
    document.put("roots", roots.count());
    document.put("trusted", roots.count() + folder.certificates().size());
    document.put("url", order.deployment().rendering().text("{{ public.url | text }}"));
    return document;
  }

  private static Map<String, Object> model(ImageBuild build) {
    return Map.of(
        "name", build.name(),
        "base", build.base(),
        "family", build.family().id(),
        "cacerts", build.cacerts(),
        "values", build.values(),
        "services", build.services());
  }

  private static List<Map<String, String>> pairs(SortedMap<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> Map.of("name", entry.getKey(), "value", entry.getValue()))
        .toList();
  }

  private static String type(String path) {
    return path.endsWith(".crt") ? "application/x-pem-file" : "application/x-pkcs12";
  }

  private static String what(String path) {
    return switch (path.substring(FOLDER.length())) {
      case TrustFolder.CACERTS -> "for a JVM: the public roots and yours, without a password";
      case TrustFolder.BUNDLE -> "for OpenSSL: the public roots and yours";
      default -> "for Node: what is trusted besides the public roots";
    };
  }
}
