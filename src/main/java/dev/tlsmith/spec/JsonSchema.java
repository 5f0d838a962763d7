package dev.tlsmith.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.tlsmith.problem.Fault;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JSON Schema (2020-12) that says everything that is wrong with a tree, in a caller's words.
 *
 * <p>Besides the standard vocabulary: {@code format: host} is a {@link SubjectAlternativeName};
 * {@code x-rule} beside a {@code pattern}, {@code not} or {@code oneOf} says its rule in words; the
 * value of a {@code writeOnly} field is never repeated in a message.
 */
public final class JsonSchema {

  private static final int COERCION_ROUNDS = 4;
  private static final JsonSchemaFactory FACTORY = factory();

  private final JsonNode document;
  private final SizeCheck sizes;
  private final com.networknt.schema.JsonSchema schema;

  /**
   * A schema.
   *
   * @param document the schema itself; references within it are resolved, others are not
   * @throws IllegalArgumentException if a pattern in it cannot be read, or could take more than
   *     linear time
   */
  public JsonSchema(JsonNode document) {
    this.document = document;
    this.sizes = new SizeCheck(document);
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .losslessNarrowing(false)
            .regularExpressionFactory(LinearPattern::new)
            .build();
    try {
      this.schema = FACTORY.getSchema(document, config);
      this.schema.initializeValidators();
    } catch (JsonSchemaException e) {
      throw e.getCause() instanceof IllegalArgumentException cause ? cause : e;
    }
  }

  /** The schema as it was given. */
  public JsonNode document() {
    return document;
  }

  /**
   * Everything that is wrong with a tree. Sizes are judged first, and nothing else is told of what
   * is too large, since to look at it could cost any amount of work.
   *
   * @return one fault for each violation, by pointer; empty if it is valid
   */
  public List<Fault> validate(JsonNode tree) {
    List<Fault> tooLarge = sizes.check(tree);
    JsonNode rest = tooLarge.isEmpty() ? tree : SizeCheck.emptied(tree, tooLarge);
    SchemaFaults faults = new SchemaFaults(document, rest);
    Stream<Fault> others =
        Stream.concat(
                Alternatives.reduced(document, schema.validate(rest)).stream()
                    .sorted(Comparator.comparing(one -> one.getInstanceLocation().toString()))
                    .map(faults::of),
                SchemaFaults.comments(rest).stream())
            .filter(
                fault -> tooLarge.stream().noneMatch(large -> SizeCheck.isWithin(fault, large)));
    return Stream.concat(tooLarge.stream(), others)
        .distinct()
        .sorted(Comparator.comparing(Fault::pointer))
        .toList();
  }

  /**
   * Turns texts into the numbers, booleans and lists that the schema wants, in place: for forms, in
   * which every value is a text.
   *
   * @param tree changed where a text stands in place of another type and can be read as that type
   */
  public void coerce(ObjectNode tree) {
    if (!sizes.check(tree).isEmpty()) {
      return; // is not read any further, as validate says
    }
    for (int round = 0; round < COERCION_ROUNDS; round++) {
      boolean changed = false;
      for (ValidationMessage message : schema.validate(tree)) {
        if ("type".equals(message.getType())) {
          JsonNode wanted = SchemaFaults.rules(document, message).path("type");
          changed |= coerce(tree, message.getInstanceLocation().toString(), wanted.asText());
        }
      }
      if (!changed) {
        return;
      }
    }
  }

  private static boolean coerce(ObjectNode tree, String at, String wanted) {
    JsonPointer pointer = JsonPointer.compile(at);
    JsonNode value = tree.at(pointer);
    if (!value.isTextual() || pointer.last() == null) {
      return false;
    }
    JsonNode replacement = read(value.asText(), wanted);
    JsonNode parent = tree.at(pointer.head());
    if (parent instanceof ArrayNode array) {
      array.set(pointer.last().getMatchingIndex(), replacement);
    } else if (parent instanceof ObjectNode object) {
      object.set(pointer.last().getMatchingProperty(), replacement);
    }
    return !replacement.equals(value);
  }

  private static JsonNode read(String text, String type) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (type) {
      case "integer" ->
          text.matches("-?[0-9]{1,9}")
              ? IntNode.valueOf(Integer.parseInt(text))
              : nodes.textNode(text);
      case "boolean" ->
          text.matches("true|false")
              ? BooleanNode.valueOf(text.equals("true"))
              : nodes.textNode(text);
      case "array" -> nodes.arrayNode().add(text);
      case "object" -> text.isEmpty() ? nodes.objectNode() : nodes.textNode(text);
      default -> nodes.textNode(text);
    };
  }

  private static JsonSchemaFactory factory() {
    JsonMetaSchema metaSchema =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .format(new HostFormat())
            .keyword(new NonValidationKeyword(SchemaFaults.RULE))
            .build();
    return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
        .metaSchema(metaSchema)
        .build();
  }

  private static final class HostFormat implements Format {
    @Override
    public String getName() {
      return SchemaFaults.HOST_FORMAT;
    }

    @Override
    public boolean matches(com.networknt.schema.ExecutionContext context, String value) {
      try {
        return !SubjectAlternativeName.parse(value).value().isEmpty();
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }
}
