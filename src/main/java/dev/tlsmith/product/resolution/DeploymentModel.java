package dev.tlsmith.product.resolution;

import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.pack.PackDefinition;
import dev.tlsmith.product.pack.PackDefinition.Component;
import dev.tlsmith.product.pack.PackDefinition.FurtherCertificate;
import dev.tlsmith.product.pack.PackFile;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What templates, conditions and rules see of a deployment: maps, lists, text, numbers and
 * booleans. A name that does not apply is {@code ''}, {@code 0} or {@code false}, never missing.
 */
public final class DeploymentModel {

  private final TlsSpec spec;
  private final DeploymentPlacement placement;
  private final Deployment deployment;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<String> serviceNames = new ArrayList<>();
  private final Map<String, String> composeServices = new LinkedHashMap<>();
  private final Map<String, String> takenServices = new LinkedHashMap<>();
  private final List<Warning> warnings = new ArrayList<>();

  private DeploymentModel(TlsSpec spec, DeploymentPlacement placement) {
    this.spec = spec;
    this.placement = placement;
    this.deployment = placement.selection().deployment();
  }

  /**
   * A deployment as templates see it.
   *
   * @param rendering the pack's templates with the model, without key material
   * @param names every name by which the program is reached
   * @param internalNames the same without the hosts
   * @param serviceNames of Kubernetes, as they are called in their own namespace
   * @param composeServices that an overlay extends, each with the id of its component
   * @param takenServices of compose, which are another component's already, by the component's id
   * @param warnings names that no certificate can hold
   */
  public record Modelled(
      Rendering rendering,
      List<SubjectAlternativeName> names,
      List<SubjectAlternativeName> internalNames,
      List<String> serviceNames,
      Map<String, String> composeServices,
      Map<String, String> takenServices,
      List<Warning> warnings) {}

  /** Derives the model of a deployment. */
  public static Modelled of(TlsSpec spec, DeploymentPlacement placement) {
    DeploymentModel model = new DeploymentModel(spec, placement);
    DeploymentSelection selection = placement.selection();
    ProductPack pack = selection.pack();
    model.addIdentity(selection);
    model.addPlacement();
    model.values.putAll(HostModel.of(model.deployment));
    model.addTls(selection.targets());
    model.values.put("options", selection.options());
    model.values.put("existing", selection.existing().model(Set.of()));
    model.values.put(
        "fact", pack.facts(selection.line(), selection.chart().held(selection.chartVersion())));
    Rendering base = pack.templates().with(model.values);
    Map<String, Object> derived = new LinkedHashMap<>();
    Map<String, Object> components = model.components(pack, base);
    derived.put("component", components);
    derived.put("program", components.values().iterator().next());
    derived.put("existing", selection.existing().model(model.composeServices.keySet()));
    List<SubjectAlternativeName> internalNames =
        InternalNames.of(
            spec.namespace(),
            selection,
            model.serviceNames,
            model.composeServices.keySet(),
            model.warnings);
    List<SubjectAlternativeName> names =
        Stream.concat(model.deployment.hosts().stream(), internalNames.stream())
            .distinct()
            .toList();
    derived.put("names", HostModel.lists(names));
    derived.put("edgeNames", HostModel.lists(model.deployment.hosts()));
    derived.put("internalNames", HostModel.lists(internalNames));
    derived.put("furtherCertificates", model.furtherCertificates(pack, base.with(derived)));
    derived.put("reload", ReloadModel.of(pack, base.with(derived)));
    return new Modelled(
        base.with(derived),
        names,
        internalNames,
        List.copyOf(model.serviceNames),
        model.composeServices,
        model.takenServices,
        model.warnings);
  }

