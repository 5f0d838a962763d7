package dev.tlsmith.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tlsmith.yaml} says of a bundle.
 *
 * @param spec normalised, without secrets
 * @param version of tlsmith that made it; null of one that did not say
 * @param end when the first of its certificates ends; null where it has none, or did not say
 * @param digests SHA-256 of each file in hexadecimal, by path
 */
public record EarlierBundle(
    JsonNode spec, @Nullable String version, @Nullable Instant end, Map<String, String> digests) {

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads it.
   *
   * @param at JSON Pointer to the document within the request
   * @throws InvalidSpecException 400, with every fault
   */
  public static EarlierBundle of(ObjectNode document, String at) {
    List<Fault> faults = new ArrayList<>();
    if (!document.path("spec").isObject()) {
      faults.add(fault(at + "/spec", "there is no 'spec'"));
    }
    Map<String, String> digests = new TreeMap<>();
    if (!document.path("sha256").isObject()) {
      faults.add(fault(at + "/sha256", "there is no 'sha256' with the digest of each file"));
    }
    document
        .path("sha256")
        .properties()
        .forEach(
            file -> {
              if (SHA_256.matcher(file.getValue().asText()).matches()) {
                digests.put(file.getKey(), file.getValue().asText());
              } else if (faults.isEmpty()) {
                faults.add(fault(at + "/sha256", "a digest is not 64 hexadecimal digits"));
              }
            });
    Instant end = null;
    try {
      end = document.has("notAfter") ? Instant.parse(document.path("notAfter").asText()) : null;
    } catch (DateTimeException e) {
      faults.add(fault(at + "/notAfter", "'notAfter' is no time such as '2027-01-31T00:00:00Z'"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, faults);
    }
    String version = document.path("tlsmith").asText("");
    return new EarlierBundle(
        document.path("spec"), version.isEmpty() ? null : version, end, digests);
  }

  private static Fault fault(String pointer, String what) {
    return new Fault(
        pointer, "no-bundle-description", what + "; send tlsmith.yaml of the bundle as it is");
  }
}
