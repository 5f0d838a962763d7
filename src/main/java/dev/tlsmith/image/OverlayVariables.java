package dev.tlsmith.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Existing.BaseFile;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The variables that a compose overlay sets in the open, by service. What is secret stands in its
 * env files and not in it.
 */
final class OverlayVariables {

  private static final YAMLMapper YAML = new YAMLMapper();

  private OverlayVariables() {}

  /** Those of some services, by name. */
  static SortedMap<String, String> of(ResolvedDeployment deployment, List<String> services) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (RenderedFile file : deployment.own()) {
      if (file.stream() != null && file.stream().base() == BaseFile.COMPOSE) {
        JsonNode overlay = parsed(file);
        for (String service : services) {
          for (Map.Entry<String, JsonNode> variable :
              overlay.path("services").path(service).path("environment").properties()) {
            // compose's way to write a dollar sign
            variables.put(variable.getKey(), variable.getValue().asText().replace("$$", "$"));
          }
        }
      }
    }
    return variables;
  }

  private static JsonNode parsed(RenderedFile file) {
    try {
      return YAML.readTree(file.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an overlay that was rendered is YAML", e);
    }
  }
}
