package dev.tlsmith.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import java.util.Collection;
import java.util.List;

/**
 * Says of a {@code oneOf} with a rule in words that rule alone: what each arm misses or forbids
 * contradicts what the others do.
 */
final class Alternatives {

  private static final String KEYWORD = "oneOf";

  private Alternatives() {}

  /** The messages without those of arms whose choice says its rule itself. */
  static List<ValidationMessage> reduced(JsonNode schema, Collection<ValidationMessage> messages) {
    List<String> explained =
        messages.stream()
            .filter(message -> KEYWORD.equals(message.getType()))
            .filter(message -> SchemaFaults.rules(schema, message).has(SchemaFaults.RULE))
            .map(message -> message.getEvaluationPath() + "/")
            .toList();
    return messages.stream()
        .filter(
            message ->
                explained.stream().noneMatch(message.getEvaluationPath().toString()::startsWith))
        .toList();
  }
}
