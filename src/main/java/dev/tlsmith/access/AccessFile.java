package dev.tlsmith.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.spec.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that says who may do what, {@code policy.yaml} or {@code tokens.yaml}: read as strict YAML
 * and held to its JSON Schema.
 */
final class AccessFile {

  static final ObjectMapper JSON = JsonMapper.builder().build();

  private final String property;
  private final String path;
  private final List<Fault> faults;

  /**
   * A file that has not been read yet.
   *
   * @param property that names it, e.g. {@code "tlsmith.access.policy"}
   * @param path the property's value
   * @param faults gets what is wrong with it
   */
  AccessFile(String property, String path, List<Fault> faults) {
    this.property = property;
    this.path = path;
    this.faults = faults;
  }

  /**
   * Reads it.
   *
   * @param schema resource with the JSON Schema, e.g. {@code "/schema/policy.schema.yaml"}
   * @return an empty object if there was a fault
   */
  JsonNode read(String schema) {
    try {
      JsonNode tree = JSON.valueToTree(GivenYaml.parse(Files.readString(Path.of(path))));
      List<Fault> wrong = schema(schema).validate(tree);
      wrong.forEach(fault -> add(fault.pointer(), fault.code(), fault.detail()));
      return wrong.isEmpty() ? tree : JSON.createObjectNode();
    } catch (IllegalArgumentException e) {
      boolean noPath = e instanceof InvalidPathException;
      add(
          "",
          "not-yaml",
          noPath ? "it is not a path; name a file" : String.valueOf(e.getMessage()));
    } catch (IOException e) {
      String detail = "the file cannot be read (%s); name a file that this process may read";
      add("", "unreadable", detail.formatted(e.getClass().getSimpleName()));
    }
    return JSON.createObjectNode();
  }

  /** Notes a fault, at a pointer into the file. */
  void add(String pointer, String code, String detail) {
    String place = "%s=%s%s".formatted(property, path, pointer.isEmpty() ? "" : " " + pointer);
    faults.add(new Fault(place, code, detail));
  }

  private static JsonSchema schema(String resource) {
    try (InputStream in = AccessFile.class.getResourceAsStream(resource)) {
      return new JsonSchema(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
