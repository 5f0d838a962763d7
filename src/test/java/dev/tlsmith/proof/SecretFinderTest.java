package dev.tlsmith.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.proof.SecretFinder.Finding;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TrustStoreForm;
import dev.tlsmith.support.CommandLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFinderTest {

  private static final Secret PASSWORD = Secret.of("Zm9yLXRoZS1zdG9yZXM-of-mine");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyStores STORES = new KeyStores(new PublicRoots(null), RANDOM);
  private static final CertificateIssuer ISSUER =
      new CertificateIssuer(new KeyPairs(RANDOM), Clock.systemUTC(), RANDOM);
  private static final CertificateAuthority AUTHORITY =
      ISSUER.newAuthority("app", KeyAlgorithm.EC_P256, 900);
  private static final PrivateKey KEY = AUTHORITY.privateKey();
  private static final String PEM = Pem.privateKey(KEY);

  private final SecretFinder finder = new SecretFinder(List.of(PASSWORD));

  static List<Named<byte[]>> privateKeys() {
    byte[] der = KEY.getEncoded();
    return List.of(
        named("PEM", ascii(PEM)),
        named("PEM in CRLF", ascii(PEM.replace("\n", "\r\n"))),
        named("PEM in UTF-16", PEM.getBytes(StandardCharsets.UTF_16)),
        named("encrypted PEM", ascii(encryptedPem())),
        named("PEM in a YAML block", ascii("key: |\n" + PEM.indent(4))),
        named("PEM in a JSON text", ascii("{\"key\":\"" + PEM.replace("\n", "\\n") + "\"}")),
        named("PEM in JSON in JSON", ascii("\"" + PEM.replace("\n", "\\\\n") + "\"")),
        named("PEM on one line", ascii("export KEY='" + PEM.replace("\n", " ") + "'")),
        named("PEM that is cut off", ascii(PEM.substring(0, PEM.length() - 60))),
        named("PEM in a Secret", ascii("data:\n  tls.key: " + base64(ascii(PEM)))),
        named("DER", der),
        named("DER in base64", ascii("tls.key: " + base64(der) + "\n")),
        named("DER in base64url", ascii("{\"k\":\"" + url(der) + "\"}")),
        named("DER in wrapped base64", ascii("k: |\n" + wrapped(der).indent(2) + "next: 1\n")),
        named("DER in escaped base64", ascii(wrapped(der).replace("\n", "\\n"))),
        named("a key in a Secret in a Secret", ascii(base64(ascii("k: " + base64(ascii(PEM)))))),
        named("PKCS#12 with a key", keyStore(KeyStoreType.PKCS12)),
        named("JKS with a key", keyStore(KeyStoreType.JKS)),
        named("PKCS#12 in a Secret", ascii("k: " + base64(keyStore(KeyStoreType.PKCS12)))),
        named("a JSON Web Key", ascii("{\"kty\":\"OKP\",\"d\":\"" + url(new byte[32]) + "\"}")));
  }

  @ParameterizedTest
  @MethodSource("privateKeys")
  void aPrivateKeyIsFoundInEveryForm(byte[] content) throws IOException {
    assertThat(finder.find("a/file", content)).map(Finding::password).contains(false);
    byte[] archive = gzip(tar(Map.of("inner/file", gzip(tar(Map.of("deep", content))))));
    assertThat(finder.find("a.tgz", archive))
        .map(Finding::path)
        .contains("a.tgz!/inner/file!/deep");
    assertThat(finder.find("a.zip", zip("inner", content))).isPresent();
    assertThatThrownBy(() -> finder.requireNone(Map.of("fine", ascii("fine"), "bad", content)))
        .isInstanceOf(ProofFailedException.class)
        .hasMessageContaining("'bad' holds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genpkey -algorithm RSA -out key",
        "genrsa -traditional -out key",
        "genrsa -traditional -aes128 -passout pass:secret -out key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -outform DER -out key",
        "ecparam -name prime256v1 -genkey -noout -outform DER -out key",
        "genpkey -algorithm ED25519 -out key",
        "genpkey -algorithm ED25519 -aes256 -pass pass:secret -out key",
        "genrsa -traditional -out key.pem :: rsa -in key.pem -traditional -outform DER -out key",
        "genpkey -algorithm RSA -out key.pem :: pkcs8 -in key.pem -topk8 -outform DER"
            + " -passout pass:secret -out key",
        "req -x509 -newkey ed25519 -nodes -subj /CN=a -keyout key.pem -out crt.pem :: pkcs12"
            + " -export -inkey key.pem -in crt.pem -passout pass:unknown-one -out key",
        "req -x509 -newkey ed25519 -nodes -subj /CN=a -keyout key.pem -out crt.pem :: pkcs12"
            + " -export -inkey key.pem -in crt.pem -keypbe NONE -certpbe NONE -passout pass: -out"
            + " key"
      })
  void aKeyThatOpensslWritesIsFound(String commands, @TempDir Path folder) throws IOException {
    for (String command : commands.split(" :: ", -1)) {
      var output = CommandLine.openssl(folder, command.split(" ", -1));
      assertThat(output.exitCode()).as(output.text()).isZero();
    }
    assertThat(finder.find("key", Files.readAllBytes(folder.resolve("key")))).isPresent();
  }

  static List<Named<byte[]>> passwords() {
    String word = PASSWORD.reveal();
    return List.of(
        named("plain", ascii("password: " + word)),
        named("in a Secret", ascii("password: " + base64(ascii(word)))),
        named("in the midst of base64", ascii(base64(ascii("a: 1\npassword: " + word)))),
        named("in an archive", gzip(ascii(word))));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void aPasswordThatIsKnownIsFoundAndNeverRepeated(byte[] content) {
    Optional<Finding> finding = finder.find("values.yaml", content);
    assertThat(finding).map(Finding::password).contains(true);
    assertThat(finding.orElseThrow().toString()).doesNotContain(PASSWORD.reveal());
    assertThat(new SecretFinder(List.of()).find("values.yaml", content)).isEmpty();
  }

  static List<Named<byte[]>> publicFiles() {
    TlsIdentity server = new TlsIdentity(KEY, List.of(AUTHORITY.root()), List.of(AUTHORITY.root()));
    String certificate = Pem.certificates(server.chain());
    return List.of(
        named("a certificate", ascii(certificate)),
        named("a certificate in base64", ascii("ca.crt: " + base64(ascii(certificate)))),
        named("a public key", AUTHORITY.root().getPublicKey().getEncoded()),
        named("prose", ascii("begins with -----BEGIN PRIVATE KEY-----, and goes on at length.")),
        named("a placeholder", ascii("-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE")),
        named("an instruction", ascii("-----BEGIN RSA PRIVATE KEY-----\n<paste your key here>\n")),
        named("a template", ascii("{{- printf \"-----BEGIN %s PRIVATE KEY-----\" .Values.k }}")),
        named("a digest", ascii("sha256: " + "H4sIAAAAAAAA".repeat(4))),
        named("the conventional password", ascii("-Djavax.net.ssl.trustStorePassword=changeit")),
        named("trust stores", trustStore(KeyStoreType.PKCS12, TrustStoreForm.AUTHENTICATED)),
        named("encrypted trust store", trustStore(KeyStoreType.PKCS12, TrustStoreForm.ENCRYPTED)),
        named("JKS trust store", trustStore(KeyStoreType.JKS, TrustStoreForm.ENCRYPTED)),
        named("nothing", new byte[0]));
  }

  @ParameterizedTest
  @MethodSource("publicFiles")
  void whatAnyoneMayHaveIsNoSecret(byte[] content) {
    SecretFinder conventional = new SecretFinder(List.of(Secret.of("changeit"), PASSWORD));
    assertThat(conventional.find("file", content)).isEmpty();
    assertThat(conventional.find("file.tgz", gzip(content))).isEmpty();
  }

  @Test
  void aShortPassphraseIsNotTakenForAWordOfTheFile() {
    assertThat(new SecretFinder(List.of(Secret.of("a"), Secret.of(""))).find("file", ascii("a")))
        .isEmpty();
  }

  @Test
  void anArchiveThatNobodyCanLookIntoCountsAsASecret() throws IOException {
    byte[] nested = ascii("nothing");
    for (int i = 0; i < 20; i++) {
      nested = gzip(nested);
    }
    assertThat(finder.find("nested.gz", nested)).isPresent();
    byte[] broken = gzip(ascii("nothing ".repeat(99)));
    assertThat(finder.find("broken.gz", Arrays.copyOf(broken, broken.length / 2))).isPresent();
    assertThat(finder.find("large.gz", gzip(new byte[129 << 20])))
        .map(Finding::what)
        .contains("archives of more than 128 MiB, which are not looked into");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static String url(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  private static String wrapped(byte[] content) {
    return Base64.getMimeEncoder(64, ascii("\n")).encodeToString(content);
  }

  private static String encryptedPem() {
    return Pem.encryptedPrivateKey(KEY, PASSWORD.characters());
  }

  private static byte[] keyStore(KeyStoreType type) {
    TlsIdentity identity =
        new TlsIdentity(KEY, List.of(AUTHORITY.root()), List.of(AUTHORITY.root()));
    return STORES.keyStore(identity, type, "tls", StorePassword.ofTheMoment("another-password"));
  }

  private static byte[] trustStore(KeyStoreType type, TrustStoreForm form) {
    return STORES.trustStore(List.of(AUTHORITY.root()), type, form);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }
}
