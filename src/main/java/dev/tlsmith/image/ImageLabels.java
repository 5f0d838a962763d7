package dev.tlsmith.image;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.keystore.PublicRoots;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an image says of what it trusts, for those who look at it without running it: {@code docker
 * image inspect}, {@code skopeo inspect}, a registry's page.
 */
final class ImageLabels {

  private static final String PREFIX = "dev.tlsmith.";

  private ImageLabels() {}

  /**
   * The labels, sorted by name.
   *
   * @param specDigest SHA-256 of the spec without secrets, as {@code tlsmith.yaml} has it; hex
   */
  static SortedMap<String, String> of(TrustFolder folder, PublicRoots roots, String specDigest) {
    Instant firstEnd =
        folder.certificates().stream()
            .map(certificate -> certificate.getNotAfter().toInstant())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return new TreeMap<>(
        Map.of(
            PREFIX + "ca.sha256", fingerprints(folder),
            PREFIX + "ca.not-after", firstEnd.toString(),
            PREFIX + "roots.count", String.valueOf(roots.count()),
            PREFIX + "roots.sha256", roots.sha256(),
            PREFIX + "spec.sha256", specDigest));
  }

  /** Of each, as {@code openssl x509 -fingerprint -sha256} prints them. */
  private static String fingerprints(TrustFolder folder) {
    return folder.certificates().stream()
        .map(Pem::sha256Fingerprint)
        .collect(Collectors.joining(","));
  }
}
