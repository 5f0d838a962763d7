package dev.tlsmith.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges how large the parts of a tree are, before anything else of it is looked at: the length of
 * lists and texts and the number of fields, by what the schema says of each place. Where branches
 * of the schema differ the largest bound counts, and the validator judges the rest. Costs one look
 * at each value, and nothing below one that is too large.
 */
final class SizeCheck {

  /** Of an object that may have any field. */
  private static final int MOST_FIELDS = 1_000;

  /** In an object whose fields are known; each is told by its name. */
  private static final int MOST_UNKNOWN_FIELDS = 100;

  /** Of a list of which the schema does not say it. */
  private static final int MOST_ITEMS = 1_000;

  /** Of a text of which the schema does not say it. */
  private static final int LONGEST_TEXT = 16_384;

  private static final List<String> BRANCHES = List.of("if", "then", "else", "not");
  private static final List<String> BRANCH_LISTS = List.of("allOf", "anyOf", "oneOf");

  private final JsonNode schema;
  private final Map<JsonNode, List<JsonNode>> branches =
      Collections.synchronizedMap(new IdentityHashMap<>());

  SizeCheck(JsonNode schema) {
    this.schema = schema;
  }

  /** A value and what the schema may say of it. */
  private record Place(String pointer, JsonNode value, List<JsonNode> rules) {}

  /**
   * What is too large.
   *
   * @return one fault for each list, text and object, in document order
   */
  List<Fault> check(JsonNode tree) {
    List<Fault> faults = new ArrayList<>();
    Deque<Place> left = new ArrayDeque<>();
    left.push(new Place("", tree, branchesOf(schema)));
    while (!left.isEmpty()) {
      Place place = left.pop();
      Fault fault = judge(place);
      if (fault == null) {
        below(place).reversed().forEach(left::push);
      } else {
        faults.add(fault);
      }
    }
    return faults;
  }

  /** A copy of a tree with nothing in what is too large: an empty text, list or object there. */
  static JsonNode emptied(JsonNode tree, List<Fault> tooLarge) {
    if (tooLarge.stream().anyMatch(fault -> fault.pointer().isEmpty())) {
      return JsonNodeFactory.instance.objectNode();
    }
    JsonNode copy = tree.deepCopy();
    for (Fault fault : tooLarge) {
      JsonPointer pointer = JsonPointer.compile(fault.pointer());
      JsonNode empty = emptyLike(copy.at(pointer));
      switch (copy.at(pointer.head())) {
        case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), empty);
        case ArrayNode list -> list.set(pointer.last().getMatchingIndex(), empty);
        case JsonNode other -> throw new IllegalStateException(other.getNodeType() + " has parts");
      }
    }
    return copy;
  }

  private static JsonNode emptyLike(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return value.isTextual()
        ? nodes.textNode("")
        : value.isArray() ? nodes.arrayNode() : nodes.objectNode();
  }

  /** Whether a fault is at or below the place of another. */
  static boolean isWithin(Fault fault, Fault outer) {
    return (fault.pointer() + "/").startsWith(outer.pointer() + "/");
  }

  private static @Nullable Fault judge(Place place) {
    JsonNode value = place.value();
    if (value.isTextual()) {
      int most = largest(place, "maxLength", LONGEST_TEXT);
      int length = value.textValue().length();
      return length <= most || value.textValue().codePointCount(0, length) <= most
          ? null
          : tooLarge(place, "%d characters long; at most %d are allowed", length, most);
    }
    if (value.isArray()) {
      int most = largest(place, "maxItems", MOST_ITEMS);
      return value.size() <= most
          ? null
          : tooLarge(place, "%d entries long; at most %d are allowed", value.size(), most);
    }
    return value.isObject() ? judgeFields(place) : null;
  }

  private static @Nullable Fault judgeFields(Place place) {
    JsonNode value = place.value();
    boolean closed =
        place.rules().stream().anyMatch(rule -> isFalse(rule.path("additionalProperties")));
    if (!closed) {
      int most = largest(place, "maxProperties", MOST_FIELDS);
      return value.size() <= most
          ? null
          : tooLarge(place, "an object of %d fields; at most %d are allowed", value.size(), most);
    }
    Set<String> known = new HashSet<>();
    place
        .rules()
        .forEach(rule -> rule.path("properties").fieldNames().forEachRemaining(known::add));
    int most = known.size() + MOST_UNKNOWN_FIELDS;
    if (value.size() <= most) {
      return null;
    }
    return tooLarge(
        place, "an object of %d fields; only %d are known here", value.size(), known.size());
  }

  private static boolean isFalse(JsonNode rule) {
    return rule.isBoolean() && !rule.booleanValue();
  }

  private static int largest(Place place, String keyword, int otherwise) {
    return place.rules().stream()
        .map(rule -> rule.path(keyword))
        .filter(JsonNode::isInt)
        .mapToInt(JsonNode::intValue)
        .max()
        .orElse(otherwise);
  }

  private static Fault tooLarge(Place place, String what, int size, int most) {
    String pointer = place.pointer();
    String name = SchemaFaults.place(pointer);
    return new Fault(
        pointer, "out-of-range", "%s is %s; send less".formatted(name, what.formatted(size, most)));
  }

  private List<Place> below(Place place) {
    Map<String, List<JsonNode>> memo = new HashMap<>();
    return TreeWalk.children(place.pointer(), place.value()).stream()
        .map(
            child ->
                new Place(
                    child.getKey(),
                    child.getValue(),
                    place.value().isArray()
                        ? memo.computeIfAbsent("", any -> rulesBelow(place, "items"))
                        : rulesBelow(place, "/properties/" + lastSegment(child.getKey()))))
        .toList();
  }

  private static String lastSegment(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  /** What the branches say of a field, by a pointer, or of the items of a list. */
  private List<JsonNode> rulesBelow(Place place, String where) {
    Set<JsonNode> below = Collections.newSetFromMap(new IdentityHashMap<>());
    for (JsonNode rule : place.rules()) {
      JsonNode next = where.startsWith("/") ? field(rule, where) : rule.path(where);
      if (next.isObject()) {
        below.addAll(branchesOf(next));
      }
    }
    return List.copyOf(below);
  }

  private static JsonNode field(JsonNode rule, String where) {
    JsonNode known = rule.at(where);
    return known.isMissingNode() ? rule.path("additionalProperties") : known;
  }

  /** A schema and all that it refers to, composes and chooses from. */
  private List<JsonNode> branchesOf(JsonNode rule) {
    List<JsonNode> known = branches.get(rule);
    if (known != null) {
      return known;
    }
    Set<JsonNode> all = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<JsonNode> left = new ArrayDeque<>(List.of(rule));
    while (!left.isEmpty()) {
      JsonNode next = left.pop();
      if (next.isObject() && all.add(next)) {
        direct(next).forEach(left::push);
      }
    }
    List<JsonNode> found = List.copyOf(all);
    branches.put(rule, found);
    return found;
  }

  private Stream<JsonNode> direct(JsonNode rule) {
    String reference = rule.path("$ref").asText();
    JsonNode target =
        reference.startsWith("#") ? schema.at(reference.substring(1)) : MissingNode.getInstance();
    Stream<JsonNode> lists = BRANCH_LISTS.stream().flatMap(name -> rule.path(name).valueStream());
    return Stream.of(Stream.of(target), BRANCHES.stream().map(rule::path), lists)
        .flatMap(stream -> stream);
  }
}
