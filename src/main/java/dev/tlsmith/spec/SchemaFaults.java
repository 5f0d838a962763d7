package dev.tlsmith.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Problem;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.SecretName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Says a validator's messages with the value, the rule and the fix, in words that name no code.
 * They are to come in the order of their pointers: those that no problem lists are told in few
 * words.
 */
final class SchemaFaults {

  static final String HOST_FORMAT = "host";
  static final String RULE = "x-rule";

  /** As short as a message shows. */
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9.*:-][A-Za-z0-9.*:,; -]{0,99}");

  private final JsonNode schema;
  private final JsonNode tree;

  /** How many have got a message of their own, which costs more than any other. */
  private int hosts;

  SchemaFaults(JsonNode schema, JsonNode tree) {
    this.schema = schema;
    this.tree = tree;
  }

  Fault of(ValidationMessage message) {
    String pointer = message.getInstanceLocation().toString();
    JsonNode rules = rules(schema, message);
    String value = value(pointer, rules);
    String keyword = message.getType() == null ? "" : message.getType();
    JsonNode limit = rules.path(keyword);
    return switch (keyword) {
      case "additionalProperties", "unevaluatedProperties", "false" ->
          unknownField(pointer, message.getProperty(), rules);
      case "propertyNames" -> misnamed(pointer, message.getProperty(), limit);
      case "required" -> missing(pointer, message.getProperty(), rules);
      case "type" -> wrongType(pointer, value, limit, listOf(tree.at(pointer), rules));
      case "enum", "const" -> unknownValue(pointer, value, rules);
      case "format" -> malformed(pointer, value, limit.asText());
      case "minimum", "exclusiveMinimum" -> outOfRange(pointer, value, "at least", limit, "");
      case "maximum", "exclusiveMaximum" -> outOfRange(pointer, value, "at most", limit, "");
      case "minLength" -> outOfRange(pointer, value, "at least", limit, " characters long");
      case "maxLength" -> outOfRange(pointer, value, "at most", limit, " characters long");
      case "minItems" -> outOfRange(pointer, "the list", "at least", limit, " entries long");
      case "maxItems" -> outOfRange(pointer, "the list", "at most", limit, " entries long");
      case "uniqueItems" ->
          new Fault(pointer, "duplicate", "the list names something twice; name it once");
      default -> new Fault(pointer, "not-allowed", rule(value, rules, keyword));
    };
  }

  /** Fields whose name begins with #, which the validator takes for comments and lets through. */
  static List<Fault> comments(JsonNode tree) {
    List<Fault> faults = new ArrayList<>();
    TreeWalk.visit(
        tree,
        (pointer, node) ->
            node.fieldNames()
                .forEachRemaining(
                    name -> {
                      if (name.startsWith("#")) {
                        faults.add(comment(pointer, name));
                      }
                    }));
    return faults;
  }

  private static Fault comment(String pointer, String name) {
    String detail = "%s is not a field here; no name begins with '#', leave it out";
    String at = pointer + "/" + TreeWalk.escape(name);
    return new Fault(at, "unknown-field", detail.formatted(Quoted.of(name)));
  }

  private static Fault unknownField(String pointer, String property, JsonNode rules) {
    boolean atField = property == null;
    String name = atField ? last(pointer) : property;
    List<String> known = new ArrayList<>();
    rules.path("properties").fieldNames().forEachRemaining(known::add);
    String where = atField ? pointer : pointer + "/" + TreeWalk.escape(name);
    String fix = known.isEmpty() ? "leave it out" : "known are " + String.join(", ", known);
    return new Fault(
        where, "unknown-field", "%s is not a field here; %s".formatted(Quoted.of(name), fix));
  }

  /** The name of an entry that the caller chooses. */
  private static Fault misnamed(String pointer, String name, JsonNode rules) {
    String at = pointer + "/" + TreeWalk.escape(name);
    return new Fault(at, "not-allowed", rule(Quoted.of(name), rules, "propertyNames"));
  }

  private Fault missing(String pointer, String property, JsonNode rules) {
    String description = description(pointer, property, rules);
    String fix = description.isEmpty() ? "give it" : "give it: " + description;
    return new Fault(
        pointer + "/" + property, "missing", "'%s' is required; %s".formatted(property, fix));
  }

  /** A condition at the top requires fields that it does not describe itself. */
  private String description(String pointer, String property, JsonNode rules) {
    String field = "/properties/" + property;
    JsonNode described = rules.at(field);
    if (described.isMissingNode() && pointer.isEmpty()) {
      described = schema.at(field);
    }
    if (!described.has("description") && described.has("$ref")) {
      described = schema.at(described.path("$ref").asText().substring(1));
    }
    return described.path("description").asText("");
  }

  /**
   * The list that a text was meant to be, of names and the like; empty where it may be anything.
   */
  private String listOf(JsonNode node, JsonNode rules) {
    JsonNode items = rules.path("items");
    JsonNode entry =
        items.has("$ref") ? schema.at(items.path("$ref").asText("#").substring(1)) : items;
    boolean names = entry.has("enum") || HOST_FORMAT.equals(entry.path("format").asText());
    return names && node.isTextual() && NAMES.matcher(node.textValue()).matches()
        ? ", e.g. [\"%s\"]".formatted(String.join("\", \"", node.textValue().split("[,; ]+")))
        : "";
  }

  private static Fault wrongType(String pointer, String value, JsonNode type, String example) {
    String wanted = type.isArray() ? String.join(" or ", texts(type)) : type.asText();
    String article = "aeio".indexOf(wanted.charAt(0)) >= 0 ? "an " : "a ";
    String given = article + wanted;
    String detail = "%s is not %s; give %s%s".formatted(value, given, given, example);
    return new Fault(pointer, "wrong-type", detail);
  }

  private static Fault unknownValue(String pointer, String value, JsonNode rules) {
    JsonNode choices = rules.path("enum");
    String allowed =
        choices.isArray()
            ? "one of " + String.join(", ", texts(choices))
            : rules.path("const").asText();
    return new Fault(
        pointer,
        "unknown-value",
        "%s is not %s; use that"
            .formatted(value, allowed)
            .replace("; use that", choices.isArray() ? fix(value) : "; use this"));
  }

  private static String fix(String value) {
    return value.indexOf(',') >= 0
        ? "; give each of several as an entry of its own, in a form by repeating the field"
        : "; use one of these";
  }

  private Fault malformed(String pointer, String value, String format) {
    if (format.equals(HOST_FORMAT) && ++hosts <= Problem.MOST_ERRORS) {
      try {
        SubjectAlternativeName.parse(tree.at(pointer).asText());
      } catch (IllegalArgumentException e) {
        return new Fault(pointer, "not-a-host", String.valueOf(e.getMessage()));
      }
    }
    return new Fault(
        pointer, "malformed", "%s is not a valid %s; give one".formatted(value, format));
  }

  private static Fault outOfRange(
      String pointer, String value, String bound, JsonNode limit, String unit) {
    String detail =
        "%s is out of range; it must be %s %s%s".formatted(value, bound, limit.asText(), unit);
    return new Fault(pointer, "out-of-range", detail);
  }

  private static String rule(String value, JsonNode rules, String keyword) {
    String rule = rules.path(RULE).asText("");
    if (!rule.isEmpty()) {
      return "%s is not allowed; %s".formatted(value, rule);
    }
    String meaning = rules.path("description").asText("");
    return meaning.isEmpty()
        ? "%s is not allowed here; leave it out, or see the schema ('%s')".formatted(value, keyword)
        : "%s is not allowed here; give: %s".formatted(value, meaning);
  }

  /** The schema object that holds the keyword which failed. */
  static JsonNode rules(JsonNode schema, ValidationMessage message) {
    String location = message.getSchemaLocation().toString();
    String fragment = location.substring(location.indexOf('#') + 1);
    JsonPointer pointer = JsonPointer.compile(fragment);
    JsonNode node = schema.at(pointer);
    boolean keyword = pointer.head() != null && !"false".equals(message.getType());
    return keyword ? schema.at(pointer.head()) : node;
  }

  private String value(String pointer, JsonNode rules) {
    JsonNode node = tree.at(pointer);
    if (rules.path("writeOnly").asBoolean()) {
      return "the secret in %s".formatted(Quoted.of(last(pointer)));
    }
    if (node.isValueNode() && SecretName.isIn(pointer)) {
      String kind = node.getNodeType().name().toLowerCase(Locale.ROOT);
      return "the %s in %s".formatted(kind.replace("string", "text"), Quoted.of(last(pointer)));
    }
    boolean holdsFields = List.of("object", "array").contains(rules.path("type").asText());
    if (node.isTextual() && holdsFields) {
      return "the text in '%s'".formatted(last(pointer)); // may be a secret in the wrong place
    }
    return switch (node.getNodeType()) {
      case STRING, NUMBER, BOOLEAN, NULL -> Quoted.of(node.asText());
      case OBJECT, ARRAY, BINARY, MISSING, POJO -> {
        String kind = node.getNodeType().name().toLowerCase(Locale.ROOT);
        yield pointer.isEmpty() ? "the body" : "the %s in '%s'".formatted(kind, last(pointer));
      }
    };
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** What stands at a pointer, for a sentence: {@code 'release'}, {@code entry 0 of 'hosts'}. */
  static String place(String pointer) {
    if (pointer.isEmpty()) {
      return "the body";
    }
    String name = last(pointer);
    boolean index = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    String parent = pointer.substring(0, pointer.lastIndexOf('/'));
    return index && !parent.isEmpty()
        ? "entry %s of %s".formatted(name, Quoted.of(last(parent)))
        : Quoted.of(name);
  }

  static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }
}
