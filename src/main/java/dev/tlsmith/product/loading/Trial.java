package dev.tlsmith.product.loading;

import dev.tlsmith.product.pack.PackDefinition.ChartRange;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.resolution.DeploymentModel;
import dev.tlsmith.product.resolution.DeploymentPlacement;
import dev.tlsmith.product.resolution.DeploymentSelection;
import dev.tlsmith.product.resolution.ExistingFiles;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.ClusterSource;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.IssuingSource;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreSettings;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import dev.tlsmith.spec.Trust;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that a pack is tried with. What a caller can choose decides which branches of a
 * template run, so each termination meets a source that makes the key, one that leaves it in the
 * cluster and one that leaves it with the caller; all targets and each alone; clients with and
 * without a certificate; and another product beside it. The further sources meet one termination.
 */
record Trial(TlsSpec spec, DeploymentPlacement placement) {

  private static final String CERTIFICATE =
      "-----BEGIN CERTIFICATE-----\nplaceholder\n-----END CERTIFICATE-----\n";
  private static final Secret KEY = Secret.of("placeholder");
  private static final CertificateSource MAKES_KEY = new IssuingSource.SelfSigned();
  private static final CertificateSource IN_CLUSTER =
      certManager(new ClusterSource.IssuerReference("ClusterIssuer", "issuer"), null, null);
  private static final CertificateSource CALLERS_KEY =
      new IssuingSource.Csr("placeholder", CERTIFICATE, KEY, null, Subject.EMPTY, 397);
  private static final List<CertificateSource> FURTHER =
      List.of(
          new CertificateSource.Provided(CERTIFICATE, KEY, null, null, null),
          new ClusterSource.ExistingSecret(
              "given",
              "keystore.p12",
              "truststore.p12",
              new ClusterSource.SecretKeyReference("given", "password")),
          certManager(
              null,
              new ClusterSource.Acme("ops@example.org", "letsencrypt-production", null, null),
              null),
          certManager(null, null, new ClusterSource.SelfSignedCa(3650)));

  /** All of them for one version line. */
  static List<Trial> of(ProductPack pack, ProductChart chart, VersionLine line) {
    List<Trial> trials = new ArrayList<>();
    for (Termination termination : Termination.values()) {
      Maker maker = new Maker(pack, chart, line, termination);
      Set<Target> all = possibleTargets(pack, MAKES_KEY, termination);
      maker.add(trials, MAKES_KEY, all, ClientAuthentication.NONE, 1);
      for (Target one : all.size() > 1 ? all : Set.<Target>of()) {
        maker.add(trials, MAKES_KEY, EnumSet.of(one), ClientAuthentication.NONE, 1);
      }
      if (termination != Termination.NONE) {
        maker.add(trials, MAKES_KEY, all, ClientAuthentication.NEED, 1);
        maker.add(trials, MAKES_KEY, all, ClientAuthentication.NONE, 2);
        maker.add(trials, CALLERS_KEY, all, ClientAuthentication.NONE, 1);
        Set<Target> cluster = possibleTargets(pack, IN_CLUSTER, termination);
        maker.add(trials, IN_CLUSTER, cluster, ClientAuthentication.NONE, 1);
        maker.add(trials, IN_CLUSTER, cluster, ClientAuthentication.NEED, 1);
      }
      for (CertificateSource source :
          termination == Termination.BOTH ? FURTHER : List.<CertificateSource>of()) {
        Set<Target> targets = possibleTargets(pack, source, termination);
        maker.add(trials, source, targets, ClientAuthentication.NONE, 1);
      }
    }
    return trials;
  }

  private static Set<Target> possibleTargets(
      ProductPack pack, CertificateSource source, Termination termination) {
    Set<Target> possible = EnumSet.copyOf(pack.targets());
    possible.removeIf(target -> target.obstacle(source, termination).isPresent());
    return possible;
  }

  /** The version of a chart that a line is tried on; {@code ""} without a chart. */
  static String chartVersion(ProductChart chart, VersionLine line) {
    return chart.range(line).map(ChartRange::newest).orElse("");
  }

  /** What its templates see, without key material. */
  Rendering model() {
    return DeploymentModel.of(spec, placement).rendering();
  }

  Set<Target> targets() {
    return placement.selection().targets();
  }

  private static ClusterSource.CertManager certManager(
      ClusterSource.@Nullable IssuerReference issuer,
      ClusterSource.@Nullable Acme acme,
      ClusterSource.@Nullable SelfSignedCa selfSignedCa) {
    return new ClusterSource.CertManager(
        issuer, acme, selfSignedCa, Subject.EMPTY, KeyAlgorithm.EC_P256, null, 30, false);
  }

  private record Maker(
      ProductPack pack, ProductChart chart, VersionLine line, Termination termination) {

    /** Adds one, where there is a target for it. */
    void add(
        List<Trial> trials,
        CertificateSource source,
        Set<Target> targets,
        ClientAuthentication clients,
        int count) {
      if (targets.isEmpty()) {
        return;
      }
      Deployment deployment =
          new Deployment(
              pack.id(),
              line.line(),
              null,
              List.of(SubjectAlternativeName.parse("app.example.org")),
              443,
              termination,
              clients,
              null,
              Existing.NONE,
              null,
              Map.of());
      boolean issues = source instanceof IssuingSource;
      Trust trust =
          new Trust(
              termination == Termination.NONE ? CERTIFICATE : null,
              clients == ClientAuthentication.NONE || issues ? null : CERTIFICATE);
      TlsSpec spec =
          new TlsSpec(
              List.of(deployment),
              pack.id(),
              "default",
              source,
              KeyStoreSettings.DEFAULT,
              trust,
              targets,
              false,
              List.of());
      DeploymentSelection selection =
          new DeploymentSelection(
              deployment,
              "",
              pack,
              chart,
              line,
              line.line(),
              chartVersion(chart, line),
              pack.optionsOver(Map.of()),
              targets,
              ExistingFiles.none(pack, chart),
              null,
              List.of());
      String folder = count == 1 ? "" : pack.id();
      trials.add(
          new Trial(spec, new DeploymentPlacement(selection, pack.id(), folder, true, count)));
    }
  }
}
