package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.proof.ImageReport;
import dev.tlsmith.proof.ProofReport;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that describe a bundle whatever the product: the spec and the proof. */
final class BundleText {

  /** Where a bundle says what it was made of. */
  static final String SPEC = "tlsmith.yaml";

  private static final String EXISTING = "existing";
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .addMixIn(Secret.class, LeftOut.class)
          .build();
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BundleText() {}

  @JsonIgnoreType
  private static final class LeftOut {}

  /**
   * {@code tlsmith.yaml}: the normalised spec without its secrets, and the digest of each file. It
   * can be sent as a body, see {@code SpecReader}.
   *
   * @param version of tlsmith
   * @param end when the first certificate ends; null without any
   */
  static BundleFile spec(
      TlsSpec spec, List<BundleFile> files, String version, @Nullable Instant end) {
    ObjectNode root = YAML.createObjectNode();
    root.set("spec", tree(spec));
    root.put("tlsmith", version);
    if (end != null) {
      root.put("notAfter", end.toString());
    }
    ObjectNode digests = root.putObject("sha256");
    files.stream()
        .sorted(Comparator.comparing(BundleFile::path))
        .forEach(file -> digests.put(file.path(), file.sha256()));
    return BundleFile.text(
        SPEC,
        "application/yaml",
        false,
        "the spec without its secrets, when the first certificate ends, and the digest of each"
            + " file",
        write(YAML, root));
  }

  /** What the deployments of a spec share, without what a renewal adds itself. */
  static String renewed(TlsSpec spec) {
    ObjectNode root = tree(spec);
    root.remove(List.of("deployments", "certificate", "keyStore"));
    return write(YAML, root).stripTrailing();
  }

  /** One deployment of a spec without what a renewal adds itself: all that is the caller's own. */
  static String renewed(Deployment deployment) {
    ObjectNode root = (ObjectNode) tree(deployment);
    root.remove(EXISTING);
    return write(YAML, root).stripTrailing();
  }

  /** SHA-256 of a spec as {@code tlsmith.yaml} has it, in hex: it is the same without secrets. */
  static String digest(TlsSpec spec) {
    byte[] text = write(YAML, tree(spec)).getBytes(StandardCharsets.UTF_8);
    return Sha256.hex(text);
  }

  /** {@code proof.json}. */
  static BundleFile proof(ProofReport proof) {
    return BundleFile.text(
        "proof.json",
        "application/json",
        false,
        "which handshakes were made with this material, and how they ended",
        write(JSON, proof) + "\n");
  }

  /** {@code proof.json} of an image alone. */
  static BundleFile proof(ImageReport proof) {
    return BundleFile.text(
        "proof.json",
        "application/json",
        false,
        "what was shown of this image",
        write(JSON, Map.of("image", proof)) + "\n");
  }

  /** A spec as {@code tlsmith.yaml} has it. */
  static ObjectNode tree(TlsSpec spec) {
    ObjectNode tree = YAML.valueToTree(spec);
    tree.path("deployments").forEach(BundleText::withoutEmptyExisting);
    return tree;
  }

  private static JsonNode tree(Deployment deployment) {
    JsonNode tree = YAML.valueToTree(deployment);
    withoutEmptyExisting(tree);
    return tree;
  }

  private static void withoutEmptyExisting(JsonNode deployment) {
    if (deployment.path(EXISTING).isEmpty() && deployment instanceof ObjectNode object) {
      object.remove(EXISTING);
    }
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of ours cannot be written", e);
    }
  }
}
