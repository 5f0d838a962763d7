package dev.tlsmith.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must survive the values of whoever installs the chart: in a chart theirs come last, and a
 * list of theirs replaces ours without a word. The guard in the chart fails without it, by name.
 *
 * @param path of keys, from the root of the values
 * @param value of a single setting; absent of a list
 * @param key by which the entries of a list are told apart; absent where each is compared whole
 * @param entries of a list that must be in it: the values of {@code key}, or whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequiredValue(
    List<String> path,
    @Nullable JsonNode value,
    @Nullable String key,
    @Nullable List<JsonNode> entries) {

  /** What Kubernetes merges lists by, the first that fits. */
  private static final List<String> KEYS = List.of("name", "host", "secretName", "mountPath");

  /**
   * All that the values of a chart set.
   *
   * @param chart whose values they are
   * @param own as templates make them; missing if there are none
   * @param emitted the same, completed with the caller's entries: what single settings are to be
   */
  static List<RequiredValue> of(String chart, JsonNode own, JsonNode emitted) {
    List<RequiredValue> required = new ArrayList<>();
    collect(List.of(chart), own, emitted, required);
    return required;
  }

  private static void collect(
      List<String> path, JsonNode own, JsonNode emitted, List<RequiredValue> required) {
    if (own.isObject()) {
      own.properties()
          .forEach(
              field -> {
                List<String> below = new ArrayList<>(path);
                below.add(field.getKey());
                collect(below, field.getValue(), emitted.path(field.getKey()), required);
              });
    } else if (own.isArray()) {
      if (!own.isEmpty()) {
        required.add(list(path, own));
      }
    } else if (!own.isNull() && !own.isMissingNode()) {
      required.add(new RequiredValue(path, emitted.isMissingNode() ? own : emitted, null, null));
    }
  }

  private static RequiredValue list(List<String> path, JsonNode list) {
    for (String key : KEYS) {
      Set<JsonNode> names = new LinkedHashSet<>();
      list.forEach(entry -> names.add(entry.path(key)));
      if (names.size() == list.size() && names.stream().allMatch(JsonNode::isTextual)) {
        return new RequiredValue(path, null, key, List.copyOf(names));
      }
    }
    List<JsonNode> entries = new ArrayList<>();
    list.forEach(entries::add);
    return new RequiredValue(path, null, null, entries);
  }

  /** Whether values have it. */
  boolean isIn(JsonNode values) {
    JsonNode at = values;
    for (String step : path) {
      at = at.path(step);
    }
    if (entries == null) {
      return value != null && at.asText().equals(value.asText());
    }
    Set<JsonNode> present = new LinkedHashSet<>();
    at.forEach(
        entry ->
            present.add(
                key == null
                    ? entry
                    : entry.isObject() ? entry.path(key) : MissingNode.getInstance()));
    return present.containsAll(entries);
  }
}
