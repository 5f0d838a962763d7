package dev.tlsmith.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.TrustStoreForm;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicRootsTest {

  private final PublicRoots jre = new PublicRoots(null);

  @TempDir Path folder;

  @Test
  void withoutConfigurationTheyAreTheJres() {
    assertThat(jre.count()).isEqualTo(jre.certificates().size()).isGreaterThan(50);
    assertThat(jre.origin())
        .startsWith("JRE " + System.getProperty("java.version") + " cacerts (")
        .doesNotContain("/");
    assertThat(jre.sha256()).matches("[0-9a-f]{64}");
    assertThat(jre.certificates())
        .allMatch(root -> root.getBasicConstraints() != -1 || root.getVersion() < 3);
  }

  @Test
  void aPemBundleWithCommentsIsRead() throws Exception {
    Path file = folder.resolve("roots.pem");
    Files.writeString(
        file, "# Ünser roots\n\n" + Pem.certificates(jre.certificates()).replace("\n", "\r\n"));
    PublicRoots roots = new PublicRoots(file.toString());
    assertThat(roots.certificates()).isEqualTo(jre.certificates());
    assertThat(roots.sha256()).isEqualTo(jre.sha256());
    assertThat(roots.origin()).isEqualTo("roots.pem");
  }

  @ParameterizedTest
  @EnumSource(KeyStoreType.class)
  void aTrustStoreIsRead(KeyStoreType type) throws Exception {
    Path file = folder.resolve("roots." + type.extension());
    Files.write(
        file,
        new KeyStores(jre, new SecureRandom())
            .trustStore(jre.certificates().subList(0, 3), type, TrustStoreForm.AUTHENTICATED));
    PublicRoots roots = new PublicRoots(file.toString());
    assertThat(roots.certificates()).isEqualTo(jre.certificates().subList(0, 3));
    assertThat(roots.sha256()).isNotEqualTo(jre.sha256());
  }

  @Test
  void theOrderInTheFileDoesNotChangeTheDigest() throws Exception {
    Path file = folder.resolve("roots.pem");
    Files.writeString(file, Pem.certificates(jre.certificates().reversed()));
    assertThat(new PublicRoots(file.toString()).sha256()).isEqualTo(jre.sha256());
  }

  @Test
  void aFileThatIsMissingOrHoldsNoCertificateStopsTheStart() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (Path file : List.of(folder.resolve("missing.pem"), empty)) {
      assertThatThrownBy(() -> new PublicRoots(file.toString()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file.getFileName().toString());
    }
  }
}