  private void addIdentity(DeploymentSelection selection) {
    ProductPack pack = selection.pack();
    PackDefinition definition = pack.definition();
    values.put(
        "product",
        Map.of(
            "id", pack.id(), "title", pack.title(), "documentation", definition.documentation()));
    values.put(
        "version",
        Map.of(
            "line", selection.line().line(),
            "requested", selection.version(),
            "release", selection.line().released(selection.version())));
    ProductChart chart = selection.chart();
    values.put(
        "chart",
        Map.of(
            "name", chart.name(),
            "repository", chart.repository(),
            "path", chart.path(),
            "version", selection.chartVersion(),
            "keyPrefix", chart.key().isEmpty() ? "" : chart.key() + "."));
    values.put("namespace", spec.namespace());
  }

  private void addPlacement() {
    values.put("release", placement.release());
    values.put("prefix", placement.folder().isEmpty() ? "" : placement.folder() + "/");
    values.put(
        "several",
        Map.of(
            "count", placement.count(),
            "first", placement.first(),
            "release", placement.count() == 1 ? placement.release() : spec.release()));
    String overlay =
        placement.selection().pack().definition().files().stream()
            .filter(file -> file.base() == BaseFile.COMPOSE)
            .map(PackFile::path)
            .findFirst()
            .orElse("");
    values.put("overlay", DeploymentPlacement.path(placement.folder(), overlay, true));
    values.put("composeFiles", placement.selection().composeFiles());
    values.put("valuesFiles", placement.selection().valuesFiles());
  }

  private void addTls(Set<Target> targets) {
    var termination = deployment.termination();
    values.put("termination", termination.id());
    values.put("clientAuthentication", deployment.clientAuthentication().id());
    values.put(
        "serves", Map.of("application", termination.atApplication(), "edge", termination.atEdge()));
    values.put("targets", Target.contentsOf(targets).stream().map(Target::id).toList());
    values.put("certificate", CertificateModel.of(spec.certificate(), termination));
    String extension = spec.keyStore().type().extension();
    values.put(
        "keyStore",
        Map.of(
            "type",
            spec.keyStore().type().name(),
            "alias",
            spec.keyStore().alias(),
            "trustStoreForm",
            spec.keyStore().trustStoreForm().id(),
            "passwordGiven",
            spec.keyStore().password() != null,
            "file",
            "keystore." + extension));
    values.put(
        "trustStore",
        Map.of(
            "type",
            spec.keyStore().type().name(),
            "file",
            "truststore." + extension,
            "outboundFile",
            "outbound-truststore." + extension,
            "password",
            KeyStores.TRUST_STORE_PASSWORD));
    String additional = spec.trust().additional();
    String clients = spec.trust().clientCertificates();
    values.put(
        "trust",
        Map.of(
            "additional",
            additional != null,
            "clientCertificates",
            clients != null,
            "additionalPem",
            additional == null ? "" : additional,
            "clientCertificatesPem",
            clients == null ? "" : clients));
  }

  private Map<String, Object> components(ProductPack pack, Rendering base) {
    Map<String, Object> components = new LinkedHashMap<>();
    for (Component component : pack.definition().components()) {
      List<String> services = evaluated(base, component.serviceNames());
      List<String> compose = evaluated(base, component.composeServices());
      serviceNames.addAll(services);
      for (String service : compose) {
        if (composeServices.putIfAbsent(service, component.id()) != null) {
          takenServices.put(component.id(), service);
        }
      }
      Map<String, Object> facts = new LinkedHashMap<>(component.facts());
      facts.put("id", component.id());
      facts.put("runtime", component.runtime());
      facts.put("uid", component.uid());
      facts.put("serviceNames", services);
      facts.put("composeServices", compose);
      facts.putAll(ComposedModel.of(placement.selection().existing().composeFile(), compose));
      components.put(component.id(), facts);
    }
    return components;
  }

  /** The ids of the pack's further certificates that this deployment has. */
  private List<String> furtherCertificates(ProductPack pack, Rendering base) {
    if (!deployment.termination().atApplication()) {
      return List.of();
    }
    return pack.definition().certificates().stream()
        .filter(certificate -> base.test(certificate.when()))
        .map(FurtherCertificate::id)
        .toList();
  }

  private static List<String> evaluated(Rendering base, List<String> texts) {
    return texts.stream().map(base::text).filter(text -> !text.isEmpty()).distinct().toList();
  }
}
