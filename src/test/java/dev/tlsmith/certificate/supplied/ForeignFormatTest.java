package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read is called by its name, and the message has the command that converts it. */
class ForeignFormatTest {

  private static final SubjectAlternativeName HOST =
      SubjectAlternativeName.parse("app.example.org");

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final KeyPair keys = new KeyPairs(new SecureRandom()).generate(KeyAlgorithm.RSA_2048);
  private String certificates = "";

  @TempDir Path folder;

  @BeforeEach
  void makeAnIdentity() throws Exception {
    var leaf = OddCertificate.server("app.example.org", keys).selfSigned();
    certificates = Pem.certificates(List.of(leaf));
    Files.writeString(folder.resolve("key.pem"), Pem.privateKey(keys.getPrivate()));
    Files.writeString(folder.resolve("chain.pem"), certificates);
  }

  @ParameterizedTest
  @CsvSource({
    "rc2-cbc, RC2-CBC (1.2.840.113549.3.2)",
    "rc2-40-cbc, RC2-CBC (1.2.840.113549.3.2)",
    "aria-256-cbc, 1.2.410.200046.1.1.12",
    "bf-cbc, 1.3.6.1.4.1.3029.1.2",
    "sm4-cbc, 1.2.156.10197.1.104.2",
  })
  void aCipherThatIsNotSupportedIsNamedAndThePassphraseIsNotBlamed(String cipher, String name)
      throws Exception {
    String key = openssl("pkcs8 -topk8 -v2 %s -in key.pem -out out -passout pass:geheim", cipher);
    Fault fault = refused(key, "geheim");
    assertThat(fault.code()).isEqualTo("encryption-unsupported");
    assertThat(fault.pointer()).isEqualTo("/certificate/privateKey");
    assertThat(fault.detail()).contains(name, "openssl pkcs8 -topk8 -v2 aes-256-cbc");
  }

