package dev.tlsmith.bundle;

import dev.tlsmith.authority.ChartSigningKey;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;

/**
 * The use case of a chart's provenance: what Helm finds beside the archive of a chart, and checks
 * with {@code --verify}.
 */
@Singleton
public final class ChartProvenance {

  private final BundleGenerator generator;
  private final ChartSigningKey key;

  ChartProvenance(BundleGenerator generator, ChartSigningKey key) {
    this.generator = generator;
    this.key = key;
  }

  /**
   * A provenance file.
   *
   * @param fileName that of the archive with {@code .prov} behind it, as Helm looks for it
   * @param text clear-signed
   */
  public record ProvenanceFile(String fileName, String text) {}

  /**
   * That of the archive which the same spec gives: the chart's description, and the archive's
   * digest (Helm 3.21, {@code pkg/provenance/sign.go}).
   *
   * @throws InvalidSpecException 422 if the operator signs no charts, or as {@link
   *     BundleGenerator#chart}
   */
  public ProvenanceFile of(TlsSpec spec, Requester requester) {
    key.require();
    ChartSet chart = generator.chart(spec, requester);
    String archive = chart.archiveName();
    String signed =
        """
        %s...
        files:
          %s: sha256:%s
        """
            .formatted(chart.description(), archive, Sha256.hex(chart.archive()));
    return new ProvenanceFile(archive + ".prov", key.clearSigned(signed));
  }
}
