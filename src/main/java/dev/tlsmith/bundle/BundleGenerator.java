package dev.tlsmith.bundle;

import dev.tlsmith.audit.IssuanceLog;
import dev.tlsmith.bundle.tool.ChartTool;
import dev.tlsmith.chart.ChartGenerator;
import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.material.BundleIdentities;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.material.KeyMaterial;
import dev.tlsmith.material.KeyMaterialEncoder;
import dev.tlsmith.material.MaterialProver;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The use case: from a spec to a proven bundle, in memory, with nothing kept. */
@Singleton
public final class BundleGenerator {

  private final PermittedDeployments permitted;
  private final CertificateProvisioning provisioning;
  private final KeyMaterialEncoder encoder;
  private final MaterialProver prover;
  private final BundleImages images;
  private final BundleAssembler assembler;
  private final IssuanceLog issuanceLog;
  private final CostBound bound;
  private final ChartGenerator charts;

  BundleGenerator(
      PermittedDeployments permitted,
      CertificateProvisioning provisioning,
      KeyMaterialEncoder encoder,
      MaterialProver prover,
      BundleImages images,
      BundleAssembler assembler,
      IssuanceLog issuanceLog,
      CostBound bound,
      ChartGenerator charts) {
    this.permitted = permitted;
    this.provisioning = provisioning;
    this.encoder = encoder;
    this.prover = prover;
    this.images = images;
    this.assembler = assembler;
    this.issuanceLog = issuanceLog;
    this.bound = bound;
    this.charts = charts;
  }

  /**
   * A spec that can be fulfilled and may be: what it comes to, and what it will cost.
   *
   * @param deployments matched to their packs
   */
  public record Order(
      TlsSpec spec, List<ResolvedDeployment> deployments, SpecCost cost, Requester requester) {}

  /**
   * Judges a spec. Nothing is made, and what is supplied with it is read only if the spec is
   * strict.
   *
   * @throws InvalidSpecException if the spec cannot be fulfilled, costs too much, or the
   *     requester's policy does not allow it
   */
  public Order order(TlsSpec spec, Requester requester) {
    Order order = judged(spec, requester);
    if (spec.strict()) {
      spec.requireAccepted(checked(order));
    }
    return order;
  }

  private Order judged(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = permitted.of(spec, requester);
    images.check(spec, deployments);
    SpecCost cost = SpecCost.of(spec, deployments);
    bound.require(cost, deployments.size());
    return new Order(spec, deployments, cost, requester);
  }

  /** The same for one target alone. */
  public Order order(TlsSpec spec, Target target, Requester requester) {
    return order(spec.withTargets(EnumSet.of(target)), requester);
  }

  /**
   * Makes a bundle.
   *
   * @throws InvalidSpecException if what was given does not work, or the requester's policy does
   *     not allow it
   */
  public Bundle generate(Order order) {
    List<Warning> warnings = warnings(order.deployments());
    Made made = make(order, warnings);
    List<GeneratedChart> inside =
        ChartTool.isIn(order.deployments())
            ? charts.generate(ReleaseCharts.of(order.spec(), made.proven()))
            : List.of();
    Bundle bundle =
        assembler.assemble(
            order.spec(),
            ReleaseCharts.proven(images.added(order.spec(), made.proven()), inside),
            ReleaseCharts.files(inside, encoder.authority(made.identities())),
            warnings,
            order.requester().address());
    write(order, made);
    return bundle;
  }

  /**
   * The YAML of one target alone, with key material.
   *
   * @throws InvalidSpecException as {@link #generate}, or if one document cannot hold it
   */
  public String stream(Order order, Target target) {
    List<Warning> warnings = warnings(order.deployments());
    Made made = make(order, warnings);
    String stream = TargetStream.proven(made.proven(), target, warnings);
    write(order, made);
    return stream;
  }

  private record Made(BundleIdentities identities, List<ProvenDeployment> proven) {}

  private Made make(Order order, List<Warning> warnings) {
    TlsSpec spec = order.spec();
    List<ResolvedDeployment> deployments = order.deployments();
    BundleIdentities identities =
        provisioning.obtain(spec, deployments, order.cost().dearKeys(), warnings);
    refuseCaKey(identities, order.requester());
    List<KeyMaterial> material = encoder.encode(spec, deployments, identities, warnings);
    spec.requireAccepted(warnings);
    return new Made(identities, prover.prove(spec, deployments, identities, material));
  }

  private void write(Order order, Made made) {
    issuanceLog.write(
        IssuanceRecords.of(
            order.spec(), made.identities().authority(), made.proven(), order.requester()));
  }

  /**
   * The YAML of one target alone, without key material: none is made and none is inside.
   *
   * @throws InvalidSpecException as {@link #order}, or if one document cannot hold it
   */
  public String render(TlsSpec spec, Target target, Requester requester) {
    List<ResolvedDeployment> deployments =
        permitted.of(spec.withTargets(EnumSet.of(target)), requester);
    spec.requireAccepted(warnings(deployments));
    return TargetStream.plain(deployments, target, warnings(deployments));
  }

  /**
   * The charts of a spec, one for each Helm release, without key material.
   *
   * @throws InvalidSpecException as {@link #order}, or if a product has no chart
   */
  public ChartSet charts(TlsSpec spec, Requester requester) {
    TlsSpec asked = ChartTool.alone(spec);
    List<ResolvedDeployment> deployments = permitted.of(asked, requester);
    spec.requireAccepted(warnings(deployments));
    return ChartSet.of(
        charts.generate(ReleaseCharts.of(asked, deployments, Set.of())), warnings(deployments));
  }

  /**
   * The chart of a spec that comes to one release.
   *
   * @throws InvalidSpecException as {@link #charts}, or if it comes to several
   */
  public ChartSet chart(TlsSpec spec, Requester requester) {
    ChartSet set = charts(spec, requester);
    set.requireOne();
    return set;
  }

  /**
   * Checks a spec and everything supplied with it, and makes nothing.
   *
   * @return the warnings
   * @throws InvalidSpecException as {@link #order} and {@link #generate}
   */
  public List<Warning> validate(TlsSpec spec, Requester requester) {
    List<Warning> warnings = checked(judged(spec, requester));
    spec.requireAccepted(warnings);
    return warnings;
  }

  private List<Warning> checked(Order order) {
    List<Warning> warnings = warnings(order.deployments());
    provisioning.check(order.spec(), order.deployments(), warnings);
    return warnings.stream().distinct().toList();
  }

  /** Whatever led to a CA of the bundle's own, its key is handed out only to whom it may be. */
  private static void refuseCaKey(BundleIdentities identities, Requester requester) {
    if (identities.authority() != null) {
      requester.caller().requireCaKey();
    }
  }

  private static List<Warning> warnings(List<ResolvedDeployment> deployments) {
    List<Warning> warnings = new ArrayList<>();
    deployments.forEach(deployment -> warnings.addAll(deployment.warnings()));
    return warnings;
  }
}