  @ParameterizedTest
  @CsvSource({"PBE-MD5-RC2-64, PBE with MD5 and RC2", "PBE-SHA1-RC2-64, PBE with SHA-1 and RC2"})
  void anOldSchemeThatIsNotSupportedIsNamed(String scheme, String name) throws Exception {
    String key = openssl("pkcs8 -topk8 -v1 %s -in key.pem -out out -passout pass:geheim", scheme);
    assertThat(refused(key, "geheim").detail()).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs8 -topk8 -v1 PBE-MD5-DES",
        "pkcs8 -topk8 -v1 PBE-SHA1-RC2-40",
        "pkcs8 -topk8 -v1 PBE-SHA1-RC4-128",
        "pkcs8 -topk8 -v2 des-cbc",
        "pkcs8 -topk8 -v2 camellia-256-cbc",
        "pkcs8 -topk8 -v2 seed-cbc",
        "pkcs8 -topk8 -v2 cast5-cbc",
        "pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512-256",
        "rsa -traditional -rc2-cbc",
        "rsa -traditional -aes-256-cfb",
        "rsa -traditional -bf-cbc",
      })
  void whatWasReadBeforeIsStillRead(String command) throws Exception {
    String key = openssl("%s -in key.pem -out out -passout pass:geheim", command);
    assertThat(read(key, "geheim").warnings()).isEmpty();
  }

  @Test
  void aPseudorandomFunctionThatIsNotSupportedIsNamed() throws Exception {
    String key =
        openssl(
            "pkcs8 -topk8 -v2 aes-256-cbc -v2prf %s -in key.pem -out out -passout pass:geheim",
            "hmacWithMD5");
    assertThat(refused(key, "geheim").detail()).contains("HMAC with MD5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"camellia-256-cbc", "seed-cbc", "cast5-cbc"})
  void anOldPemCipherThatIsNotSupportedIsNamed(String cipher) throws Exception {
    String key = openssl("rsa -traditional -%s -in key.pem -out out -passout pass:geheim", cipher);
    Fault fault = refused(key, "geheim");
    assertThat(fault.code()).isEqualTo("encryption-unsupported");
    assertThat(fault.detail()).containsIgnoringCase(cipher);
  }

  @Test
  void theConversionsOfTheMessagesWork() throws Exception {
    openssl("pkcs8 -topk8 -v2 %s -in key.pem -out rc2.pem -passout pass:geheim", "rc2-cbc");
    openssl(
        "pkcs8 -topk8 -v2 %s -in rc2.pem -out out -passin pass:geheim -passout pass:geheim",
        "aes-256-cbc");
    String converted = Files.readString(folder.resolve("out"));
    assertThat(read(converted, "geheim").warnings()).isEmpty();
  }

  @Test
  void aPkcs12FileUnderACipherThatIsNotSupportedIsSaidToBeSo() throws Exception {
    openssl(
        "pkcs12 -export -legacy -keypbe %s -certpbe aes-256-cbc -inkey key.pem -in chain.pem -out"
            + " out -passout pass:geheim",
        "rc2-cbc");
    Fault fault = refusedPkcs12(bytes("out"), "geheim");
    assertThat(fault.pointer()).isEqualTo("/certificate/pkcs12");
    assertThat(fault.detail()).contains("RC2-CBC", "openssl pkcs12 -legacy");
  }

  @ParameterizedTest
  @CsvSource({"JKS, JKS", "JCEKS, JCEKS"})
  void anOtherKeyStoreIsNamedAndConvertedByKeytool(String type, String name) throws Exception {
    openssl("pkcs12 -export -inkey key.pem -in %s -out k.p12 -passout pass:geheim", "chain.pem");
    CommandLine.run(
        folder,
        List.of(
            CommandLine.keytools().getFirst().toString(),
            "-importkeystore",
            "-srckeystore",
            "k.p12",
            "-srcstorepass",
            "geheim",
            "-destkeystore",
            "k.store",
            "-deststoretype",
            type,
            "-deststorepass",
            "geheim"));
    assertThat(refusedPkcs12(bytes("k.store"), "geheim").detail())
        .contains("type " + name, "keytool -importkeystore");
  }

  @Test
  void whatIsSentAsAPkcs12FileAndIsNoneIsNamed() throws Exception {
    openssl("x509 -in %s -outform DER -out c.der", "chain.pem");
    openssl("pkcs8 -topk8 -nocrypt -in %s -outform DER -out k.der", "key.pem");
    openssl("crl2pkcs7 -nocrl -certfile %s -outform DER -out c.p7b", "chain.pem");
    assertThat(refusedPkcs12(bytes("c.der"), null).detail()).contains("certificate in DER");
    assertThat(refusedPkcs12(bytes("k.der"), null).detail()).contains("private key in DER");
    assertThat(refusedPkcs12(bytes("c.p7b"), null).detail()).contains("PKCS#7");
    assertThat(refusedPkcs12(bytes("chain.pem"), null).detail()).contains("it is PEM");
    assertThat(refusedPkcs12(certificates, null).detail()).contains("it is PEM");
  }

  @Test
  void whatIsSentAsAKeyAndIsNoneIsNamed() throws Exception {
    String publicKey = openssl("pkey -in %s -pubout -out out", "key.pem");
    String request = openssl("req -new -key %s -subj /CN=a -out out", "key.pem");
    String curve = openssl("ecparam -name %s -out out", "prime256v1");
    assertThat(refused(publicKey, null).detail()).contains("it is the public key");
    assertThat(refused(request, null).detail()).contains("it is a certificate request");
    assertThat(refused(curve, null).detail()).contains("it is the name of a curve alone");
    assertThat(refused(certificates, null).detail()).contains("it is a certificate");
    assertThat(refused(block("PGP PRIVATE KEY BLOCK"), null).detail()).contains("OpenPGP");
    assertThat(refused(block("OPENSSH PRIVATE KEY"), null).detail()).contains("ssh-keygen -p");
    assertThat(refused("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none", null).detail())
        .contains("puttygen");
    assertThat(refused("{\"kty\":\"RSA\",\"n\":\"AQAB\"}", null).detail()).contains("JSON Web Key");
    assertThat(refused(Base64.getEncoder().encodeToString(bytes("key.pem")), null).code())
        .isEqualTo("pem-missing");
  }

  @Test
  void byteOrderMarksOtherSpacesAndTextAroundDoNoHarm() throws Exception {
    String key = Files.readString(folder.resolve("key.pem"));
    List<String> forms = new ArrayList<>();
    forms.add("\uFEFF" + key);
    forms.add(key.replace("\n", "\r\n"));
    forms.add(key.replace("\n", "\r\n\r\n"));
    forms.add("\uFEFFBag Attributes\n    friendlyName: a\nKey Attributes: <No Attributes>\n" + key);
    forms.add(key.replace("BEGIN PRIVATE", "BEGIN\u00A0PRIVATE").replace("\n", "\u00A0\n\u200B"));
    forms.add("Dear colleague,\n\n" + key + "\n\nKind regards -- Jo\uFEFF");
    for (String form : forms) {
      assertThat(read(form, null).warnings()).isEmpty();
    }
    certificates = "\uFEFF" + certificates.replace("\n", "\u00A0\r\n") + "\uFEFF";
    assertThat(read(key, null).warnings()).isEmpty();
  }

  private static String block(String label) {
    return "-----BEGIN %1$s-----\nAAAA\n-----END %1$s-----\n".formatted(label);
  }

  private byte[] bytes(String file) throws Exception {
    return Files.readAllBytes(folder.resolve(file));
  }

  private String openssl(String command, String argument) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command.formatted(argument).split(" ")));
    if (List.of("pkcs8", "rsa").contains(arguments.getFirst())) {
      arguments.addAll(1, List.of("-provider", "legacy", "-provider", "default"));
    }
    var output = CommandLine.openssl(folder, arguments.toArray(String[]::new));
    assertThat(output.exitCode()).as(output.text()).isZero();
    Path out = folder.resolve("out");
    return Files.exists(out) && !command.contains("pkcs12") ? Files.readString(out) : "";
  }

  private WithWarnings<TlsIdentity> read(String key, @Nullable String passphrase) {
    return read(
        new SuppliedCertificate(certificates, Secret.of(key), null, secret(passphrase), null));
  }

  private WithWarnings<TlsIdentity> read(SuppliedCertificate source) {
    return supplied.readIdentity(source, List.of(HOST), "/certificate", List.of());
  }

  private Fault refused(String key, @Nullable String passphrase) {
    return refused(
        new SuppliedCertificate(certificates, Secret.of(key), null, secret(passphrase), null));
  }

  private Fault refusedPkcs12(byte[] file, @Nullable String passphrase) {
    return refusedPkcs12(Base64.getEncoder().encodeToString(file), passphrase);
  }

  private Fault refusedPkcs12(String text, @Nullable String passphrase) {
    return refused(new SuppliedCertificate(null, null, Secret.of(text), secret(passphrase), null));
  }

  private Fault refused(SuppliedCertificate source) {
    var refusal = catchThrowableOfType(InvalidSpecException.class, () -> read(source));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults()).hasSize(1);
    return refusal.faults().getFirst();
  }

  private static @Nullable Secret secret(@Nullable String text) {
    return text == null ? null : Secret.of(text);
  }
}
