package dev.tlsmith.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Mends what the compiler's OpenAPI processor writes wrongly for 3.1, and says once for all
 * operations what every one of them may answer.
 */
final class GeneratedOpenApi {

  private static final String PROBLEM = "#/components/schemas/Problem";

  /** What any operation with a body may answer besides its own, by status. */
  private static final Map<String, String> REFUSALS_OF_BODIES =
      Map.of(
          "406", "There is no such representation",
          "413", "The body is over 1 MiB",
          "415", "The body is of a type that is not read",
          "500", "A fault of the service; its log has the id");

  private GeneratedOpenApi() {}

  /** Changes a document in place. */
  static void mend(ObjectNode document) {
    mendSchemas(document);
    mendProblem((ObjectNode) document.at("/components/schemas/Problem"));
    for (JsonNode path : document.path("paths")) {
      if (path.path("post") instanceof ObjectNode post) {
        mendPost(post);
      }
      if (path.path("get") instanceof ObjectNode get) {
        mendGet(get);
      }
    }
  }

  private static void mendPost(ObjectNode operation) {
    ObjectNode responses = (ObjectNode) operation.path("responses");
    ((ObjectNode) operation.at("/requestBody/content")).remove("*/*");
    for (String status : REFUSALS_OF_BODIES.keySet().stream().sorted().toList()) {
      refusal(responses, status, REFUSALS_OF_BODIES.getOrDefault(status, ""));
    }
    header(responses.path("401"), "WWW-Authenticate", "string", "Bearer");
    header(responses.path("429"), "Retry-After", "integer", "Seconds to wait");
    header(responses.path("503"), "Retry-After", "integer", "Seconds to wait");
    operation.withArray("/security").addObject(); // on loopback without a policy: nothing
    describe(responses.path("200"), operation);
    for (Map.Entry<String, JsonNode> content : responses.at("/200/content").properties()) {
      if (List.of("application/zip", "application/gzip").contains(content.getKey())) {
        ObjectNode archive = ((ObjectNode) content.getValue()).putObject("schema");
        archive.put("type", "string").put("contentMediaType", content.getKey());
      }
    }
    typed(responses.at("/200/content/application~1yaml/schema"), "string");
    sort(responses);
  }

  private static void mendGet(ObjectNode operation) {
    ObjectNode responses = (ObjectNode) operation.path("responses");
    ((ObjectNode) responses.at("/200/content")).remove("application/problem+json");
    typed(responses.at("/200/content/application~1schema+json/schema"), "object");
    responses.putObject("304").put("description", "Nothing has changed since that ETag");
    if (operation.at("/parameters/0/in").asText().equals("path")) {
      refusal(responses, "404", "There is no such product; the known ones are listed");
    }
    sort(responses);
  }

  /** The processor drops the type of a schema that has nothing else. */
  private static void typed(JsonNode schema, String type) {
    if (schema instanceof ObjectNode empty && empty.isEmpty()) {
      empty.put("type", type);
    }
  }

  private static void describe(JsonNode response, ObjectNode operation) {
    if (response instanceof ObjectNode success && !success.hasNonNull("description")) {
      success.put("description", operation.path("summary").asText());
    }
  }

  private static void refusal(ObjectNode responses, String status, String description) {
    ObjectNode response = responses.putObject(status).put("description", description);
    response
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("$ref", PROBLEM);
  }

  private static void header(JsonNode response, String name, String type, String description) {
    ObjectNode header = ((ObjectNode) response).putObject("headers").putObject(name);
    header.put("description", description).putObject("schema").put("type", type);
  }

  private static void sort(ObjectNode responses) {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(responses.properties());
    entries.sort(Map.Entry.comparingByKey());
    responses.removeAll();
    entries.forEach(entry -> responses.set(entry.getKey(), entry.getValue()));
  }

  /** An empty list of errors is left out. */
  private static void mendProblem(ObjectNode problem) {
    ArrayNode required = problem.putArray("required");
    List.of("type", "title", "status", "detail").forEach(required::add);
  }

  /** What may be absent is never null, and an enumeration has the type of its values. */
  private static void mendSchemas(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("type") instanceof ArrayNode types && types.toString().contains("\"null\"")) {
        object.put("type", types.toString().contains("\"string\"") ? "string" : "object");
        object.remove("items");
      }
      if (object.path("type").asText().equals("null") && object.path("allOf").size() == 1) {
        ObjectNode only = object.path("allOf").get(0).deepCopy();
        object.removeAll();
        object.setAll(only);
      }
      if (object.path("enum").isArray() && !object.has("type")) {
        object.put("type", "string");
      }
      if (object.path("properties").isObject() && !object.has("type")) {
        object.put("type", "object");
      }
      object.remove("x-enum-descriptions");
    }
    node.forEach(GeneratedOpenApi::mendSchemas);
  }
}
