package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.OutputEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Several rendered YAML texts as one. */
public final class YamlDocuments {

  private YamlDocuments() {}

  /**
   * One stream of documents; a document that stands in several of the texts is in it once.
   *
   * @param texts each with one or more documents, divided by {@code ---}
   * @return the documents, divided by {@code ---}, in their order
   */
  public static String stream(List<String> texts) {
    Set<String> documents = new LinkedHashSet<>();
    for (String text : texts) {
      StringBuilder comment = new StringBuilder();
      for (String document : text.split("(?m)^---\\R")) {
        if (document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
          comment.append(document);
        } else {
          documents.add(comment + document);
          comment.setLength(0);
        }
      }
    }
    return String.join("---\n", documents);
  }

  /**
   * One document with the mappings of all. A single text stays as it is; of several, comments are
   * lost.
   *
   * @param texts one document each
   * @param dialect of all
   * @return YAML; {@code ""} for none
   * @throws IllegalStateException if two set the same key to different values
   */
  public static String merge(List<String> texts, YamlDialect dialect) {
    if (texts.size() == 1) {
      return texts.getFirst();
    }
    Map<String, Object> merged = new LinkedHashMap<>();
    for (String text : texts) {
      add(merged, GivenYaml.read(text, dialect).content(), "");
    }
    return merged.isEmpty() ? "" : OutputEncoding.YAMLBLOCK.land(merged) + "\n";
  }

  @SuppressWarnings("unchecked")
  private static void add(Map<String, Object> merged, Map<String, Object> more, String path) {
    for (Map.Entry<String, Object> entry : more.entrySet()) {
      Object present = merged.get(entry.getKey());
      Object value = entry.getValue();
      String at = path + "." + entry.getKey();
      if (present == null) {
        merged.put(entry.getKey(), value instanceof List<?> list ? new ArrayList<>(list) : value);
      } else if (present instanceof Map<?, ?> && value instanceof Map<?, ?>) {
        add((Map<String, Object>) present, (Map<String, Object>) value, at);
      } else if (!present.equals(value)) {
        throw new IllegalStateException(
            "two packs set '%s' to different values".formatted(at.substring(1)));
      }
    }
  }
}
