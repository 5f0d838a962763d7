package dev.tlsmith.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.certificate.encoding.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image of nothing but {@value TrustFolder#PATH}, for {@code COPY --from} and for a Kubernetes
 * image volume. One file holds it as an <a
 * href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md">OCI image
 * layout</a> and in the form that {@code docker load} reads, which share their blobs.
 *
 * <p>The layer is not compressed: it has one digest then, and certificates hardly shrink. All
 * platforms share it, for it holds no program.
 */
final class TrustImage {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String OS = "linux";

  /** The first is the one that {@code docker load} takes. */
  private static final List<String> ARCHITECTURES = List.of("amd64", "arm64");

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private TrustImage() {}

  /**
   * The files of the archive, by path.
   *
   * @param name with its tag, e.g. {@code "flows-trust:latest"}
   */
  static SortedMap<String, byte[]> of(
      TrustFolder folder, SortedMap<String, String> labels, String name) {
    TrustImage image = new TrustImage();
    image.write(folder, labels, name);
    return image.files;
  }

  private void write(TrustFolder folder, SortedMap<String, String> labels, String name) {
    byte[] layer = ReproducibleTar.of(folder.below(TrustFolder.PATH.substring(1) + "/"));
    String layerDigest = blob(layer);
    List<String> configs = new ArrayList<>();
    ObjectNode index = versioned(INDEX);
    ArrayNode manifests = index.putArray("manifests");
    for (String architecture : ARCHITECTURES) {
      byte[] config = json(config(architecture, layerDigest, labels));
      configs.add(blob(config));
      ObjectNode manifest = versioned(MANIFEST);
      manifest.set("config", descriptor(CONFIG, configs.getLast(), config.length));
      manifest.putArray("layers").add(descriptor(LAYER, layerDigest, layer.length));
      byte[] written = json(manifest);
      ObjectNode described = descriptor(MANIFEST, blob(written), written.length);
      described.putObject("platform").put("architecture", architecture).put("os", OS);
      manifests.add(described);
    }
    byte[] written = json(index);
    ObjectNode whole = descriptor(INDEX, blob(written), written.length);
    whole
        .putObject("annotations")
        .put("io.containerd.image.name", qualified(name))
        .put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));
    ObjectNode layout = versioned(INDEX);
    layout.putArray("manifests").add(whole);
    files.put("index.json", json(layout));
    files.put("oci-layout", json(JSON.createObjectNode().put("imageLayoutVersion", "1.0.0")));
    ObjectNode loaded = JSON.createObjectNode().put("Config", path(configs.getFirst()));
    loaded.putArray("RepoTags").add(name);
    loaded.putArray("Layers").add(path(layerDigest));
    files.put("manifest.json", json(JSON.createArrayNode().add(loaded)));
  }

  private static ObjectNode config(
      String architecture, String layerDigest, SortedMap<String, String> labels) {
    String created = ReproducibleTar.TIME.toString();
    ObjectNode config =
        JSON.createObjectNode()
            .put("created", created)
            .put("architecture", architecture)
            .put("os", OS);
    ObjectNode written = config.putObject("config").putObject("Labels");
    labels.forEach(written::put);
    ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
    rootfs.putArray("diff_ids").add(layerDigest);
    config.putArray("history").addObject().put("created", created).put("created_by", "tlsmith");
    return config;
  }

  private static ObjectNode versioned(String mediaType) {
    return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", mediaType);
  }

  private static ObjectNode descriptor(String mediaType, String digest, int size) {
    return JSON.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", digest)
        .put("size", size);
  }

  /** Adds a blob, and gives its digest. */
  private String blob(byte[] content) {
    String digest = "sha256:" + Sha256.hex(content);
    files.put(path(digest), content);
    return digest;
  }

  private static String path(String digest) {
    return "blobs/" + digest.replace(':', '/');
  }

  /**
   * As containerd names images: with a registry and a folder, for which Docker's defaults stand in.
   */
  private static String qualified(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return "docker.io/library/" + name;
    }
    String first = name.substring(0, slash);
    boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
    return registry ? name : "docker.io/" + name;
  }

  private static byte[] json(Object node) {
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
