package dev.tlsmith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.Signatures;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.certificate.supplied.SuppliedMaterial;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.OddCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAuthorityTest {

  private static final String PROPERTY = "tlsmith.certificate-authority";
  private static final String PASSPHRASE = "correct horse battery staple";

  private final KeyPairs keyPairs = new KeyPairs(new SecureRandom());
  private final KeyPair keys = keyPairs.generate(KeyAlgorithm.EC_P256);
  private final X509Certificate root;

  @TempDir Path folder;

  ServiceAuthorityTest() throws Exception {
    root = OddCertificate.authority("CN=service", keys).selfSigned();
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static ServiceAuthority of(
      @Nullable Path certificates,
      @Nullable Path key,
      @Nullable Path pkcs12,
      @Nullable Path passphrase) {
    return new ServiceAuthority(
        new SuppliedMaterial(Clock.systemUTC()),
        certificates == null ? null : certificates.toString(),
        key == null ? "" : key.toString(),
        pkcs12 == null ? null : pkcs12.toString(),
        null,
        passphrase == null ? " " : passphrase.toString());
  }

  private Path certificates() throws Exception {
    return write("ca.crt", Pem.certificates(List.of(root)));
  }

  private Path key() throws Exception {
    return write("ca.key", Pem.privateKey(keys.getPrivate()));
  }

  @Test
  void aPemPairIsReadAndSigns() throws Exception {
    CertificateAuthority authority = of(certificates(), key(), null, null).signing();
    assertThat(authority.certificate()).isEqualTo(root);
    assertSigns(authority);
    assertThat(authority.pointer()).isEqualTo("/certificate/source");
  }

  private void assertSigns(CertificateAuthority authority) throws Exception {
    byte[] challenge = Signatures.challenge(authority.privateKey());
    assertThat(Signatures.matches(root, keys.getPrivate(), challenge)).isTrue();
  }

  @Test
  void anEncryptedKeyIsReadWithThePassphraseOfAFileThatEndsInALine() throws Exception {
    Path key =
        write("ca.key", Pem.encryptedPrivateKey(keys.getPrivate(), PASSPHRASE.toCharArray()));
    Path passphrase = write("passphrase", PASSPHRASE + "\n");
    assertThat(of(certificates(), key, null, passphrase).signing().certificate()).isEqualTo(root);
  }

  @Test
  void aPkcs12FileIsReadAndSigns() throws Exception {
    CertificateAuthority authority =
        of(null, null, pkcs12(), write("passphrase", PASSPHRASE)).signing();
    assertThat(authority.certificate()).isEqualTo(root);
    assertSigns(authority);
  }

  private Path pkcs12() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStoreType.PKCS12.name());
    store.load(null, null);
    Certificate[] chain = {root};
    store.setKeyEntry("ca", keys.getPrivate(), PASSPHRASE.toCharArray(), chain);
    Path file = folder.resolve("ca.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSPHRASE.toCharArray());
    }
    return file;
  }

  @Test
  void withoutOneACallerLearnsWhatToDo() {
    ServiceAuthority nothing = of(null, null, null, null);
    assertThatThrownBy(nothing::signing)
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
              assertThat(refusal.faults())
                  .singleElement()
                  .satisfies(
                      fault -> {
                        assertThat(fault.pointer()).isEqualTo("/certificate/source");
                        assertThat(fault.code()).isEqualTo("no-service-ca");
                        assertThat(fault.detail())
                            .contains("no CA of its own", "private-ca", PROPERTY);
                      });
            });
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false",
    "false, true, false",
    "true, true, true",
    "false, true, true",
  })
  void halfAConfigurationOrTwoStopTheStart(boolean certificates, boolean key, boolean pkcs12)
      throws Exception {
    Path c = certificates ? certificates() : null;
    Path k = key ? key() : null;
    Path p = pkcs12 ? pkcs12() : null;
    assertThatThrownBy(() -> of(c, k, p, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(PROPERTY + ".certificates and .private-key")
        .hasMessageContaining(".pkcs12 alone");
  }

  @Test
  void aKeyOfAnotherCaStopsTheStartWithTheProperty() throws Exception {
    Path other =
        write("other.key", Pem.privateKey(keyPairs.generate(KeyAlgorithm.EC_P256).getPrivate()));
    refused(certificates(), other, null, PROPERTY + ".private-key", "key-mismatch");
  }

  @Test
  void aLeafIsNoCa() throws Exception {
    KeyPair leafKeys = keyPairs.generate(KeyAlgorithm.EC_P256);
    X509Certificate leaf = OddCertificate.server("app.example.org", leafKeys).signedBy(root, keys);
    Path file = write("leaf.crt", Pem.certificates(List.of(leaf, root)));
    Path key = write("leaf.key", Pem.privateKey(leafKeys.getPrivate()));
    refused(file, key, null, PROPERTY + ".certificates", "not-a-ca");
  }

  @Test
  void anExpiredCaStopsTheStart() throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    X509Certificate old =
        OddCertificate.authority("CN=old", keys)
            .valid(end.minus(Duration.ofDays(9)), end)
            .selfSigned();
    Path file = write("old.crt", Pem.certificates(List.of(old)));
    refused(file, key(), null, PROPERTY + ".certificates", "certificate-expired");
  }

  @Test
  void aWrongOrMissingPassphraseStopsTheStart() throws Exception {
    String text = Pem.encryptedPrivateKey(keys.getPrivate(), PASSPHRASE.toCharArray());
    Path key = write("ca.key", text);
    Path wrong = write("wrong", "another");
    refused(certificates(), key, wrong, PROPERTY + ".passphrase-file", "passphrase-wrong");
    refused(certificates(), key, null, PROPERTY + ".passphrase-file", "passphrase-missing");
  }

  private static void refused(
      Path certificates, Path key, @Nullable Path passphrase, String property, String code) {
    assertThatThrownBy(() -> of(certificates, key, null, passphrase))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be used")
        .hasMessageContaining(property + ": ")
        .hasMessageContaining("(%s)", code)
        .hasMessageNotContaining("PRIVATE KEY-----\n");
  }

  @Test
  void aFileThatIsNotThereStopsTheServiceAtItsStart() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(PROPERTY + ".certificates", folder.resolve("none.crt").toString());
    properties.put(PROPERTY + ".private-key", folder.resolve("none.key").toString());
    assertThatThrownBy(() -> Examples.startAndEnd(properties))
        .rootCause()
        .hasMessageContaining(PROPERTY + ".certificates is '")
        .hasMessageContaining("cannot be read");
  }

  @Test
  void nothingThatMayBePrintedHasTheKey() throws Exception {
    ServiceAuthority service = of(certificates(), key(), null, null);
    String secret = Pem.privateKey(keys.getPrivate()).lines().skip(1).findFirst().orElseThrow();
    assertThat(service.toString()).contains("CN=service").doesNotContain(secret);
    assertThat(service.signing().toString()).contains("***").doesNotContain(secret);
  }
}
