package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code charts/tlsmith}, rendered and linted by Helm. */
public final class ServiceChart {

  public static final Path FOLDER = Path.of("charts/tlsmith");

  /** A policy, which every installation needs, and the digest of the token {@code test}. */
  public static final String ACCESS =
      """
      access:
        policy:
          callers: {ci: {policy: all}}
          policies: {all: {hostSuffixes: ["*"], namespaces: ["*"], products: ["*"], sources: ["*"]}}
        tokens: {ci: ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]}
      """;

  private static final Path VALUES = temporaryFolder();

  private ServiceChart() {}

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("values");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The objects of a release.
   *
   * @param values one text of YAML a file, later ones over earlier ones
   * @throws IllegalStateException if Helm refuses to render; its message is what a user reads
   */
  public static List<JsonNode> render(String release, String namespace, String... values) {
    List<Path> files = new ArrayList<>();
    try {
      var command =
          new Helm(FOLDER)
              .template()
              .withName(release)
              .withNamespace(namespace)
              .withKubeVersion("1.32.0");
      for (String text : values) {
        Path file = Files.createTempFile(VALUES, "values", ".yaml");
        files.add(file);
        command.withValuesFile(Files.writeString(file, text));
      }
      return Service.documents(command.call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      files.forEach(file -> file.toFile().delete());
    }
  }

  public static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  public static ObjectNode values() {
    return (ObjectNode) Service.yaml(text("values.yaml"));
  }

  public static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Values by their dotted names; an empty map is a value. */
  public static Map<String, JsonNode> leaves(JsonNode values) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    leaves("", values, leaves);
    return leaves;
  }

  private static void leaves(String prefix, JsonNode node, Map<String, JsonNode> leaves) {
    for (var field : node.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue().isObject() && !field.getValue().isEmpty()) {
        leaves(name + ".", field.getValue(), leaves);
      } else {
        leaves.put(name, field.getValue());
      }
    }
  }

  public static JsonNode only(List<JsonNode> objects, String kind) {
    List<JsonNode> found =
        objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError("%d of %s".formatted(found.size(), kind));
    }
    return found.getFirst();
  }

  /** What objects refer to, as {@code kind/name}, keys of Secrets and ConfigMaps behind a colon. */
  public static Set<String> references(List<JsonNode> objects) {
    Set<String> references = new TreeSet<>();
    objects.forEach(object -> collect(object, references));
    return references;
  }

  private static void collect(JsonNode node, Set<String> found) {
    keys("Secret", node.path("secretKeyRef"), "name", found);
    keys("Secret", node.path("passwordSecretRef"), "name", found);
    keys("Secret", node.path("secret"), "name", found);
    keys("Secret", node.path("secret"), "secretName", found);
    keys("ConfigMap", node.path("configMap"), "name", found);
    if (node.has("serviceAccountName")) {
      found.add("ServiceAccount/" + node.path("serviceAccountName").asText());
    }
    for (JsonNode tls : node.path("tls")) {
      found.add("Secret/" + tls.path("secretName").asText() + ":tls.key");
    }
    for (JsonNode reference : node.path("caCertificateRefs")) {
      String name = reference.path("kind").asText() + "/" + reference.path("name").asText();
      found.add(name + ":ca.crt");
    }
    for (String list : List.of("backendRefs", "targetRefs")) {
      node.path(list).forEach(one -> found.add("Service/" + one.path("name").asText()));
    }
    if (node.path("backend").path("service").has("name")) {
      found.add("Service/" + node.path("backend").path("service").path("name").asText());
    }
    for (String one : List.of("scaleTargetRef", "issuerRef")) {
      if (node.has(one)) {
        found.add(
            node.path(one).path("kind").asText() + "/" + node.path(one).path("name").asText());
      }
    }
    node.forEach(inner -> collect(inner, found));
  }

  private static void keys(String kind, JsonNode reference, String field, Set<String> found) {
    if (!reference.has(field)) {
      return;
    }
    String name = kind + "/" + reference.path(field).asText();
    if (reference.has("key")) {
      found.add(name + ":" + reference.path("key").asText());
    }
    reference.path("items").forEach(item -> found.add(name + ":" + item.path("key").asText()));
  }

  /** What objects are, in the same words, and what cert-manager makes of them. */
  public static Set<String> there(List<JsonNode> objects) {
    Set<String> there = new TreeSet<>();
    for (JsonNode object : objects) {
      String name = object.path("kind").asText() + "/" + object.at("/metadata/name").asText();
      there.add(name);
      for (String part : Arrays.asList("data", "stringData")) {
        object.path(part).fieldNames().forEachRemaining(key -> there.add(name + ":" + key));
      }
      if (object.path("kind").asText().equals("Certificate")) {
        String secret = "Secret/" + object.at("/spec/secretName").asText();
        List.of("tls.crt", "tls.key", "ca.crt", "keystore.p12", "truststore.p12")
            .forEach(key -> there.add(secret + ":" + key));
      }
    }
    return there;
  }
}
