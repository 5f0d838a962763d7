package dev.tlsmith.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.PackDefinition.FurtherCertificate;
import dev.tlsmith.product.PackDefinition.Rule;
import dev.tlsmith.product.PackDefinition.VersionLine;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Matches a spec to the packs and finds everything that breaks one of their rules. */
@Singleton
public final class DeploymentResolver {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProductCatalogue catalogue;

  DeploymentResolver(ProductCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Resolves every deployment of a spec.
   *
   * @throws InvalidSpecException with all violations at once; their pointers are those of the form
   *     with a {@code deployments} list
   */
  public List<ResolvedDeployment> resolve(TlsSpec spec) {
    List<Fault> faults = new ArrayList<>();
    List<ResolvedDeployment> resolved = new ArrayList<>();
    for (int i = 0; i < spec.deployments().size(); i++) {
      ResolvedDeployment deployment =
          resolve(spec, spec.deployments().get(i), "/deployments/" + i, faults);
      if (deployment != null) {
        resolved.add(deployment);
      }
    }
    if (!faults.isEmpty()) {
      List<Fault> distinct = faults.stream().distinct().toList();
      throw new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, distinct);
    }
    return resolved;
  }

  private @Nullable ResolvedDeployment resolve(
      TlsSpec spec, Deployment deployment, String at, List<Fault> faults) {
    ProductPack pack = catalogue.find(deployment.product()).orElse(null);
    if (pack == null) {
      String known =
          catalogue.packs().stream().map(ProductPack::id).collect(Collectors.joining(", "));
      String detail = "'%s' is not a product known here; known are %s";
      faults.add(
          new Fault(
              at + "/product", "unknown-product", detail.formatted(deployment.product(), known)));
      return null;
    }
    int before = faults.size();
    List<Warning> warnings = new ArrayList<>();
    VersionLine line = line(pack, deployment, at, faults);
    String chartVersion = chartVersion(pack, line, deployment, at, faults, warnings);
    Map<String, Object> options = options(pack, deployment, at, faults);
    Set<Target> targets = targets(spec, deployment, pack, faults);
    ExistingFiles existing =
        ExistingFiles.read(deployment.existing(), pack.definition().existing(), at, faults);
    if (faults.size() > before) {
      return null;
    }
    DeploymentModel.Modelled model =
        DeploymentModel.of(spec, deployment, pack, line, chartVersion, options, targets, existing);
    apply(pack, model.rendering(), at, faults, warnings);
    ResolvedDeployment resolved =
        new ResolvedDeployment(
            pack,
            deployment,
            line.line(),
            chartVersion,
            targets,
            model.names(),
            deployment.hosts(),
            model.internalNames(),
            needs(pack, model.rendering()),
            existing,
            warnings,
            model.rendering());
    if (existing.isGiven() && faults.size() == before) {
      existing.check(resolved.renderOwn(), at, faults, warnings);
    }
    return resolved;
  }

  private static VersionLine line(
      ProductPack pack, Deployment deployment, String at, List<Fault> faults) {
    String version = deployment.version();
    if (version == null) {
      return pack.newestLine();
    }
    return pack.line(version)
        .orElseGet(
            () -> {
              String detail = "'%s' is not a version of %s known here; known lines are %s";
              String lines = String.join(", ", pack.versionLines());
              faults.add(
                  new Fault(
                      at + "/version",
                      "unknown-version",
                      detail.formatted(version, pack.title(), lines)));
              return pack.newestLine();
            });
  }

  private static String chartVersion(
      ProductPack pack,
      VersionLine line,
      Deployment deployment,
      String at,
      List<Fault> faults,
      List<Warning> warnings) {
    String version = deployment.chartVersion();
    String newest = line.charts() == null ? "" : line.charts().newest();
    if (version == null) {
      return newest;
    }
    pack.refuseChart(line, version)
        .ifPresentOrElse(
            rule ->
                faults.add(
                    new Fault(
                        at + "/chartVersion",
                        "unknown-chart-version",
                        "'%s' does not fit: %s".formatted(version, rule))),
            () -> {
              if (ProductPack.compare(version, newest) > 0) {
                String message =
                    "Chart %s is newer than %s, the newest one checked; render it before you"
                        + " apply.";
                warnings.add(
                    new Warning(
                        "chart-newer-than-known", message.formatted(version, newest), null));
              }
            });
    return version;
  }

  private static Map<String, Object> options(
      ProductPack pack, Deployment deployment, String at, List<Fault> faults) {
    JsonNode given = JSON.valueToTree(deployment.options());
    for (Fault fault : pack.options().validate(given)) {
      faults.add(new Fault(at + "/options" + fault.pointer(), fault.code(), fault.detail()));
    }
    return pack.optionsOver(deployment.options());
  }

  private static Set<Target> targets(
      TlsSpec spec, Deployment deployment, ProductPack pack, List<Fault> faults) {
    Set<Target> possible = EnumSet.copyOf(pack.targets());
    String obstacle = composeObstacle(spec.certificate(), deployment.termination());
    if (obstacle != null) {
      possible.remove(Target.COMPOSE);
    }
    Set<Target> asked = spec.targets();
    if (asked == null) {
      return possible;
    }
    for (Target target : asked) {
      if (!possible.contains(target)) {
        String reason =
            obstacle != null && target == Target.COMPOSE
                ? obstacle
                : "%s has no files for it".formatted(pack.title());
        String rest = possible.stream().map(Target::id).collect(Collectors.joining(", "));
        String detail = "'%s' is impossible here: %s; possible are %s";
        faults.add(
            new Fault(
                "/targets", "impossible-target", detail.formatted(target.id(), reason, rest)));
      }
    }
    return asked.isEmpty() ? possible : EnumSet.copyOf(asked);
  }

  private static @Nullable String composeObstacle(
      CertificateSource source, Termination termination) {
    if (termination == Termination.INGRESS) {
      return "termination 'ingress' leaves the program plain, and compose has no edge";
    }
    boolean inCluster = source.inCluster() && termination != Termination.NONE;
    return inCluster
        ? "the key of source '%s' never leaves the cluster".formatted(source.id())
        : null;
  }

  static MaterialNeeds needs(ProductPack pack, Rendering rendering) {
    PackDefinition.Material material = pack.definition().material();
    List<FurtherCertificate> certificates = pack.definition().certificates();
    List<String> conditions =
        new ArrayList<>(
            List.of(material.encryptedKey(), material.caBundle(), material.publicCaBundle()));
    certificates.forEach(certificate -> conditions.add(certificate.when()));
    Iterator<Boolean> answers = rendering.testAll(conditions).iterator();
    return new MaterialNeeds(
        answers.next(),
        answers.next(),
        answers.next(),
        certificates.stream()
            .filter(certificate -> answers.next())
            .map(FurtherCertificate::id)
            .toList());
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
        switch (rule.level()) {
          case ERROR -> faults.add(new Fault(pointer(rule.pointer(), at), rule.code(), message));
          case WARNING -> warnings.add(new Warning(rule.code(), message, rule.source()));
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
