package dev.tlsmith.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a form, url-encoded or multipart, to a tree of texts: {@code a.b=1} nests, a repeated
 * field is a list, and {@code deployments[0].product=…} numbers the entries of one.
 */
final class FormParser {

  /** Entries of all numbered lists together. */
  private static final int MOST_ENTRIES = 10_000;

  /** One of those that no problem lists. */
  private static final Fault UNTOLD = new Fault("", "malformed-field", "a name names no field");

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private final List<Fault> faults = new ArrayList<>();

  /** Of all numbered lists, those left out included. */
  private int entries;

  private FormParser() {}

  static ObjectNode parse(byte[] body, String contentType) {
    refuseAnotherFormat(body, contentType);
    FormParser form = new FormParser();
    List<FormField> fields = FormDecoder.decode(body, contentType, FormField::of);
    boolean urlEncoded = FormDecoder.isUrlEncoded(contentType);
    for (FormField field : fields) {
      form.put(field);
      if (urlEncoded) {
        form.refuseLostLineEnds(field.name(), field.value());
      }
    }
    if (!form.faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, form.faults);
    }
    TextRules.check(form.tree);
    return form.tree;
  }

  /** What {@code curl -d} sends is labelled as a form, whatever it is. */
  private static void refuseAnotherFormat(byte[] body, String contentType) {
    boolean urlEncoded = FormDecoder.isUrlEncoded(contentType);
    BodyFormat labelled = urlEncoded ? BodyFormat.FORM : BodyFormat.MULTIPART;
    String label = urlEncoded ? "a form, as curl -d does" : "a multipart form";
    BodyFormat.of(body)
        .filter(format -> format != labelled)
        .ifPresent(
            format -> {
              throw BodyParser.refused(format.advice(label));
            });
  }

  /** {@code curl -d name=@file} and {@code -d @file} strip them. */
  private void refuseLostLineEnds(String name, String value) {
    if (value.startsWith("-----BEGIN ") && value.stripTrailing().indexOf('\n') < 0) {
      String detail =
          "the PEM text in %s has lost its line ends, as curl -d strips them; send it by"
              + " -F 'name=<file' or --data-urlencode name@file";
      faults.add(new Fault("", "pem-without-line-ends", detail.formatted(Quoted.of(name))));
    }
  }

  private void put(FormField field) {
    String name = field.name();
    FieldPath path = FieldPath.of(name);
    if (!path.fault().isEmpty()) {
      refuse(name, path.fault());
    } else if (!put(field.below(path.steps()), field.value())) {
      refuse(
          name,
          "clashes with another field of the form; a field is either a value or holds others");
    }
  }

  private void refuse(String name, String rule) {
    faults.add(
        faults.size() < Problem.MOST_ERRORS
            ? new Fault("", "malformed-field", "%s %s".formatted(Quoted.of(name), rule))
            : UNTOLD);
  }

  private boolean put(List<Object> path, String value) {
    JsonNode node = tree;
    for (int i = 0; i < path.size() - 1; i++) {
      JsonNode child = at(node, path.get(i));
      if (child.isMissingNode() || child.isNull()) {
        child =
            path.get(i + 1) instanceof Integer
                ? JsonNodeFactory.instance.arrayNode()
                : JsonNodeFactory.instance.objectNode();
        if (!set(node, path.get(i), child)) {
          return false;
        }
      }
      node = child;
    }
    return putValue(node, path.getLast(), at(node, path.getLast()), value);
  }

  private boolean putValue(JsonNode node, Object step, JsonNode present, String value) {
    if (present.isMissingNode() || present.isNull()) {
      return set(node, step, JsonNodeFactory.instance.textNode(value));
    }
    if (present instanceof ArrayNode list) {
      list.add(value);
      return true;
    }
    return present.isTextual()
        && set(node, step, JsonNodeFactory.instance.arrayNode().add(present).add(value));
  }

  private static JsonNode at(JsonNode node, Object step) {
    return switch (step) {
      case Integer index -> node.path(index);
      case String field when node.isObject() -> node.path(field);
      default -> MissingNode.getInstance();
    };
  }

  private boolean set(JsonNode node, Object step, JsonNode value) {
    if (node instanceof ObjectNode object && step instanceof String field) {
      object.set(field, value);
      return true;
    }
    if (node instanceof ArrayNode array && step instanceof Integer index) {
      while (array.size() <= index) {
        array.addNull();
        if (++entries > MOST_ENTRIES) {
          throw BodyParser.refused(
              "the form numbers more than %d entries, and no spec does; send less"
                  .formatted(MOST_ENTRIES));
        }
      }
      array.set(index, value);
      return true;
    }
    return false;
  }
}
