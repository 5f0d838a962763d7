package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pack changes of a trait: keywords of an option, a rule or a file, or leaves it out. */
final class TraitChange {

  /** The lists of a definition, and the field by which an entry is named. */
  static final Map<String, String> KEYS = Map.of("files", "path", "rules", "code");

  private TraitChange() {}

  /**
   * Changes a trait's definition.
   *
   * @param change by section and name: keywords that take the place of the trait's, or null
   * @throws PackException if the trait has nothing of that name
   */
  static void apply(String pack, String trait, ObjectNode definition, JsonNode change) {
    for (Iterator<Map.Entry<String, JsonNode>> sections = change.fields(); sections.hasNext(); ) {
      Map.Entry<String, JsonNode> section = sections.next();
      JsonNode entries = definition.path(section.getKey());
      for (Iterator<Map.Entry<String, JsonNode>> changes = section.getValue().fields();
          changes.hasNext(); ) {
        Map.Entry<String, JsonNode> entry = changes.next();
        if (!change(entries, KEYS.get(section.getKey()), entry.getKey(), entry.getValue())) {
          String rule = "traits: '%s' has no '%s' among its %s; it has %s";
          throw new PackException(
              pack,
              rule.formatted(
                  trait,
                  entry.getKey(),
                  section.getKey(),
                  String.join(", ", names(entries, KEYS.get(section.getKey())))));
        }
      }
    }
  }

  private static boolean change(JsonNode entries, @Nullable String key, String name, JsonNode to) {
    if (entries instanceof ObjectNode map) {
      JsonNode entry = map.get(name);
      if (entry == null) {
        return false;
      }
      if (to.isNull()) {
        map.remove(name);
      } else {
        ((ObjectNode) entry).setAll((ObjectNode) to);
      }
      return true;
    }
    boolean found = false;
    if (entries instanceof ArrayNode list && key != null) {
      for (int i = list.size() - 1; i >= 0; i--) {
        if (list.get(i).path(key).asText().equals(name)) {
          found = true;
          if (to.isNull()) {
            list.remove(i);
          } else {
            ((ObjectNode) list.get(i)).setAll((ObjectNode) to);
          }
        }
      }
    }
    return found;
  }

  private static List<String> names(JsonNode entries, @Nullable String key) {
    List<String> names = new ArrayList<>();
    if (key == null) {
      entries.fieldNames().forEachRemaining(names::add);
    } else {
      entries.forEach(entry -> names.add(entry.path(key).asText()));
    }
    return names;
  }
}
