package dev.tlsmith.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.proof.ImageReport.Digests;
import dev.tlsmith.proof.ImageReport.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.utils.IOUtils;

/**
 * An image in an archive, read as those read it who are handed it: <a
 * href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md">from {@code
 * index.json}</a>, every blob by its digest and with its size, and from {@code manifest.json}.
 */
final class ImageArchive {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> files;
  private final Set<String> verified = new HashSet<>();
  private final Digests digests;
  private final Map<String, byte[]> layer;

  private ImageArchive(Map<String, byte[]> files) throws IOException {
    this.files = files;
    JsonNode layout = JSON.readTree(file("index.json"));
    JsonNode whole = only(layout.path("manifests"), "index.json");
    JsonNode index = JSON.readTree(blob(whole));
    List<Platform> platforms = new ArrayList<>();
    JsonNode first = null;
    for (JsonNode described : index.path("manifests")) {
      JsonNode manifest = JSON.readTree(blob(described));
      JsonNode layerDescriptor = only(manifest.path("layers"), "a manifest");
      first = first == null ? layerDescriptor : first;
      blob(layerDescriptor); // not compressed, so that its digest is its diff id
      String layerDigest = layerDescriptor.path("digest").asText();
      JsonNode config = JSON.readTree(blob(manifest.path("config")));
      String diffId = only(config.at("/rootfs/diff_ids"), "a configuration").asText();
      require(diffId.equals(layerDigest), "a diff id is not that of the layer");
      JsonNode platform = described.path("platform");
      require(
          platform.path("architecture").equals(config.path("architecture"))
              && platform.path("os").equals(config.path("os")),
          "a platform is not that of its configuration");
      platforms.add(
          new Platform(
              config.path("os").asText() + "/" + config.path("architecture").asText(),
              described.path("digest").asText(),
              manifest.at("/config/digest").asText()));
    }
    if (first == null) {
      throw new ProofFailedException("an image is for no platform");
    }
    this.layer = entries(blob(first));
    this.digests =
        new Digests(whole.path("digest").asText(), first.path("digest").asText(), platforms);
    requireLoadable();
  }

  /**
   * Reads one.
   *
   * @throws ProofFailedException if anything in it is not what it says
   */
  static ImageArchive read(byte[] archive) {
    try {
      return new ImageArchive(entries(archive));
    } catch (IOException e) {
      throw new ProofFailedException("the archive of an image cannot be read", e);
    }
  }

  Digests digests() {
    return digests;
  }

  /**
   * Files are in the layer, byte for byte.
   *
   * @param expected content by name, whatever its folder is
   */
  void requireInLayer(Map<String, byte[]> expected) {
    expected.forEach(
        (name, content) ->
            require(
                layer.entrySet().stream()
                    .anyMatch(
                        entry ->
                            name(entry.getKey()).equals(name)
                                && Arrays.equals(entry.getValue(), content)),
                name + " is not in the layer as it was made"));
  }

  /** Every file of the archive and of its layer, by path, but for those that are known. */
  Map<String, byte[]> besides(Map<String, byte[]> known) {
    Map<String, byte[]> others = new LinkedHashMap<>(files);
    others.remove(path(digests.layer()));
    layer.forEach(
        (path, content) -> {
          byte[] same = known.get(name(path));
          if (same == null || !Arrays.equals(same, content)) {
            others.put(path, content);
          }
        });
    return others;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What {@code docker load} reads says the same. */
  private void requireLoadable() throws IOException {
    JsonNode loaded = only(JSON.readTree(file("manifest.json")), "manifest.json");
    String config = digests.platforms().getFirst().config();
    require(
        loaded.path("Config").asText().equals(path(config))
            && only(loaded.path("Layers"), "manifest.json").asText().equals(path(digests.layer())),
        "manifest.json names another image than index.json");
  }

  private byte[] blob(JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    byte[] content = file(path(digest));
    if (verified.add(digest)) {
      require(Digest.ofBlob(content).equals(digest), "a blob has another digest than its name");
    }
    require(content.length == descriptor.path("size").asLong(-1), "a size is not that of its blob");
    return content;
  }

  private byte[] file(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new ProofFailedException("the archive of an image lacks " + path);
    }
    return content;
  }

  private static String path(String digest) {
    return "blobs/" + digest.replace(':', '/');
  }

  private static JsonNode only(JsonNode list, String where) {
    require(list.size() == 1, "there is not one entry in " + where);
    return list.get(0);
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new ProofFailedException(otherwise);
    }
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          require(entry.getSize() <= archive.length, "a file in an archive is larger than that");
          byte[] content = new byte[(int) entry.getSize()]; // a layer is too large to grow to it
          IOUtils.readFully(tar, content);
          entries.put(entry.getName(), content);
        }
      }
    }
    return entries;
  }
}
