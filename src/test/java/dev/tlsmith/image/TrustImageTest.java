package dev.tlsmith.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.bundle.ImageGenerator.Archive;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Service;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of a trust image, read as those read it who are handed it. */
class TrustImageTest {

  private static final String SPEC =
      "{product: kestra, hosts: [kestra.example.com], certificate: {source: service-ca}}";

  private static final Archive IMAGE =
      Service.images().trustImage(Service.read(SPEC), Service.ANYBODY);

  private static final Map<String, Tar.Entry> FILES = Tar.read(IMAGE.content());

  @TempDir Path folder;

  private static JsonNode json(String path) throws IOException {
    return Service.JSON.readTree(FILES.get(path).content());
  }

  private static JsonNode blob(JsonNode descriptor) throws IOException {
    return json(path(descriptor));
  }

  private static String path(JsonNode descriptor) {
    return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
  }

  private static String sha256(byte[] content) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static Map<String, Tar.Entry> layer() throws IOException {
    JsonNode loaded = json("manifest.json").get(0);
    return Tar.read(FILES.get(loaded.path("Layers").get(0).asText()).content());
  }

  @Test
  void everyBlobIsNamedByItsDigest() throws Exception {
    List<String> blobs =
        FILES.keySet().stream().filter(path -> path.matches("blobs/sha256/.+")).toList();
    assertThat(blobs).hasSize(6);
    for (String blob : blobs) {
      assertThat(blob).endsWith("/" + sha256(FILES.get(blob).content()));
    }
  }

  @Test
  void everyDescriptorHasTheSizeOfItsBlobAndEveryDiffIdIsThatOfTheLayer() throws Exception {
    List<JsonNode> descriptors = new ArrayList<>();
    JsonNode whole = json("index.json").path("manifests").get(0);
    descriptors.add(whole);
    for (JsonNode manifest : blob(whole).path("manifests")) {
      descriptors.add(manifest);
      JsonNode read = blob(manifest);
      descriptors.add(read.path("config"));
      JsonNode layer = read.path("layers").get(0);
      descriptors.add(layer);
      assertThat(blob(read.path("config")).at("/rootfs/diff_ids/0").asText())
          .isEqualTo("sha256:" + sha256(FILES.get(path(layer)).content()));
    }
    assertThat(descriptors)
        .hasSize(7)
        .allSatisfy(
            descriptor ->
                assertThat(FILES.get(path(descriptor)).content())
                    .hasSize(descriptor.path("size").asInt()));
  }

  @Test
  void itIsForBothPlatformsWithOneLayer() throws IOException {
    JsonNode index = blob(json("index.json").path("manifests").get(0));
    List<String> platforms = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    for (JsonNode manifest : index.path("manifests")) {
      platforms.add(
          manifest.at("/platform/os").asText()
              + "/"
              + manifest.at("/platform/architecture").asText());
      layers.add(blob(manifest).at("/layers/0/digest").asText());
    }
    assertThat(platforms).containsExactly("linux/amd64", "linux/arm64");
    assertThat(layers.stream().distinct()).hasSize(1);
  }

  @Test
  void theLayerIsTheFolderOfTrustAndBelongsToNobody() throws IOException {
    assertThat(layer().keySet())
        .containsExactly(
            "etc/",
            "etc/tlsmith/",
            "etc/tlsmith/trust/",
            "etc/tlsmith/trust/ca-bundle.crt",
            "etc/tlsmith/trust/ca.crt",
            "etc/tlsmith/trust/cacerts");
    assertThat(layer().values())
        .allSatisfy(
            entry -> {
              assertThat(entry.header().getLongUserId()).isZero();
              assertThat(entry.header().getLongGroupId()).isZero();
              assertThat(entry.header().getMode() & 0777)
                  .isEqualTo(entry.header().isDirectory() ? 0755 : 0644);
              assertThat(entry.header().getModTime().toInstant()).isEqualTo("1980-02-01T00:00:00Z");
            });
  }

  @Test
  void theStoreOpensWithoutAPasswordAndHoldsTheCaAndEveryPublicRoot() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(layer().get("etc/tlsmith/trust/cacerts").content()), null);
    assertThat(store.size()).isEqualTo(new PublicRoots(null).count() + 1);
    byte[] pem = Files.readAllBytes(Path.of("src/test/resources/service-ca/ca.crt"));
    String alias =
        store.getCertificateAlias(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem)));
    assertThat(alias).isNotNull();
    assertThat(Collections.list(store.aliases()))
        .allSatisfy(one -> assertThat(store.isCertificateEntry(one)).isTrue());
  }

  @Test
  void theSameSpecGivesTheSameBytes() {
    Archive again = Service.images().trustImage(Service.read(SPEC), Service.ANYBODY);
    assertThat(again.content()).isEqualTo(IMAGE.content());
    assertThat(again.digest()).isEqualTo(IMAGE.digest());
  }

  @Test
  void theDigestsOfTheProofAreThoseOfTheArchive() throws IOException {
    JsonNode proof = json("proof.json").path("image");
    JsonNode whole = json("index.json").path("manifests").get(0);
    assertThat(proof.at("/digests/index").asText())
        .isEqualTo(whole.path("digest").asText())
        .isEqualTo(IMAGE.digest());
    List<String> manifests =
        StreamSupport.stream(blob(whole).path("manifests").spliterator(), false)
            .map(manifest -> manifest.path("digest").asText())
            .toList();
    assertThat(proof.at("/digests/platforms"))
        .extracting(platform -> platform.path("manifest").asText())
        .isEqualTo(manifests);
  }

  @Test
  void itIsTaggedByTheReleaseOrAsTheSpecSays() throws IOException {
    assertThat(json("manifest.json").at("/0/RepoTags/0").asText()).isEqualTo("kestra-trust:latest");
    String named = SPEC.replace("}}", "}, image: {name: 'registry.example.com:5000/trust'}}");
    Map<String, Tar.Entry> files =
        Tar.read(Service.images().trustImage(Service.read(named), Service.ANYBODY).content());
    JsonNode index = Service.JSON.readTree(files.get("index.json").content());
    assertThat(index.at("/manifests/0/annotations/io.containerd.image.name").asText())
        .isEqualTo("registry.example.com:5000/trust:latest");
  }

  @Test
  void skopeoFindsTheDigestThatWasProvenAndTheImageForDockerToo() throws Exception {
    assumeTrue(CommandLine.exists("skopeo"), "skopeo is not on the PATH");
    Files.write(folder.resolve("image.tar"), IMAGE.content());
    CommandLine.Output raw =
        CommandLine.run(folder, List.of("skopeo", "inspect", "--raw", "oci-archive:image.tar"));
    assertThat(raw.exitCode()).as(raw.text()).isZero();
    assertThat("sha256:" + sha256(raw.text().getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(IMAGE.digest());
    CommandLine.Output docker =
        CommandLine.run(folder, List.of("skopeo", "inspect", "docker-archive:image.tar"));
    assertThat(docker.text()).contains("dev.tlsmith.roots.count", "\"Architecture\": \"amd64\"");
  }
}
