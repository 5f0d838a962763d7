package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.report.Finding;
import java.util.List;

/**
 * What was found.
 *
 * @param findings the worst first
 * @param files what each was recognised as, in the order given; files of archives one by one
 */
public record Inspection(List<Finding> findings, List<InspectedFile> files) {

  public Inspection {
    findings = List.copyOf(findings);
    files = List.copyOf(files);
  }

  /**
   * Something that was recognised.
   *
   * @param file name of the file
   * @param place within it, e.g. a JSON Pointer; {@code ""} for the whole of it
   * @param kind what it is, e.g. {@code "pem"}, {@code "pkcs12"}, {@code "secret"}
   * @param privateKeys how many it holds
   * @param certificates in its order
   */
  public record InspectedFile(
      String file,
      String place,
      String kind,
      int privateKeys,
      List<InspectedCertificate> certificates) {}

  /**
   * A certificate of a file.
   *
   * @param alias in a key store; {@code ""} elsewhere
   */
  public record InspectedCertificate(String alias, CertificateSummary certificate) {}
}
