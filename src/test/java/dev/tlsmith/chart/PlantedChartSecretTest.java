package dev.tlsmith.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.bundle.ChartSet;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.product.helm.PackedChart;
import dev.tlsmith.proof.ProofFailedException;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A key or a password that got into a chart is a fault of ours, and nothing is handed out. */
class PlantedChartSecretTest {

  private static final ChartSet SET =
      Service.charts(
          "{product: kestra, hosts: [kestra.example.com],"
              + " certificate: {source: cert-manager, issuer: {name: corporate}}}");
  private static final String KEY = key();
  private static final Secret PASSWORD = Secret.of("a-password.of_ours~1");

  private static String key() {
    try {
      return Files.readString(Path.of("src/test/resources/service-ca/ca.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of a chart that is right, with nothing to guard. */
  private static SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    for (BundleFile file : SET.files()) {
      String path = file.path().substring(file.path().indexOf('/') + 1);
      texts.put(path, new String(file.content(), StandardCharsets.UTF_8));
    }
    texts.put(GeneratedChart.FACTS, "{\"required\": []}\n");
    return texts;
  }

  private static void verify(SortedMap<String, String> texts) {
    ChartRequest request =
        new ChartRequest("default", "0".repeat(64), List.of(), Set.of(PASSWORD), null);
    new ChartVerifier()
        .verify(
            new ChartVerifier.Draft(
                "kestra-tls",
                "kestra",
                "1.0.54+tls.00000000",
                new ChartDependency("kestra", "1.0.54", "https://helm.kestra.io/"),
                null,
                texts,
                new ReleaseValues(ParsedValues.of(""), List.of(), Map.of(), false),
                request));
  }

  private static String block(String name, String text) {
    return name + ": |\n  " + text.strip().replace("\n", "\n  ") + "\n";
  }

  static Stream<Arguments> planted() {
    String archive = new PackedChart().with("a/b", KEY).base64();
    return Stream.of(
        Arguments.of("values.yaml", block("planted", KEY)),
        Arguments.of("values.yaml", "planted: \"" + PASSWORD.reveal() + "\"\n"),
        Arguments.of(
            "Chart.yaml", "annotations:\n  " + block("a", KEY).replace("\n", "\n  ").strip()),
        Arguments.of("templates/certificate.yaml", "---\n" + block("stringData", KEY)),
        Arguments.of("templates/NOTES.txt", PASSWORD.reveal() + "\n"),
        Arguments.of("files/more.yaml", "archive: \"" + archive + "\"\n"),
        Arguments.of("README.md", KEY));
  }

  @ParameterizedTest
  @MethodSource("planted")
  void nothingIsHandedOutThatHoldsOne(String file, String more) {
    SortedMap<String, String> texts = texts();
    texts.merge(file, more, (before, after) -> before + after);
    assertThatThrownBy(() -> verify(texts))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining(file)
        .hasMessageNotContaining(PASSWORD.reveal())
        .hasMessageNotContaining(KEY.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void theChartItselfHoldsNone() {
    verify(texts());
    assertThat(texts()).containsKeys("values.yaml", "Chart.yaml", "templates/certificate.yaml");
  }
}
