package dev.tlsmith.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.proof.ImageMaterial;
import dev.tlsmith.proof.ProofFailedException;
import dev.tlsmith.proof.SecretFinder;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key or a password that got into an image is a fault of ours, and nothing is handed out. */
class PlantedSecretTest {

  private static final TestBundle BUNDLE =
      Service.bundle(
          "{product: camunda-web-modeler, hosts: [a.example.com], targets: [compose],"
              + " keyStore: {password: a-password.of_mine~1}}");

  private static final List<Secret> SECRETS = List.of(Secret.of("a-password.of_mine~1"));

  private static byte[] planted(String path) {
    return BUNDLE.bundle().files().stream()
        .filter(file -> file.path().equals(path))
        .map(BundleFile::content)
        .findFirst()
        .orElseThrow();
  }

  /** An image whose only layer holds one file more. */
  private static byte[] image(String name, byte[] content) {
    SortedMap<String, byte[]> files = new TreeMap<>(Map.of(name, content));
    List<X509Certificate> trusted = List.of(new PublicRoots(null).certificates().getFirst());
    return ReproducibleTar.of(
        TrustImage.of(new TrustFolder(trusted, files), new TreeMap<>(), "planted:latest"));
  }

  /** As an image whose files are none of those that are known. */
  private static void prove(byte[] image) {
    ImageMaterial nothing =
        new ImageMaterial(Map.of(), "cacerts", "ca.crt", List.of(), null, List.of(), false, "");
    Service.imageProof().prove(image, nothing, new SecretFinder(SECRETS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls/tls.key", "tls/tls-encrypted.key", "tls/keystore.p12", "ca/ca.key"})
  void aKeyInALayerOrAContextIsFoundWhateverItIsCalled(String path) {
    byte[] key = planted(path);
    assertThatThrownBy(() -> prove(image("readme", key))).isInstanceOf(ProofFailedException.class);
    BundleFile file = BundleFile.copy("trust/readme", "text/plain", "a file", key);
    assertThatThrownBy(() -> BuildContexts.requirePublic(List.of(file), SECRETS))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining("trust/readme");
  }

  @Test
  void aPasswordInADockerfileOrALayerIsFound() {
    String text = "ENV PASSWORD=a-password.of_mine~1\n";
    BundleFile file = BundleFile.text("Dockerfile", "text/plain", false, "a file", text);
    assertThatThrownBy(() -> BuildContexts.requirePublic(List.of(file), SECRETS))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageNotContaining("a-password");
    byte[] image = image("settings", text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> prove(image)).isInstanceOf(ProofFailedException.class);
  }

  @Test
  void certificatesAreNoSecret() {
    byte[] image = image("ca.crt", planted("tls/ca.crt"));
    assertThatCode(() -> prove(image)).doesNotThrowAnyException();
  }
}
