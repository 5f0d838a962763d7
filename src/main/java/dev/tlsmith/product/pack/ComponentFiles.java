package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that every component of a product has: one entry of {@code files} with {@code each:
 * components} becomes one for each, with the component's id where its texts say {@code each}.
 */
final class ComponentFiles {

  /** The field of such an entry; once written out it has the component's id. */
  private static final String EACH = "each";

  private static final Pattern NAME = Pattern.compile("(?<![.\\w])each\\b");
  private static final Pattern EXPRESSION = Pattern.compile("\\{\\{.*?}}");

  private ComponentFiles() {}

  /**
   * Writes the entries out.
   *
   * @param files of a pack, in their order, which stays
   * @param components of the same pack
   */
  static ArrayNode writtenOut(ArrayNode files, JsonNode components) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    for (JsonNode file : files) {
      if (file.has(EACH)) {
        components.forEach(
            component -> result.add(of(component.path("id").asText(), (ObjectNode) file)));
      } else {
        result.add(file);
      }
    }
    return result;
  }

  private static ObjectNode of(String component, ObjectNode file) {
    ObjectNode own = file.deepCopy().put(EACH, component);
    own.put("path", text(component, own.path("path").asText()));
    own.put("description", text(component, own.path("description").asText()));
    if (own.has("when")) {
      own.put("when", expression(component, own.path("when").asText()));
    }
    if (own.path("patch") instanceof ObjectNode patch && patch.has("name")) {
      patch.put("name", text(component, patch.path("name").asText()));
    }
    return own;
  }

  private static String text(String component, String text) {
    return EXPRESSION
        .matcher(text.replace("{{ each | text }}", component))
        .replaceAll(found -> Matcher.quoteReplacement(expression(component, found.group())));
  }

  private static String expression(String component, String expression) {
    return NAME.matcher(expression).replaceAll("'" + component + "'");
  }
}
