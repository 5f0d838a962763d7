package dev.tlsmith.inspection;

import static dev.tlsmith.inspection.Inspected.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.inspection.Inspected.Chain;
import dev.tlsmith.support.CommandLine;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores as OpenSSL and Java write them. */
class StoreInspectionTest {

  private static final String PASSWORD = "a long password";

  @TempDir Path folder;
  private Chain chain;

  @BeforeEach
  void make() throws Exception {
    chain = Chain.sound();
    Files.writeString(folder.resolve("key"), Pem.privateKey(chain.leafKey().getPrivate()));
    Files.writeString(
        folder.resolve("chain"),
        Pem.certificates(List.of(chain.leaf(), chain.intermediate(), chain.root())));
  }

  private byte[] openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("pkcs12", "-export", "-out", "store"));
    command.addAll(List.of(arguments));
    CommandLine.Output output = CommandLine.openssl(folder, command.toArray(String[]::new));
    assertThat(output.exitCode()).as(output.text()).isZero();
    return Files.readAllBytes(folder.resolve("store"));
  }

  private byte[] keyStore(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-in", "chain", "-inkey", "key", "-name", "tls", "-passout", "pass:" + PASSWORD));
    all.addAll(List.of(arguments));
    return openssl(all.toArray(String[]::new));
  }

  private byte[] java(String type, boolean key, String alias) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    if (key) {
      store.setKeyEntry(
          alias,
          chain.leafKey().getPrivate(),
          PASSWORD.toCharArray(),
          new Certificate[] {chain.leaf(), chain.intermediate(), chain.root()});
    } else {
      store.setCertificateEntry(alias, chain.root());
    }
    var bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD.toCharArray());
    return bytes.toByteArray();
  }

  @Test
  void whatOpensslWritesIsSoundUnderItsPassword() throws Exception {
    Inspection inspection =
        nothing().file("k.p12", keyStore()).password(PASSWORD).host(Inspected.HOST).inspect();
    assertThat(inspection.findings())
        .allSatisfy(finding -> assertThat(finding.severity().word()).isEqualTo("note"));
    assertThat(inspection.files().getFirst().privateKeys()).isEqualTo(1);
    assertThat(inspection.files().getFirst().certificates()).hasSize(3);
  }

  @Test
  void aStoreThatNothingOpensIsToldAndHowItIsProtected() throws Exception {
    byte[] legacy = keyStore("-legacy", "-iter", "1");
    assertThat(nothing().file("k.p12", legacy).troubles())
        .contains(
            "warning k.p12 store-not-opened",
            "warning k.p12 store-encryption-legacy",
            "warning k.p12 store-iterations-few");
    assertThat(nothing().file("k.p12", legacy).password("wrong").troubles())
        .contains("error k.p12 store-password-wrong");
  }

  @Test
  void aStoreThatWouldTakeMinutesIsNotOpened() throws Exception {
    byte[] dear = keyStore("-iter", "1000001");
    assertThat(nothing().file("k.p12", dear).password(PASSWORD).troubles())
        .contains("error k.p12 derivation-too-costly", "warning k.p12 store-iterations-many");
  }

  @Test
  void aTrustStoreThatIsEmptyForJavaIsTold() throws Exception {
    byte[] store = openssl("-nokeys", "-in", "chain", "-passout", "pass:" + PASSWORD);
    assertThat(nothing().file("t.p12", store).password(PASSWORD).troubles())
        .contains("error t.p12 nothing-that-java-trusts");
  }

  @Test
  void aTrustStoreWithoutPublicRootsIsToldUnlessAnotherHasThem() throws Exception {
    byte[] store = java("PKCS12", false, "ca");
    assertThat(nothing().file("t.p12", store).password(PASSWORD).troubles())
        .containsExactly("warning t.p12 no-public-roots");
    assertThat(
            nothing()
                .file("t.p12", store)
                .password(PASSWORD)
                .file("roots.pem", Inspected.ROOTS.certificates().getFirst())
                .troubles())
        .isEmpty();
  }

  @Test
  void aPrivateKeyInATrustStoreIsTold() throws Exception {
    assertThat(
            nothing()
                .file("truststore.p12", java("PKCS12", true, "a"))
                .password(PASSWORD)
                .troubles())
        .containsExactly("error truststore.p12 private-key-in-trust-store");
  }

  @Test
  void jksIsReadAndToldToBeConverted() throws Exception {
    assertThat(nothing().file("k", java("JKS", true, "a")).password(PASSWORD).troubles())
        .containsExactly("warning k store-jks");
    assertThat(nothing().file("k", java("JKS", true, "a")).codes())
        .contains("warning k store-not-opened", "warning k store-jks");
    assertThat(nothing().file("k", java("JCEKS", true, "a")).troubles())
        .containsExactly("warning k store-not-looked-into");
  }

  @Test
  void aPasswordThatEverybodyKnowsDoesNotProtectAKey() throws Exception {
    byte[] store = openssl("-in", "chain", "-inkey", "key", "-passout", "pass:changeit");
    assertThat(nothing().file("k.p12", store).troubles())
        .containsExactly("warning k.p12 conventional-password");
  }

  @Test
  void aPasswordThatStandsInAnotherFileOpensAStore() throws Exception {
    assertThat(
            nothing()
                .file("k.p12", keyStore())
                .file("app.env", "KEYSTORE_PASSWORD=" + PASSWORD + "\n")
                .troubles())
        .isEmpty();
  }

  @Test
  void anAliasInUpperCaseIsNoted() throws Exception {
    byte[] store = keyStore("-name", "TLS");
    assertThat(nothing().file("k.p12", store).password(PASSWORD).codes())
        .contains("note k.p12 alias-upper-case");
  }
}
