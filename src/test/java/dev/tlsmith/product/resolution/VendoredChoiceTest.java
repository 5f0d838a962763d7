package dev.tlsmith.product.resolution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.helm.HelmCharts;
import dev.tlsmith.product.helm.PackedChart;
import dev.tlsmith.product.helm.PackedChartReader;
import dev.tlsmith.product.loading.PackLoader;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.IssuingSource;
import dev.tlsmith.spec.KeyStoreSettings;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.TlsSpec;
import dev.tlsmith.spec.Trust;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which chart of the product a generated one holds. */
class VendoredChoiceTest {

  @TempDir Path folder;

  private ResolvedDeployment resolve(String chartVersion, Existing existing) {
    Deployment deployment =
        new Deployment(
            "kestra",
            null,
            chartVersion,
            List.of(SubjectAlternativeName.parse("kestra.example.com")),
            443,
            null,
            null,
            null,
            existing,
            null,
            null);
    TlsSpec spec =
        new TlsSpec(
            List.of(deployment),
            "kestra",
            "default",
            new IssuingSource.SelfSigned(),
            KeyStoreSettings.DEFAULT,
            new Trust(null, null),
            null,
            false,
            List.of());
    return new DeploymentResolver(PackLoader.load(null), new HelmCharts(folder.toString()))
        .resolve(spec)
        .getFirst();
  }

  @Test
  void theOperatorsIsTakenForItsVersionUnlessTheCallerGaveOne() throws Exception {
    byte[] operators = PackedChart.of("kestra", "1.0.20").packed();
    String digest = PackedChartReader.read(operators).sha256();
    PackedChart.write(folder, "kestra-1.0.20.tgz", operators, digest);
    assertThat(digest(resolve("1.0.20", Existing.NONE))).isEqualTo(digest);
    assertThat(resolve("1.0.54", Existing.NONE).vendored()).isNull();

    byte[] callers = PackedChart.of("kestra", "1.0.20").with("kestra/README.md", "A").packed();
    Secret base64 = Secret.of(Base64.getEncoder().encodeToString(callers));
    Existing given = new Existing(null, null, base64, List.of(), List.of(), Map.of());
    assertThat(digest(resolve("1.0.20", given)))
        .isEqualTo(PackedChartReader.read(callers).sha256())
        .isNotEqualTo(digest);
  }

  private static String digest(ResolvedDeployment deployment) {
    HelmChart chart = requireNonNull(deployment.vendored());
    return chart.sha256();
  }
}
