package dev.tlsmith.product.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelmChartsTest {

  @TempDir Path folder;

  @Test
  void aChartIsFoundByItsNameAndVersion() throws Exception {
    byte[] packed = PackedChart.of("acme", "1.0.0").packed();
    String digest = PackedChartReader.read(packed).sha256();
    PackedChart.write(folder, "any.tgz", packed, digest);
    HelmCharts charts = new HelmCharts(folder.toString());
    assertThat(charts.find("acme", "1.0.0")).isPresent();
    assertThat(charts.find("acme", "1.0.1")).isEmpty();
    assertThat(new HelmCharts(null).find("acme", "1.0.0")).isEmpty();
  }

  @Test
  void anotherFileThanItsDigestSaysStopsTheStart() {
    byte[] packed = PackedChart.of("acme", "1.0.0").packed();
    PackedChart.write(folder, "acme.tgz", packed, "0".repeat(64));
    assertThatThrownBy(() -> new HelmCharts(folder.toString()))
        .hasMessageContaining("tlsmith.charts: ")
        .hasMessageContaining("is another file than 'SHA256SUMS' says");
  }

  @Test
  void whatIsNoChartStopsTheStart() {
    PackedChart.write(folder, "acme.tgz", new byte[] {1}, "0".repeat(64));
    assertThatThrownBy(() -> new HelmCharts(folder.toString()))
        .hasMessageContaining("acme.tgz' is not a packed chart");
    PackedChart.write(folder, "acme.tgz", new byte[] {1}, "no digest");
    assertThatThrownBy(() -> new HelmCharts(folder.toString()))
        .hasMessageContaining("a line that is no digest of a chart");
  }

  @Test
  void aFolderWithoutDigestsStopsTheStart() {
    assertThatThrownBy(() -> new HelmCharts(folder.resolve("none").toString()))
        .hasMessageContaining("has no 'SHA256SUMS' that can be read");
  }
}
