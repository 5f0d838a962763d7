package dev.tlsmith.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Ways through the Kubernetes objects that a chart renders. */
public final class Rendered {

  /** Helm runs in this process, for one class of tests at a time: name of a resource lock. */
  public static final String HELM = "helm";

  private Rendered() {}

  public static List<JsonNode> find(List<JsonNode> objects, String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  public static JsonNode one(List<JsonNode> objects, String kind) {
    assertThat(find(objects, kind)).hasSize(1);
    return find(objects, kind).getFirst();
  }

  /** The pods of all Deployments. */
  public static List<JsonNode> pods(List<JsonNode> objects) {
    return find(objects, "Deployment").stream()
        .map(deployment -> deployment.at("/spec/template/spec"))
        .toList();
  }

  /** The containers of a pod, without those that end before it starts. */
  public static List<JsonNode> containers(JsonNode pod) {
    List<JsonNode> containers = new ArrayList<>();
    pod.path("containers").forEach(containers::add);
    return containers;
  }

  public static List<String> names(Iterable<JsonNode> list) {
    return texts(list, "name");
  }

  /** A field of each item of a list. */
  public static List<String> texts(Iterable<JsonNode> list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.path(field).asText()));
    return texts;
  }

  /** The first item of a name; missing if there is none. */
  public static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(item -> item.path("name").asText().equals(name))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
