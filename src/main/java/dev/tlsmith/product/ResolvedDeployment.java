package dev.tlsmith.product;

import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.PackDefinition.PackFile;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One deployment of a spec, matched to its pack and found to break no rule of it.
 *
 * @param pack of the product
 * @param deployment as the caller asked for it
 * @param versionLine e.g. {@code "1.3"}
 * @param chartVersion of the Helm chart; {@code ""} where the product has none
 * @param targets that files are made for
 * @param names of the application's certificate: hosts, in-cluster Service names in all their DNS
 *     forms, compose services, {@code localhost} and the loopback addresses
 * @param edgeNames of the edge's certificate: the hosts
 * @param warnings of the pack's rules
 * @param model what templates see, without key material
 */
public record ResolvedDeployment(
    ProductPack pack,
    Deployment deployment,
    String versionLine,
    String chartVersion,
    Set<Target> targets,
    List<SubjectAlternativeName> names,
    List<SubjectAlternativeName> edgeNames,
    List<Warning> warnings,
    Map<String, Object> model) {

  /**
   * A file as a template made it.
   *
   * @param path in the bundle, without a leading slash
   * @param description one line for a reader
   * @param mediaType e.g. {@code "application/yaml"}
   * @param stream the target whose stream it is part of; null if of none
   * @param text its content
   */
  public record RenderedFile(
      String path, String description, String mediaType, @Nullable Target stream, String text) {}

  /** The deployment with the version, chart version and options that were chosen written out. */
  public Deployment normalised() {
    String version = deployment.version() == null ? versionLine : deployment.version();
    String chart = chartVersion.isEmpty() ? null : chartVersion;
    return new Deployment(
        deployment.product(),
        version,
        chart,
        deployment.hosts(),
        deployment.publicPort(),
        deployment.termination(),
        deployment.clientAuthentication(),
        pack.optionsOver(deployment.options()));
  }

  /**
   * The files that need no key material; the same for the same spec.
   *
   * @throws TemplateException if a template is wrong
   */
  public List<RenderedFile> renderPlain() {
    return render(model, file -> !file.material() && !isDocument(file));
  }

  /**
   * The files that hold key material.
   *
   * @param material what templates see as {@code material}
   * @throws TemplateException if a template is wrong
   */
  public List<RenderedFile> renderMaterial(Object material) {
    return render(with("material", material), file -> file.material() && !isDocument(file));
  }

  /**
   * The documents that explain the bundle: what the pack has below {@code document/}.
   *
   * @param document what templates see as {@code document}
   * @throws TemplateException if a template is wrong
   */
  public List<RenderedFile> renderDocuments(Object document) {
    return render(with("document", document), ResolvedDeployment::isDocument);
  }

  private Map<String, Object> with(String name, Object value) {
    Map<String, Object> extended = new HashMap<>(model);
    extended.put(name, value);
    return extended;
  }

  private List<RenderedFile> render(Map<String, Object> names, Predicate<PackFile> chosen) {
    List<RenderedFile> rendered = new ArrayList<>();
    for (PackFile file : pack.definition().files()) {
      boolean wanted = chosen.test(file) && file.targets().stream().anyMatch(targets::contains);
      if (wanted && pack.templates().test(file.when(), model)) {
        rendered.add(render(file, names));
      }
    }
    return rendered;
  }

  private RenderedFile render(PackFile file, Map<String, Object> names) {
    String path = pack.templates().text(file.path(), names);
    String text = pack.templates().render(file.template(), names);
    String mediaType = file.mediaType() == null ? mediaType(path) : file.mediaType();
    return new RenderedFile(path, file.description(), mediaType, file.stream(), text);
  }

  private static boolean isDocument(PackFile file) {
    return file.template().startsWith("document/");
  }

  private static String mediaType(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "yaml", "yml" -> "application/yaml";
      case "json" -> "application/json";
      case "md" -> "text/markdown";
      default -> "text/plain";
    };
  }
}
