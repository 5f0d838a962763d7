package dev.tlsmith.inspection;

import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.time.Duration;
import java.util.List;

/**
 * What to look at, and what is known of it.
 *
 * @param files at least one
 * @param passwords that stores and keys are tried with, besides the conventional one and those that
 *     stand in the files
 * @param hosts that the certificates have to cover; may be empty
 * @param soon how long before its end a certificate is worth a warning; whole days
 */
public record InspectionRequest(
    List<GivenFile> files,
    List<Secret> passwords,
    List<SubjectAlternativeName> hosts,
    Duration soon) {

  public InspectionRequest {
    files = List.copyOf(files);
    passwords = List.copyOf(passwords);
    hosts = List.copyOf(hosts);
  }
}
