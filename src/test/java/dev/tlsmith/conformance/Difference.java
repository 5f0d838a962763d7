package dev.tlsmith.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What of the Deployments and Services of a release is not there any more, or is otherwise. */
public final class Difference {

  private final String allowed;
  private final List<String> lost = new ArrayList<>();

  private Difference(String allowed) {
    this.allowed = allowed;
  }

  /**
   * Paths of what was there before and is missing or different now; what was added is no loss.
   *
   * @param allowed pattern of paths that may differ
   */
  public static List<String> lost(List<JsonNode> before, List<JsonNode> after, String allowed) {
    Difference difference = new Difference(allowed);
    for (String kind : List.of("Deployment", "Service")) {
      for (JsonNode object : Rendered.find(before, kind)) {
        String name = object.at("/metadata/name").asText();
        Optional<JsonNode> found =
            Rendered.find(after, kind).stream()
                .filter(one -> one.at("/metadata/name").asText().equals(name))
                .findFirst();
        found.ifPresentOrElse(
            now -> difference.compare(kind + "/" + name, object, now),
            () -> difference.lost.add(kind + "/" + name));
      }
    }
    return difference.lost;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.isNull() || before.isEmpty() && before.isContainerNode()) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      for (var field : before.properties()) {
        compare(path + "/" + field.getKey(), field.getValue(), after.path(field.getKey()));
      }
    } else if (before.isArray() && after.isArray() && before.path(0).has("name")) {
      for (JsonNode item : before) {
        compare(path + "/" + item.path("name").asText(), item, like(item, after));
      }
    } else if (!before.equals(after) && !path.matches(allowed)) {
      lost.add("%s: %s is %s".formatted(path, before, after));
    }
  }

  /** The item of the same name, and of the same path where it is a mount. */
  private static JsonNode like(JsonNode item, JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(one -> one.path("name").equals(item.path("name")))
        .filter(one -> one.path("mountPath").equals(item.path("mountPath")))
        .findFirst()
        .orElse(list.path(list.size()));
  }
}
