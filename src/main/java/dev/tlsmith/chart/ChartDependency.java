package dev.tlsmith.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.certificate.encoding.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * The product's own chart, as {@code Chart.yaml} and {@code Chart.lock} name it. Never by an alias:
 * under another name the chart renders other labels, and a running release would be made anew.
 *
 * @param name of the chart
 * @param version exact, without a range
 * @param repository {@code ""} where it is in none, and its folder has to be put in place
 */
record ChartDependency(String name, String version, String repository) {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** As an entry of {@code dependencies}. */
  ObjectNode entry() {
    ObjectNode entry = JSON.createObjectNode().put("name", name).put("version", version);
    return repository.isEmpty() ? entry : entry.put("repository", repository);
  }

  /**
   * What {@code helm dependency build} compares {@code Chart.lock} with: SHA-256 of what is asked
   * for and what was found, as compact JSON (Helm 3.21, {@code internal/resolver/resolver.go},
   * {@code HashReq}). Go would escape {@code <}, {@code >} and {@code &}, which no exact version
   * and no address of a repository has.
   */
  String digest() {
    ObjectNode entry =
        JSON.createObjectNode()
            .put("name", name)
            .put("version", version)
            .put("repository", repository);
    ArrayNode both = JSON.createArrayNode();
    both.addArray().add(entry);
    both.addArray().add(entry);
    return "sha256:" + Sha256.hex(json(both).getBytes(StandardCharsets.UTF_8));
  }

  private static String json(ArrayNode tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours cannot be written", e);
    }
  }
}
