package dev.tlsmith.product.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PackedChartReaderTest {

  private static List<String> faults(byte[] archive) {
    return catchThrowableOfType(
            UnreadableChartException.class, () -> PackedChartReader.read(archive))
        .faults();
  }

  @Test
  void aChartIsReadWithItsValuesAndTheirSchema() throws UnreadableChartException {
    byte[] archive =
        PackedChart.of("acme", "1.2.3-rc.1+b")
            .with("acme/values.yaml", "a: {b: 1}\n")
            .with("acme/values.schema.json", "{}")
            .with("acme/charts/other/Chart.yaml", "name: other\n")
            .packed();
    HelmChart chart = PackedChartReader.read(archive);
    assertThat(chart.name()).isEqualTo("acme");
    assertThat(chart.version()).isEqualTo("1.2.3-rc.1+b");
    assertThat(chart.values()).containsOnlyKeys("a");
    assertThat(chart.schema()).isEqualTo("{}");
    assertThat(chart.path()).isEqualTo("charts/acme-1.2.3-rc.1+b.tgz");
    assertThat(chart.archive()).isSameAs(archive);
  }

  private static PackedChart acme() {
    return PackedChart.of("acme", "1.0.0");
  }

  static Stream<Arguments> refused() throws IOException {
    ByteArrayOutputStream noTar = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(noTar)) {
      gzip.write("no tar".getBytes());
    }
    PackedChart many = acme();
    for (int i = 0; i < 5_000; i++) {
      many.with("acme/f" + i, "");
    }
    PackedChart large = acme();
    for (int i = 0; i < 4; i++) {
      large.with("acme/f" + i, new byte[5 << 20]);
    }
    byte[] whole = acme().with("acme/a", new byte[4000]).packed();
    return Stream.of(
        of("nothing", new byte[0], "is not a packed chart"),
        of("text", "apiVersion: v2".getBytes(), "is not a packed chart"),
        of("gzip of no tar", noTar.toByteArray(), "is not a packed chart"),
        of("the first half", Arrays.copyOf(whole, whole.length / 2), "is not a packed chart"),
        of("too many files", many.packed(), "more than 5000 files"),
        of("a bomb", large.packed(), "unpacks to more than 16 MiB"),
        of("a long path", acme().with("acme/" + "/".repeat(5000), "").packed(), "has a path of 50"),
        of(
            "a large file",
            acme().with("acme/f", new byte[(5 << 20) + 1]).packed(),
            "a file of more than 5 MiB"),
        of("a path upwards", acme().with("acme/../x", "").packed(), "leaves the chart's folder"),
        of("an absolute path", acme().with("/etc/x", "").packed(), "leaves the chart's folder"),
        of("a drive", acme().with("C:/x", "").packed(), "leaves the chart's folder"),
        of("a backslash", acme().with("acme\\x", "").packed(), "leaves the chart's folder"),
        of(
            "a symbolic link",
            acme().with("acme/x", TarArchiveEntry.LF_SYMLINK, "/etc/passwd").packed(),
            "neither a file nor a folder"),
        of(
            "a hard link",
            acme().with("acme/x", TarArchiveEntry.LF_LINK, "acme/Chart.yaml").packed(),
            "neither a file nor a folder"),
        of(
            "a device",
            acme().with("acme/x", TarArchiveEntry.LF_CHR, "").packed(),
            "neither a file nor a folder"),
        of("two folders", acme().with("other/x", "").packed(), "2 top folders"),
        of("no Chart.yaml", new PackedChart().with("acme/x", "").packed(), "has no Chart.yaml"),
        of(
            "Chart.yaml twice",
            acme().with("acme/Chart.yaml", "name: acme\n").packed(),
            "'Chart.yaml' twice"),
        of(
            "another folder",
            new PackedChart().with("other/Chart.yaml", "name: acme\nversion: 1.0.0\n").packed(),
            "its Chart.yaml says 'acme'"),
        of(
            "a list",
            new PackedChart().with("acme/Chart.yaml", "[1]\n").packed(),
            "a Chart.yaml that cannot be read"),
        of("no version", PackedChart.of("acme", "").packed(), "says nothing for 'version'"),
        of("no SemVer", PackedChart.of("acme", "1.x").packed(), "'1.x' for 'version'"),
        of("a range", PackedChart.of("acme", "'>1.0.0'").packed(), "for 'version'"),
        of("a name with a path", PackedChart.of("../acme", "1.0.0").packed(), "leaves the chart's"),
        of(
            "a library",
            new PackedChart()
                .with("acme/Chart.yaml", "name: acme\nversion: 1.0.0\ntype: library\n")
                .packed(),
            "is a library"),
        of(
            "values that are none",
            acme().with("acme/values.yaml", "a: b: c\n").packed(),
            "a values.yaml that cannot be read"));
  }

  private static Arguments of(String name, byte[] archive, String rule) {
    return Arguments.of(Named.of(name, archive), rule);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoChartIsRefusedInWords(byte[] archive, String rule) {
    assertThat(faults(archive)).anySatisfy(fault -> assertThat(fault).contains(rule));
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    byte[] archive =
        acme().with("acme/../x", "").with("acme/y", TarArchiveEntry.LF_SYMLINK, "/").packed();
    assertThat(faults(archive)).hasSize(2);
  }
}
