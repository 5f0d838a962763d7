package dev.tlsmith.conformance.programs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A service as an overlay says it, without a container: its files lie below a folder as they lie
 * below the root of the container, and paths in its command, variables and configuration lead
 * there.
 */
final class EmittedService {

  private final Path folder;
  private final Path root;
  private final JsonNode service;
  private final List<String> folders;

  private EmittedService(Path folder, JsonNode service, List<String> folders) {
    this.folder = folder;
    this.root = folder.resolve("root");
    this.service = service;
    this.folders = folders;
  }

  /**
   * The service of an overlay, of several the one with files.
   *
   * @param folder in which the bundle is unpacked
   */
  static EmittedService of(TestBundle bundle, Path folder) throws IOException {
    JsonNode services = bundle.yaml("docker-compose.tls.yaml").path("services");
    List<JsonNode> mounting = new ArrayList<>();
    services.forEach(service -> mounting.add(service));
    mounting.removeIf(service -> !service.has("volumes"));
    if (mounting.size() != 1) {
      throw new AssertionError("one service with its files was expected: " + services);
    }
    JsonNode service = mounting.getFirst();
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (JsonNode volume : service.path("volumes")) {
      String[] mount = volume.asText().split(":");
      mounts.put(mount[1], folder.resolve(mount[0]).normalize());
    }
    TreeSet<String> parents = new TreeSet<>(Comparator.reverseOrder());
    mounts.keySet().forEach(target -> parents.add(Path.of(target).getParent().toString()));
    EmittedService emitted = new EmittedService(folder, service, List.copyOf(parents));
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      emitted.mount(mount.getKey(), mount.getValue());
    }
    return emitted;
  }

  /** A file that names others is copied with their places; any other is the bundle's own. */
  private void mount(String target, Path source) throws IOException {
    Path place = Path.of(root + target);
    Files.createDirectories(place.getParent());
    Files.deleteIfExists(place);
    String text = Files.readString(source, StandardCharsets.ISO_8859_1);
    String here = here(text);
    if (here.equals(text)) {
      Files.createSymbolicLink(place, source);
    } else {
      Files.writeString(place, here, StandardCharsets.ISO_8859_1);
    }
  }

  /** A text with the places of its files on this machine. */
  String here(String text) {
    String here = text;
    for (String folder : folders) {
      here = here.replaceAll("(?<![\\w/.-])" + folder + "(?![\\w-])", root + folder);
    }
    return here;
  }

  /** Where a path of the container lies. */
  Path path(String inContainer) {
    return Path.of(root + inContainer);
  }

  /** The words of its command; empty where the overlay has none. */
  List<String> command() {
    List<String> words = new ArrayList<>();
    service.path("command").forEach(word -> words.add(value(word)));
    return words;
  }

  /** A text of the overlay as compose passes it on: {@code $$} is a dollar. */
  private String value(JsonNode text) {
    return here(text.asText().replace("$$", "$"));
  }

  /** Its variables, those of its env files first. */
  Map<String, String> environment() throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode file : service.path("env_file")) {
      for (String line : Files.readAllLines(folder.resolve(file.asText()))) {
        int equals = line.indexOf('=');
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    service
        .path("environment")
        .properties()
        .forEach(variable -> variables.put(variable.getKey(), value(variable.getValue())));
    return variables;
  }
}
