package dev.tlsmith.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Rendered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The files of Secrets that the containers of a pod find below the folders where those are mounted.
 */
final class MountedFiles {

  private final JsonNode pod;
  private final Collection<JsonNode> objects;
  private final Set<String> folders = new TreeSet<>();
  private final Set<String> files = new TreeSet<>();

  private MountedFiles(JsonNode pod, Collection<JsonNode> objects) {
    this.pod = pod;
    this.objects = objects;
  }

  /**
   * Those of a Secret, and of what is projected into the same folder.
   *
   * @param objects of the cluster, among them the ConfigMaps that the pod reads
   */
  static MountedFiles ofSecret(JsonNode pod, String secret, Collection<JsonNode> objects) {
    MountedFiles mounted = new MountedFiles(pod, objects);
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.toString().contains("\"" + secret + "\"")) {
        mounted.add(volume);
      }
    }
    return mounted;
  }

  private void add(JsonNode volume) {
    List<JsonNode> sources = new ArrayList<>();
    if (volume.has("secret")) {
      sources.add(volume.path("secret"));
    }
    volume.at("/projected/sources").forEach(source -> source.forEach(sources::add));
    for (String folder : folders(volume)) {
      folders.add(folder);
      sources.forEach(source -> names(source).forEach(name -> files.add(folder + "/" + name)));
    }
  }

  /** Where a volume is mounted; if only before the pod starts, where it is copied to. */
  private Set<String> folders(JsonNode volume) {
    String own = volume.path("name").asText();
    Set<String> mounted = folders(Rendered.containers(pod), own);
    if (mounted.isEmpty()) {
      for (JsonNode first : pod.path("initContainers")) {
        List<String> copied = Rendered.names(first.path("volumeMounts"));
        if (copied.contains(own)) {
          for (JsonNode other : pod.path("volumes")) {
            String name = other.path("name").asText();
            if (other.has("emptyDir") && copied.contains(name)) {
              Set<String> folders = folders(Rendered.containers(pod), name);
              mounted.addAll(folders);
              addMade(first, name, folders);
            }
          }
        }
      }
    }
    return mounted;
  }

  /** What a container that runs first speaks of in a volume: it makes key stores there, e.g. */
  private void addMade(JsonNode first, String volume, Set<String> folders) {
    String text = first.path("command") + " " + first.path("args");
    for (String there : folders(List.of(first), volume)) {
      for (String path : paths(there, text)) {
        folders.forEach(folder -> files.add(folder + path.substring(there.length())));
      }
    }
  }

  private static Set<String> folders(List<JsonNode> containers, String volume) {
    Set<String> folders = new TreeSet<>();
    for (JsonNode container : containers) {
      for (JsonNode mount : container.path("volumeMounts")) {
        if (mount.path("name").asText().equals(volume)) {
          folders.add(mount.path("mountPath").asText().replaceFirst("/$", ""));
        }
      }
    }
    return folders;
  }

  private Set<String> names(JsonNode source) {
    Set<String> names = new TreeSet<>(Rendered.texts(source.path("items"), "path"));
    if (names.isEmpty()) {
      String name = source.path(source.has("secretName") ? "secretName" : "name").asText();
      for (JsonNode object : objects) {
        if (object.at("/metadata/name").asText().equals(name)) {
          object.path("data").fieldNames().forEachRemaining(names::add);
        }
        if (object.at("/spec/secretName").asText().equals(name)) { // a Certificate
          names.addAll(List.of("tls.crt", "tls.key", "ca.crt"));
        }
      }
    }
    return names;
  }

  /** Their paths in a container. */
  Set<String> files() {
    return files;
  }

  private static String decoded(String base64) {
    return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  /** The paths below those folders of which containers, ConfigMaps or Secrets speak. */
  Set<String> mentioned() {
    StringBuilder texts = new StringBuilder();
    Rendered.containers(pod)
        .forEach(
            container ->
                List.of("command", "args", "env")
                    .forEach(part -> texts.append(container.path(part)).append('\n')));
    for (JsonNode object : objects) {
      switch (object.path("kind").asText()) {
        case "ConfigMap" ->
            object.path("data").forEach(text -> texts.append(text.asText()).append('\n'));
        case "Secret" ->
            object.path("data").forEach(text -> texts.append(decoded(text.asText())).append('\n'));
        default -> {}
      }
    }
    Set<String> mentioned = new TreeSet<>();
    folders.forEach(folder -> mentioned.addAll(paths(folder, texts)));
    return mentioned;
  }

  private static List<String> paths(String folder, CharSequence text) {
    return Pattern.compile(Pattern.quote(folder) + "/[\\w.-]*\\w")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }
}
