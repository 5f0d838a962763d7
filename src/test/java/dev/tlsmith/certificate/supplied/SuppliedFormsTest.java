package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which people have certificates and keys; openssl makes them. */
class SuppliedFormsTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SubjectAlternativeName HOST =
      SubjectAlternativeName.parse("app.example.org");

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final CertificateIssuer issuer =
      new CertificateIssuer(new KeyPairs(RANDOM), Clock.systemUTC(), RANDOM);

  @TempDir Path folder;
  private CertificateAuthority authority;
  private TlsIdentity identity;
  private String certificates;

  @BeforeEach
  void makeAnIdentity() throws Exception {
    use(KeyAlgorithm.EC_P256);
  }

  private void use(KeyAlgorithm algorithm) throws Exception {
    authority = issuer.newAuthority("app", algorithm, 900);
    identity = issuer.issueServer(authority, Subject.EMPTY, List.of(HOST), algorithm, 397).value();
    certificates =
        Pem.certificates(List.of(identity.leaf())) + Pem.certificates(identity.trustAnchors());
    Files.writeString(folder.resolve("key.pem"), Pem.privateKey(identity.privateKey()));
    Files.writeString(folder.resolve("leaf.pem"), Pem.certificates(identity.chain()));
    Files.writeString(folder.resolve("ca.pem"), Pem.certificates(identity.trustAnchors()));
  }

  @ParameterizedTest
  @CsvSource({
    "EC_P256, pkey -in key.pem -out out",
    "EC_P256, ec -in key.pem -out out",
    "EC_P384, ec -in key.pem -out out",
    "RSA_2048, rsa -traditional -in key.pem -out out",
    "RSA_2048, pkey -in key.pem -out out",
    "ED25519, pkey -in key.pem -out out",
  })
  void aPlainKeyOfAnyFormIsRead(KeyAlgorithm algorithm, String command) throws Exception {
    use(algorithm);
    assertRead(read(openssl(command), null));
  }

  @ParameterizedTest
  @CsvSource({
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -v2 aes-256-cbc",
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -v2 aes-128-cbc -v2prf"
        + " hmacWithSHA1",
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -v2 des3",
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -iter 900000",
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -scrypt",
    "EC_P256, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim -v1 PBE-SHA1-3DES",
    "RSA_2048, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim",
    "ED25519, pkcs8 -topk8 -in key.pem -out out -passout pass:geheim",
    "RSA_2048, rsa -traditional -aes256 -in key.pem -out out -passout pass:geheim",
    "RSA_2048, rsa -traditional -des3 -in key.pem -out out -passout pass:geheim",
    "EC_P256, ec -aes128 -in key.pem -out out -passout pass:geheim",
  })
  void anEncryptedKeyOfAnyFormIsRead(KeyAlgorithm algorithm, String command) throws Exception {
    use(algorithm);
    assertRead(read(openssl(command), "geheim"));
  }

  @Test
  void aPassphraseOutsideAsciiIsReadAsUtf8() throws Exception {
    Files.writeString(folder.resolve("pass"), "gehëim");
    assertRead(read(openssl("pkcs8 -topk8 -in key.pem -out out -passout file:pass"), "gehëim"));
  }

  @Test
  void curveParametersBeforeTheKeyDoNoHarm() throws Exception {
    String parameters = openssl("ecparam -name prime256v1 -out out");
    assertRead(read(parameters + openssl("ec -in key.pem -out out"), null));
  }

  @Test
  void theTextThatOpensslPrintsAroundTheBlocksDoesNoHarm() throws Exception {
    String leaf = openssl("x509 -text -in leaf.pem -out out");
    String ca = openssl("x509 -text -in ca.pem -out out");
    assertThat(leaf).contains("Subject Alternative Name");
    assertRead(read(leaf + ca, openssl("pkey -text -in key.pem -out out"), null));
  }

  @Test
  void bagAttributesDoNoHarm() throws Exception {
    openssl("pkcs12 -export -inkey key.pem -in leaf.pem -certfile ca.pem -out out -passout pass:x");
    Files.move(folder.resolve("out"), folder.resolve("in.p12"));
    String all = openssl("pkcs12 -in in.p12 -nodes -passin pass:x -out out");
    assertThat(all).contains("Bag Attributes");
    String keys = all.substring(all.indexOf("-----BEGIN PRIVATE"), all.indexOf("-----END PRIVATE"));
    assertRead(read(all.replace(keys, "").replace("-----END PRIVATE KEY-----", ""), all, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n\n", "\n   ", ""})
  void lineEndsOfAnyKindAndNoneAreRead(String lineEnd) throws Exception {
    String key = Pem.privateKey(identity.privateKey());
    assertRead(read(certificates.replace("\n", lineEnd), key.replace("\n", lineEnd), null));
  }

  @Test
  void certificatesAreReadInAnyOrderAndAsOftenAsTheyCome() throws Exception {
    CertificateAuthority ca = chainOfThree();
    TlsIdentity made =
        issuer.issueServer(ca, Subject.EMPTY, List.of(HOST), KeyAlgorithm.EC_P256, 90).value();
    List<String> blocks = new ArrayList<>();
    made.chain().forEach(c -> blocks.add(Pem.certificates(List.of(c))));
    blocks.add(Pem.certificates(made.trustAnchors()));
    blocks.addAll(List.copyOf(blocks));
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(blocks, new Random(seed));
      TlsIdentity read =
          read(String.join("", blocks), Pem.privateKey(made.privateKey()), null).value();
      assertThat(read.chain()).as("seed %d", seed).isEqualTo(made.chain());
      assertThat(read.trustAnchors()).isEqualTo(made.trustAnchors());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-keypbe AES-256-CBC -certpbe AES-256-CBC -iter 600000",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
        "-certpbe NONE",
        "-nomac",
        "-legacy",
        "-keyex -name tls",
      })
  void aPkcs12FileOfAnyKindIsRead(String options) throws Exception {
    openssl(
        "pkcs12 -export -inkey key.pem -in leaf.pem -certfile ca.pem -out out -passout pass:geheim "
            + options);
    assertRead(readPkcs12(base64("out"), "geheim"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-keypbe NONE -certpbe NONE -nomac",
        "-keypbe NONE -certpbe NONE",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES"
      })
  void aPkcs12FileWithoutPassphraseIsRead(String options) throws Exception {
    openssl(
        "pkcs12 -export -inkey key.pem -in leaf.pem -certfile ca.pem -out out -passout pass: "
            + options);
    assertRead(readPkcs12(base64("out"), null));
    assertRead(readPkcs12(base64("out"), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-J-Dkeystore.pkcs12.legacy"})
  void aPkcs12FileOfEveryKeytoolIsRead(String option) throws Exception {
    openssl(
        "pkcs12 -export -inkey key.pem -in leaf.pem -certfile ca.pem -out in.p12 -passout"
            + " pass:geheim");
    for (Path keytool : CommandLine.keytools()) {
      Files.deleteIfExists(folder.resolve("out.p12"));
      List<String> command = new ArrayList<>(List.of(keytool.toString(), "-importkeystore"));
      command.addAll(List.of("-srckeystore", "in.p12", "-srcstorepass", "geheim"));
      command.addAll(List.of("-destkeystore", "out.p12", "-deststorepass", "geheim"));
      command.addAll(List.of("-deststoretype", "PKCS12"));
      if (!option.isEmpty()) {
        command.add(option);
      }
      assertThat(CommandLine.run(folder, command).exitCode()).isZero();
      assertRead(readPkcs12(base64("out.p12"), "geheim"));
    }
  }

  @Test
  void aCaComesBackAsItWasHandedOut() {
    var source =
        new SuppliedAuthority(
            Pem.certificates(authority.chain()),
            Secret.of(Pem.encryptedPrivateKey(authority.privateKey(), "geheim".toCharArray())),
            Secret.of("geheim"));
    var read = supplied.readAuthority(source, "/certificate");
    assertThat(read.value().chain()).isEqualTo(authority.chain());
    assertThat(number(read.value().privateKey())).isEqualTo(number(authority.privateKey()));
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void aPassphraseForAPlainKeyIsAWarning() throws Exception {
    var read = read(Pem.privateKey(identity.privateKey()), "needless");
    assertThat(read.warnings()).extracting(Warning::code).containsExactly("passphrase-unused");
  }

  private CertificateAuthority chainOfThree() throws Exception {
    var keyPairs = new KeyPairs(RANDOM);
    var rootKeys = keyPairs.generate(KeyAlgorithm.EC_P256);
    var root = OddCertificate.authority("CN=root", rootKeys).selfSigned();
    var upperKeys = keyPairs.generate(KeyAlgorithm.EC_P256);
    var upper = OddCertificate.authority("CN=upper", upperKeys).signedBy(root, rootKeys);
    var lowerKeys = keyPairs.generate(KeyAlgorithm.EC_P256);
    var lower = OddCertificate.authority("CN=lower", lowerKeys).signedBy(upper, upperKeys);
    return new CertificateAuthority(List.of(lower, upper, root), lowerKeys.getPrivate());
  }

  private void assertRead(WithWarnings<TlsIdentity> read) {
    assertThat(read.value().chain()).isEqualTo(identity.chain());
    assertThat(read.value().trustAnchors()).isEqualTo(identity.trustAnchors());
    assertThat(number(read.value().privateKey())).isEqualTo(number(identity.privateKey()));
    boolean edwards = read.value().privateKey() instanceof EdECPrivateKey;
    assertThat(read.warnings())
        .extracting(Warning::code)
        .isEqualTo(edwards ? List.of("ed25519-in-browsers") : List.of());
  }

  /** The secret itself: encodings of one key differ in what stands beside it. */
  private static Object number(PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec -> ec.getS();
      case RSAPrivateKey rsa -> rsa.getPrivateExponent();
      case EdECPrivateKey ed -> HexFormat.of().formatHex(ed.getBytes().orElseThrow());
      default -> throw new IllegalArgumentException(key.getAlgorithm());
    };
  }

  private WithWarnings<TlsIdentity> read(String key, @Nullable String passphrase) {
    return read(certificates, key, passphrase);
  }

  private WithWarnings<TlsIdentity> read(
      String certificates, String key, @Nullable String passphrase) {
    var source =
        new SuppliedCertificate(
            certificates,
            Secret.of(key),
            null,
            passphrase == null ? null : Secret.of(passphrase),
            null);
    return supplied.readIdentity(source, List.of(HOST), "/certificate", List.of());
  }

  private WithWarnings<TlsIdentity> readPkcs12(String base64, @Nullable String passphrase) {
    var source =
        new SuppliedCertificate(
            null, null, Secret.of(base64), passphrase == null ? null : Secret.of(passphrase), null);
    return supplied.readIdentity(source, List.of(HOST), "/certificate", List.of());
  }

  private String base64(String file) throws Exception {
    return Base64.getMimeEncoder().encodeToString(Files.readAllBytes(folder.resolve(file))) + "\n";
  }

  private String openssl(String command) throws Exception {
    var output = CommandLine.openssl(folder, command.strip().split(" +"));
    assertThat(output.exitCode()).as(output.text()).isZero();
    Path out = folder.resolve("out");
    return Files.exists(out) && !command.contains("-export") ? Files.readString(out) : "";
  }
}
