package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.helm.HelmCharts;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.ProductCatalogue;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Matches a spec to the packs and finds everything that breaks one of their rules. */
@Singleton
public final class DeploymentResolver {

  private final ProductCatalogue catalogue;
  private final HelmCharts charts;

  DeploymentResolver(ProductCatalogue catalogue, HelmCharts charts) {
    this.catalogue = catalogue;
    this.charts = charts;
  }

  /**
   * Resolves every deployment of a spec.
   *
   * @throws InvalidSpecException with all violations at once; their pointers are those of the form
   *     with a {@code deployments} list
   */
  public List<ResolvedDeployment> resolve(TlsSpec spec) {
    List<Fault> faults = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>();
    List<DeploymentSelection> selections = new ArrayList<>();
    GivenFiles given = new GivenFiles(spec, faults);
    for (int i = 0; i < spec.deployments().size(); i++) {
      Deployment deployment = spec.deployments().get(i);
      String at = SpecPointer.deployment(i);
      ProductPack pack = pack(deployment, at, faults);
      if (pack == null) {
        continue;
      }
      ExistingFiles existing =
          ExistingFiles.of(
              given,
              i,
              pack,
              pack.chart(deployment.options()),
              other -> ofOneRelease(deployment, other),
              faults);
      DeploymentSelection selection =
          DeploymentSelection.of(
              spec,
              deployment,
              at,
              pack,
              existing,
              given.helmChart(i, other -> ofOneRelease(deployment, other)),
              faults);
      if (selection != null) {
        selections.add(selection);
      }
    }
    List<ResolvedDeployment> resolved = new ArrayList<>();
    ComposeCheck compose = new ComposeCheck(faults);
    for (DeploymentPlacement placement :
        DeploymentPlacement.of(spec, selections, faults, warnings)) {
      resolved.add(resolve(spec, placement, compose, faults, warnings));
      warnings.clear();
    }
    if (!faults.isEmpty()) {
      List<Fault> distinct = faults.stream().distinct().toList();
      throw new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, distinct);
    }
    return resolved;
  }

  private @Nullable ProductPack pack(Deployment deployment, String at, List<Fault> faults) {
    ProductPack pack = catalogue.find(deployment.product()).orElse(null);
    if (pack == null) {
      String known =
          catalogue.packs().stream().map(ProductPack::id).collect(Collectors.joining(", "));
      String detail = "%s is not a product known here; known are %s";
      faults.add(
          new Fault(
              at + "/product",
              "unknown-product",
              detail.formatted(Quoted.of(deployment.product()), known)));
    }
    return pack;
  }

  /** Whether one Helm release, and so one file of values, holds both. */
  private boolean ofOneRelease(Deployment one, Deployment other) {
    return Objects.equals(one.release(), other.release())
        && chartName(one).equals(chartName(other));
  }

  private Optional<String> chartName(Deployment deployment) {
    return catalogue
        .find(deployment.product())
        .map(pack -> pack.chart(deployment.options()).name());
  }

  private ResolvedDeployment resolve(
      TlsSpec spec,
      DeploymentPlacement placement,
      ComposeCheck compose,
      List<Fault> faults,
      List<Warning> general) {
    int before = faults.size();
    DeploymentSelection selection = placement.selection();
    List<Warning> warnings = new ArrayList<>(general);
    warnings.addAll(selection.warnings());
    DeploymentModel.Modelled model = DeploymentModel.of(spec, placement);
    apply(selection.pack(), model.rendering(), selection.at(), faults, warnings);
    warnings.addAll(model.warnings());
    compose.refuseTakenServices(selection, model);
    MaterialNeeds needs = MaterialNeeds.of(selection.pack(), model.rendering());
    DeploymentFiles files =
        DeploymentFiles.of(
            selection.pack(), placement.folder(), selection.targets(), model.rendering());
    Rendering rendering = model.rendering().extended(Map.of("applies", files.model()));
    List<RenderedFile> own = List.of();
    if (faults.size() == before) {
      own =
          files.rendered(
              selection.chart(), rendering, file -> !file.material() && !file.isDocument());
      if (selection.existing().isGiven()) {
        selection.existing().overlaid().check(own, faults, warnings);
      }
      if (faults.size() == before) {
        compose.check(selection, model, own, warnings);
      }
    }
    return new ResolvedDeployment(
        selection.pack(),
        selection.deployment(),
        selection.chart(),
        selection.line().line(),
        selection.chartVersion(),
        vendored(selection),
        selection.version(),
        selection.composeFiles(),
        selection.valuesFiles(),
        placement.release(),
        placement.folder(),
        selection.targets(),
        model.names(),
        selection.deployment().hosts(),
        model.internalNames(),
        RequiredNames.of(
            model,
            selection.deployment().termination(),
            selection.targets(),
            spec.namespace(),
            needs.ownCalls()),
        needs,
        selection.existing(),
        warnings,
        files,
        own,
        rendering);
  }

  /** The caller's before the operator's. */
  private @Nullable HelmChart vendored(DeploymentSelection selection) {
    return selection.vendored() != null
        ? selection.vendored()
        : charts.find(selection.chart().name(), selection.chartVersion()).orElse(null);
  }

  private static void apply(
      ProductPack pack,
      Rendering rendering,
      String at,
      List<Fault> faults,
      List<Warning> warnings) {
    List<Boolean> fired = rendering.testAll(pack.rules().stream().map(Rule::when).toList());
    for (int i = 0; i < fired.size(); i++) {
      Rule rule = pack.rules().get(i);
      if (fired.get(i)) {
        String message = rendering.text(rule.message());
        switch (rule.severity()) {
          case ERROR -> faults.add(new Fault(pointer(rule.pointer(), at), rule.code(), message));
          case WARNING, NOTE ->
              warnings.add(new Warning(rule.severity(), rule.code(), message, rule.source()));
        }
      }
    }
  }

  /** A rule names fields as in the form with a single deployment at the top level. */
  private static String pointer(String pointer, String at) {
    boolean shared =
        List.of("certificate", "trust", "keyStore", "targets", "release", "namespace").stream()
            .anyMatch(
                field -> pointer.equals("/" + field) || pointer.startsWith("/" + field + "/"));
    return shared || pointer.isEmpty() ? pointer : at + pointer;
  }
}
