package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.pack.PackFile;
import dev.tlsmith.product.pack.PackReader;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One deployment of a spec with everything decided, e.g. version 1.3.15 of chart 1.0.54 in the
 * release {@code "prod"}, and with the templates that render its files. It breaks no rule of its
 * pack.
 *
 * @param pack of the product
 * @param deployment as the caller asked for it
 * @param chart that it is installed by
 * @param versionLine e.g. {@code "1.3"}
 * @param chartVersion of the Helm chart; {@code ""} where the product has none
 * @param vendored that chart itself, packed; null where nobody gave it
 * @param version as asked for, found in the caller's files or assumed, e.g. {@code "1.3.15"}
 * @param composeFiles of the project that the overlay is laid over
 * @param valuesFiles that the chart is installed with
 * @param release Helm release and compose project
 * @param folder of its files in the bundle; {@code ""} where the spec has one deployment
 * @param targets that files are made for
 * @param names of the application's certificate: hosts, in-cluster Service names in all their DNS
 *     forms, compose services, {@code localhost} and the loopback addresses
 * @param edgeNames of the edge's certificate: the hosts
 * @param internalNames {@code names} without the hosts
 * @param requiredNames those of the internal names that something calls the program by and checks
 * @param needs which key material it takes besides what each product gets
 * @param existing the caller's own files
 * @param warnings of the pack's rules
 * @param files that it gets from its pack
 * @param own its files that need no key material, as the pack has them
 * @param rendering the pack's templates with what they see, without key material; for one request
 */
public record ResolvedDeployment(
    ProductPack pack,
    Deployment deployment,
    ProductChart chart,
    String versionLine,
    String chartVersion,
    @Nullable HelmChart vendored,
    String version,
    List<String> composeFiles,
    List<String> valuesFiles,
    String release,
    String folder,
    Set<Target> targets,
    List<SubjectAlternativeName> names,
    List<SubjectAlternativeName> edgeNames,
    List<SubjectAlternativeName> internalNames,
    List<SubjectAlternativeName> requiredNames,
    MaterialNeeds needs,
    ExistingFiles existing,
    List<Warning> warnings,
    DeploymentFiles files,
    List<RenderedFile> own,
    Rendering rendering) {

  private static final String PREPARATIONS = "document/prepare.j2";
  private static final String RELOADS = "document/restart.j2";

  /** The deployment with the version, chart version and options that were chosen written out. */
  public Deployment normalised() {
    String chart = chartVersion.isEmpty() ? null : chartVersion;
    return new Deployment(
        deployment.product(),
        version,
        chart,
        deployment.hosts(),
        deployment.publicPort(),
        deployment.termination(),
        deployment.clientAuthentication(),
        folder.isEmpty() ? deployment.release() : release,
        deployment.existing().namesOnly(),
        deployment.image(),
        pack.optionsOver(deployment.options()));
  }

  /** Whether Kubernetes reads what is made for it. */
  public boolean inCluster() {
    return targets.stream().anyMatch(Target::inCluster);
  }

  /** Whether images are built of what is made for it. */
  public boolean buildsImages() {
    return targets.stream().anyMatch(Target::buildsImages);
  }

  /** Whether its clients are asked for a certificate. */
  public boolean asksClients() {
    return deployment.clientAuthentication() != ClientAuthentication.NONE;
  }

  /** Whether it serves TLS anywhere. */
  public boolean servesTls() {
    return deployment.termination().servesTls();
  }

  /** The names of each server certificate that it gets where one signs for it here. */
  public List<List<SubjectAlternativeName>> serverNames() {
    List<List<SubjectAlternativeName>> certificates = new ArrayList<>();
    if (deployment.termination().atApplication()) {
      certificates.add(names);
      needs.certificates().forEach(id -> certificates.add(internalNames));
    }
    if (deployment.termination().atEdge()) {
      certificates.add(edgeNames);
    }
    return certificates;
  }

  /**
   * The files that need no key material, laid over the caller's own; the same for the same spec.
   */
  public List<RenderedFile> plain() {
    return overlaid(files.loose(own));
  }

  /** Those that stand in a package, such as a chart; none without a target that has one. */
  public List<RenderedFile> packaged() {
    return overlaid(packagedOwn());
  }

  /** The same without the caller's own files. */
  public List<RenderedFile> packagedOwn() {
    return files.packaged(own);
  }

  private List<RenderedFile> overlaid(List<RenderedFile> rendered) {
    return rendered.stream().map(existing.overlaid()::under).toList();
  }

  /**
   * The files that hold key material.
   *
   * @param material what templates see as {@code material}
   * @throws TemplateException if a template is wrong
   */
  public List<RenderedFile> renderMaterial(Map<String, Object> material) {
    Rendering extended = rendering.extended(Map.of("material", material));
    return files.rendered(chart, extended, file -> file.material() && !file.isDocument());
  }

  /**
   * The documents that explain the bundle: what the pack has below {@code document/}.
   *
   * @param document what templates see as {@code document}
   * @throws TemplateException if a template is wrong
   */
  public List<RenderedFile> renderDocuments(Map<String, Object> document) {
    Rendering extended = rendering.extended(Map.of("document", document));
    return files.rendered(chart, extended, PackFile::isDocument);
  }

  /** The files that are copied from the pack as they are. */
  public List<CopiedFile> copies() {
    return files.entries().stream()
        .filter(entry -> entry.file().isCopy())
        .flatMap(entry -> copy(entry.file(), entry.path()).stream())
        .toList();
  }

  private Optional<CopiedFile> copy(PackFile file, String path) {
    String mediaType = file.mediaType() == null ? CopiedFile.mediaType(path) : file.mediaType();
    return pack.copy(file.template())
        .map(content -> new CopiedFile(path, file.description(), mediaType, content));
  }

  /**
   * The arguments by which {@code helm upgrade --install <release>} finds its chart: name,
   * repository and version, or the chart's folder in the product's sources; {@code ""} without one.
   */
  public String chartArguments() {
    return chart.arguments(chartVersion);
  }

  /** What stands before a key of the chart's values where they are nested, e.g. {@code "acme."}. */
  public String chartKeyPrefix() {
    return chart.key().isEmpty() ? "" : chart.key() + ".";
  }

  /** Where a file of the deployment stands in the bundle. */
  public String inBundle(String path) {
    return DeploymentPlacement.path(folder, path, false);
  }

  /**
   * What ties the deployments of a bundle together: a text of the shared templates.
   *
   * @param template name below {@code _shared/}
   * @param document what it sees as {@code document}
   */
  public String renderShared(String template, Map<String, Object> document) {
    return rendering
        .extended(Map.of("document", document))
        .render(PackReader.SHARED + "/" + template);
  }

  /**
   * The commands that make the files ready for the containers of compose, in their order, where the
   * bundle was unpacked; often none.
   */
  public List<String> preparations() {
    return commands(PREPARATIONS);
  }

  /**
   * The commands that make the running program take renewed certificates, in their order; none
   * where it does so by itself, or where the pack has no page that says how.
   */
  public List<String> reloads() {
    return commands(RELOADS);
  }

  private List<String> commands(String template) {
    return pack.templates().contains(template)
        ? rendering.render(template).lines().map(String::strip).filter(l -> !l.isEmpty()).toList()
        : List.of();
  }

  /**
   * A text that is no template of a pack, with what the deployment's templates see.
   *
   * @param document what it sees as {@code document}
   */
  public String renderText(String source, Map<String, Object> document) {
    return rendering.extended(Map.of("document", document)).text(source);
  }
}
