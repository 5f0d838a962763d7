package dev.tlsmith.access.policy;

import dev.tlsmith.spec.KeyAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do.
 *
 * @param name of yours
 * @param hosts names that a certificate may hold
 * @param namespaces whose in-cluster Service names it may hold
 * @param products by id
 * @param sources of certificates, by id
 * @param keyAlgorithms of leaves, by name
 * @param maxValidityDays the longest validity of a leaf
 * @param returnCaKey whether a bundle may hold the key of a CA
 * @param requestsPerMinute on each replica
 */
public record Policy(
    String name,
    HostSuffixes hosts,
    AllowedValues namespaces,
    AllowedValues products,
    AllowedValues sources,
    AllowedValues keyAlgorithms,
    int maxValidityDays,
    boolean returnCaKey,
    int requestsPerMinute) {

  /** That of anybody on loopback, where no policy is configured. */
  public static final Policy EVERYTHING =
      new Policy(
          "everything",
          HostSuffixes.EVERY,
          AllowedValues.ANY,
          AllowedValues.ANY,
          AllowedValues.ANY,
          AllowedValues.ANY,
          Integer.MAX_VALUE,
          true,
          Integer.MAX_VALUE);

  boolean allows(@Nullable KeyAlgorithm algorithm) {
    return algorithm == null || keyAlgorithms.contains(algorithm.name());
  }
}
