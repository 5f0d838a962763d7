package dev.tlsmith.certificate.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as OpenSSL and keytool make them, good and bad. */
class CertificationRequestTest {

  private static final String POINTER = "/certificate/request";
  private static final List<SubjectAlternativeName> NAMES =
      Stream.of("app.example.org", "*.apps.example.org", "192.0.2.10", "localhost")
          .map(SubjectAlternativeName::parse)
          .toList();

  @TempDir Path folder;

  private static WithWarnings<CertificationRequest> read(String pem) {
    return read(pem, Subject.EMPTY);
  }

  private static WithWarnings<CertificationRequest> read(String pem, Subject subject) {
    return CertificationRequest.read(pem, List.of(new RequestedLeaf(subject, NAMES)), POINTER);
  }

  private static List<Fault> faults(String pem) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> read(pem));
    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
    assertThat(refusal.faults()).extracting(Fault::pointer).containsOnly(POINTER);
    return refusal.faults();
  }

  private static void refused(String pem, String code, String... details) {
    assertThat(faults(pem))
        .anySatisfy(
            fault -> {
              assertThat(fault.code()).isEqualTo(code);
              for (String detail : details) {
                assertThat(fault.detail()).contains(detail);
              }
            });
  }

  private void run(String... command) {
    Output output = CommandLine.run(folder, List.of(command));
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  /** Makes a key and a request of it. */
  private String request(List<String> key, String... flags) throws Exception {
    List<String> generation = new ArrayList<>(List.of("openssl", "genpkey", "-out", "key.pem"));
    generation.addAll(key);
    run(generation.toArray(String[]::new));
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "req", "-new", "-key", "key.pem", "-out", "request.pem"));
    command.addAll(List.of(flags));
    if (!command.contains("-subj")) {
      command.addAll(List.of("-subj", "/"));
    }
    run(command.toArray(String[]::new));
    return Files.readString(folder.resolve("request.pem"));
  }

  private static List<String> ec(String curve) {
    return List.of("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve);
  }

  private static List<String> rsa(int bits) {
    return List.of("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + bits);
  }

  private static List<String> key(KeyAlgorithm algorithm) {
    return switch (algorithm) {
      case EC_P256 -> ec("P-256");
      case EC_P384 -> ec("P-384");
      case RSA_2048 -> rsa(2048);
      case RSA_3072 -> rsa(3072);
      case RSA_4096 -> rsa(4096);
      case ED25519 -> List.of("-algorithm", "ED25519");
    };
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void aRequestOfOpensslIsReadAndItsLeafVerifiesAndHasItsKey(KeyAlgorithm algorithm)
      throws Exception {
    WithWarnings<CertificationRequest> read = read(request(key(algorithm)));
    assertThat(read.warnings()).isEmpty();
    assertThat(read.value().algorithm()).isEqualTo(algorithm);

    KeyPairs keyPairs = new KeyPairs(new SecureRandom());
    var issuer = new CertificateIssuer(keyPairs, Clock.systemUTC(), new SecureRandom());
    CertificateAuthority authority = issuer.newAuthority("test", KeyAlgorithm.EC_P256, 30);
    TlsIdentity leaf =
        issuer.certifyServer(authority, Subject.EMPTY, NAMES, read.value().key(), 10).value();
    assertThat(leaf.holdsKey()).isFalse();
    Files.writeString(folder.resolve("ca.crt"), Pem.certificates(leaf.trustAnchors()));
    Files.writeString(folder.resolve("tls.crt"), Pem.certificates(leaf.chain()));
    Output verified =
        CommandLine.openssl(
            folder,
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-CAfile",
            "ca.crt",
            "tls.crt");
    assertThat(verified.text()).contains(": OK");
    String own = CommandLine.openssl(folder, "pkey", "-in", "key.pem", "-pubout").text();
    assertThat(CommandLine.openssl(folder, "x509", "-in", "tls.crt", "-noout", "-pubkey").text())
        .isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource({
    "EC,256,EC_P256",
    "EC,384,EC_P384",
    "RSA,2048,RSA_2048",
    "RSA,3072,RSA_3072",
    "Ed25519,255,ED25519",
  })
  void aRequestOfKeytoolIsRead(String type, int bits, KeyAlgorithm algorithm) throws Exception {
    String keytool = CommandLine.keytools().getFirst().toString();
    List<String> generation =
        new ArrayList<>(
            List.of(
                keytool,
                "-genkeypair",
                "-keystore",
                "s.p12",
                "-storepass",
                "changeit",
                "-alias",
                "a",
                "-dname",
                "CN=app.example.org",
                "-keyalg",
                type));
    if (!type.equals("Ed25519")) {
      generation.addAll(List.of("-keysize", String.valueOf(bits)));
    }
    run(generation.toArray(String[]::new));
    run(
        keytool,
        "-certreq",
        "-keystore",
        "s.p12",
        "-storepass",
        "changeit",
        "-alias",
        "a",
        "-file",
        "request.pem");
    WithWarnings<CertificationRequest> read = read(Files.readString(folder.resolve("request.pem")));
    assertThat(read.value().algorithm()).isEqualTo(algorithm);
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void aSignatureWithPssIsOne() throws Exception {
    String pem = request(rsa(2048), "-sha256", "-sigopt", "rsa_padding_mode:pss");
    assertThat(read(pem).value().algorithm()).isEqualTo(KeyAlgorithm.RSA_2048);
  }

  @Test
  void aRequestWhoseSignatureIsNotItsKeysIsRefused() throws Exception {
    byte[] der = der(request(ec("P-256")));
    der[der.length - 3] ^= 1; // within the signature's last number
    refused(pem(der), "request-signature", "own key", "once more");
  }

  @Test
  void aRequestThatNamesAnotherKeyThanItsSignersIsRefused() throws Exception {
    byte[] mine = der(request(ec("P-256")));
    byte[] theirs = der(request(ec("P-256")));
    byte[] key = spki(theirs);
    int at = indexOf(mine, spki(mine));
    System.arraycopy(key, 0, mine, at, key.length);
    refused(pem(mine), "request-signature");
  }

  private static byte[] spki(byte[] der) throws Exception {
    return new org.bouncycastle.pkcs.PKCS10CertificationRequest(der)
        .getSubjectPublicKeyInfo()
        .getEncoded();
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (java.util.Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not within");
  }

  @Test
  void aWeakKeyIsRefused() throws Exception {
    refused(request(rsa(1024)), "key-too-weak", "1024", "2048");
  }

  @Test
  void aWeakHashIsRefused() throws Exception {
    refused(request(rsa(2048), "-sha1"), "signature-too-weak", "SHA1", "SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-521", "RSA-2304", "ED448", "secp256k1"})
  void aKeyOfAnotherKindIsRefused(String kind) throws Exception {
    String pem =
        switch (kind) {
          case "P-521" -> request(ec("P-521"));
          case "RSA-2304" -> request(rsa(2304));
          case "ED448" -> request(List.of("-algorithm", "ED448"));
          default -> request(ec("secp256k1"));
        };
    assertThat(faults(pem))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.code())
                    .isEqualTo(kind.equals("secp256k1") ? "curve-unsupported" : "key-unsupported"));
  }

  @Test
  void namesOfTheSpecMayBeAskedFor() throws Exception {
    String names =
        "subjectAltName=DNS:APP.example.org,DNS:one.apps.example.org,DNS:*.apps.example.org,"
            + "IP:192.0.2.10";
    assertThat(read(request(ec("P-256"), "-addext", names)).warnings()).isEmpty();
  }

  @Test
  void namesBeyondTheSpecAreRefusedAndNamed() throws Exception {
    String names =
        "subjectAltName=DNS:app.example.org,DNS:evil.example.org,DNS:a.b.apps.example.org,"
            + "IP:192.0.2.11,email:a@example.org,URI:spiffe://example.org/x,DNS:*.example.org";
    refused(
        request(ec("P-256"), "-addext", names),
        "request-names",
        "'evil.example.org'",
        "'a.b.apps.example.org'",
        "'192.0.2.11'",
        "'email:a@example.org'",
        "'URI:spiffe://example.org/x'",
        "'*.example.org'",
        "'hosts'");
  }

  @Test
  void manyForeignNamesMakeAShortMessage() throws Exception {
    StringBuilder names = new StringBuilder("subjectAltName=DNS:x0.example.net");
    for (int i = 1; i < 300; i++) {
      names.append(",DNS:x").append(i).append(".example.net");
    }
    Fault fault = faults(request(ec("P-256"), "-addext", names.toString())).getFirst();
    assertThat(fault.detail()).contains("and 290 more").hasSizeLessThan(1000);
  }

  @Test
  void aRequestForACaMakesAServerCertificateAndSaysSo() throws Exception {
    String pem =
        request(
            ec("P-256"),
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "extendedKeyUsage=clientAuth,codeSigning",
            "-addext",
            "keyUsage=keyCertSign");
    assertThat(read(pem).warnings())
        .extracting(Warning::code, Warning::message)
        .containsExactly(
            tuple(
                "request-extensions-ignored",
                "the request asks for basicConstraints, extendedKeyUsage, keyUsage, which is not"
                    + " copied: the certificate is a server's and no CA; leave it out of the"
                    + " request"));
  }

  @Test
  void theSubjectIsTheSpecsAndAnotherOneIsPointedOut() throws Exception {
    String pem = request(ec("P-256"), "-subj", "/O=Evil/CN=evil.example.org");
    assertThat(read(pem).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo("request-subject-ignored");
              assertThat(warning.message()).contains("CN=evil.example.org,O=Evil");
            });
    Subject same = new Subject("evil.example.org", "Evil", null, null, null, null);
    assertThat(read(pem, same).warnings()).isEmpty();
    assertThat(read(request(ec("P-256"), "-subj", "/CN=App.example.org")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no pem", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA"})
  void whatIsNoPemIsRefused(String text) {
    assertThat(faults(text)).singleElement().extracting(Fault::code).asString().startsWith("pem-");
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    refused(pem(new byte[] {0x30, 0}), "request-unreadable", "openssl req -new");
    refused(pem(new byte[3000]), "request-unreadable");
    byte[] der = der(request(ec("P-256")));
    refused(pem(java.util.Arrays.copyOf(der, der.length - 9)), "request-unreadable");
    String certificate = pem(der).replace("CERTIFICATE REQUEST", "CERTIFICATE");
    refused(certificate, "request-count", "0 certificate requests");
    refused(pem(der) + pem(der), "request-count", "2 certificate requests");
  }

  @Test
  void aPrivateKeyBesideTheRequestIsRefusedAndNotRepeated() throws Exception {
    String request = request(ec("P-256"));
    String key = Files.readString(folder.resolve("key.pem"));
    List<Fault> faults = faults(key + request);
    assertThat(faults).extracting(Fault::code).containsExactly("private-key-in-request");
    assertThat(faults.getFirst().detail())
        .doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void randomDamageIsNeverAnythingButARefusal() throws Exception {
    byte[] good = der(request(ec("P-256"), "-addext", "subjectAltName=DNS:app.example.org"));
    java.util.Random random = new java.util.Random(20_261_125);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] der = good.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        der[random.nextInt(der.length)] = (byte) random.nextInt(256);
      }
      try {
        read(pem(der));
      } catch (InvalidSpecException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1900);
  }

  @Test
  void theAlgorithmOfARequestIsKnownBeforeItIsJudged() throws Exception {
    assertThat(CertificationRequest.algorithm(request(ec("P-384")))).contains(KeyAlgorithm.EC_P384);
    assertThat(CertificationRequest.algorithm(request(rsa(1024)))).isEmpty();
    assertThat(CertificationRequest.algorithm("nothing")).isEmpty();
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
  }
}
