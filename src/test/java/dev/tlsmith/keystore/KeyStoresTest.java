package dev.tlsmith.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.TrustStoreForm;
import dev.tlsmith.support.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStoresTest {

  private static final String PASSWORD = "a-password.of_mine~1";
  private static final StorePassword GIVEN = StorePassword.given(Secret.of(PASSWORD));
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CertificateIssuer issuer =
      new CertificateIssuer(new KeyPairs(RANDOM), Clock.systemUTC(), RANDOM);
  private final CertificateAuthority authority =
      issuer.newAuthority("Tom & Jerry's", KeyAlgorithm.EC_P256, 90);
  private final KeyStores stores = new KeyStores(new PublicRoots(null), RANDOM);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void everyKeytoolFindsThePrivateKeyOfEveryAlgorithm(KeyAlgorithm algorithm) throws Exception {
    for (KeyStoreType type : KeyStoreType.values()) {
      Files.write(
          folder.resolve("store"), stores.keyStore(identity(algorithm), type, "tls", GIVEN));
      for (Path keytool : CommandLine.keytools()) {
        assertThat(list(keytool, PASSWORD))
            .contains("tls,", "PrivateKeyEntry", "1 entry", "Keystore type: " + type);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TrustStoreForm.class)
  void everyKeytoolTrustsTheCertificatesOfATrustStore(TrustStoreForm form) throws Exception {
    CertificateAuthority other = issuer.newAuthority("other", KeyAlgorithm.RSA_2048, 90);
    for (KeyStoreType type : KeyStoreType.values()) {
      Files.write(
          folder.resolve("store"),
          stores.trustStore(List.of(authority.root(), other.root(), authority.root()), type, form));
      for (Path keytool : CommandLine.keytools()) {
        assertThat(list(keytool, KeyStores.TRUST_STORE_PASSWORD))
            .contains("trustedCertEntry", "2 entries", "tom-jerry-s-ca-", "other-ca-");
        assertThat(list(keytool, "another-password")).contains("java.io.IOException");
      }
    }
  }

  @Test
  void everyKeytoolTrustsEveryPublicRootToo() throws Exception {
    PublicRoots roots = new PublicRoots(null);
    List<X509Certificate> all = new ArrayList<>(roots.certificates());
    all.add(authority.root());
    Files.write(
        folder.resolve("store"),
        stores.trustStore(all, KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED));
    for (Path keytool : CommandLine.keytools()) {
      assertThat(list(keytool, KeyStores.TRUST_STORE_PASSWORD))
          .contains("tom-jerry-s-ca-", "%d entries".formatted(roots.count() + 1))
          .doesNotContain("PrivateKeyEntry");
    }
  }

  @ParameterizedTest
  @EnumSource(TrustStoreForm.class)
  void gnutlsReadsATrustStore(TrustStoreForm form) throws Exception {
    assumeTrue(CommandLine.exists("certtool"), "certtool is not on the PATH");
    Files.write(
        folder.resolve("store"),
        stores.trustStore(List.of(authority.root()), KeyStoreType.PKCS12, form));
    CommandLine.Output output =
        CommandLine.run(
            folder,
            List.of(
                "certtool",
                "--p12-info",
                "--inder",
                "--infile",
                "store",
                "--password",
                KeyStores.TRUST_STORE_PASSWORD));
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text()).contains("BEGIN CERTIFICATE", "MAC: SHA256");
  }

  @Test
  void anEmptyTrustStoreIsReadAsOne() throws Exception {
    for (TrustStoreForm form : TrustStoreForm.values()) {
      byte[] store = stores.trustStore(List.of(), KeyStoreType.PKCS12, form);
      char[] password = KeyStores.TRUST_STORE_PASSWORD.toCharArray();
      assertThat(stores.read(store, KeyStoreType.PKCS12, password).size()).isZero();
    }
  }

  @Test
  void theSameCertificatesAreTheSameBytes() {
    List<X509Certificate> roots = List.of(authority.root());
    assertThat(stores.trustStore(roots, KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED))
        .isEqualTo(stores.trustStore(roots, KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED));
  }

  @Test
  void whatAPersonChoseIsDearerToGuessThanWhatWasDrawn() throws Exception {
    StorePassword drawn = new StorePasswords(RANDOM).generate();
    assertThat(iterations(GIVEN)).containsExactly(10_000, 10_000);
    assertThat(iterations(drawn)).containsExactly(2_048, 2_048);
  }

  /** Of the MAC, and of the private key. */
  private List<Integer> iterations(StorePassword password) throws Exception {
    TlsIdentity identity = identity(KeyAlgorithm.EC_P256);
    byte[] store = stores.keyStore(identity, KeyStoreType.PKCS12, "tls", password);
    Files.write(folder.resolve("store"), store);
    return Pattern.compile("(?:terations?|Iteration) (\\d+)")
        .matcher(openssl(password.secret().reveal()))
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }

  @Test
  void opensslReadsBothStores() throws Exception {
    Files.write(
        folder.resolve("store"),
        stores.keyStore(identity(KeyAlgorithm.EC_P256), KeyStoreType.PKCS12, "tls", GIVEN));
    assertThat(openssl(PASSWORD))
        .contains("BEGIN PRIVATE KEY", "friendlyName: tls", "PBES2", "MAC: sha256");
    Files.write(
        folder.resolve("store"),
        stores.trustStore(
            List.of(authority.root()), KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED));
    assertThat(openssl(KeyStores.TRUST_STORE_PASSWORD))
        .contains("BEGIN CERTIFICATE", "2.16.840.1.113894.746875.1.1");
  }

  @ParameterizedTest
  @EnumSource(KeyStoreType.class)
  void theEntryHoldsTheChainWithoutTheRoot(KeyStoreType type) throws Exception {
    TlsIdentity identity = identity(KeyAlgorithm.EC_P256);
    KeyStore read =
        stores.read(stores.keyStore(identity, type, "tls", GIVEN), type, PASSWORD.toCharArray());
    assertThat(List.of(read.getCertificateChain("tls"))).isEqualTo(List.copyOf(identity.chain()));
    assertThat(read.getKey("tls", PASSWORD.toCharArray())).isEqualTo(identity.privateKey());
  }

  @ParameterizedTest
  @EnumSource(KeyStoreType.class)
  void aWrongPasswordOpensNothing(KeyStoreType type) {
    byte[] store = stores.keyStore(identity(KeyAlgorithm.EC_P256), type, "tls", GIVEN);
    assertThatThrownBy(() -> stores.read(store, type, "another-password".toCharArray()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aCertificateHasTheSameAliasInEveryStore() throws Exception {
    CertificateAuthority other = issuer.newAuthority("other", KeyAlgorithm.EC_P256, 90);
    String alone = aliases(List.of(authority.root())).getFirst();
    assertThat(aliases(List.of(other.root(), authority.root()))).hasSize(2).contains(alone);
  }

  private List<String> aliases(List<X509Certificate> certificates) throws Exception {
    byte[] store =
        stores.trustStore(certificates, KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED);
    char[] password = KeyStores.TRUST_STORE_PASSWORD.toCharArray();
    return Collections.list(stores.read(store, KeyStoreType.PKCS12, password).aliases());
  }

  private TlsIdentity identity(KeyAlgorithm algorithm) {
    var names = List.of(SubjectAlternativeName.parse("app.example.org"));
    return issuer.issueServer(authority, Subject.EMPTY, names, algorithm, 30).value();
  }

  private String list(Path keytool, String password) {
    return CommandLine.run(
            folder,
            List.of(
                keytool.toString(),
                "-J-Duser.language=en",
                "-list",
                "-keystore",
                "store",
                "-storepass",
                password))
        .text();
  }

  private String openssl(String password) {
    return CommandLine.openssl(
            folder, "pkcs12", "-in", "store", "-info", "-noenc", "-passin", "pass:" + password)
        .text();
  }
}
