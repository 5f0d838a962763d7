package dev.tlsmith.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void opensslReadsAnEncryptedKeyAndFindsTheSamePublicKey(KeyAlgorithm algorithm) throws Exception {
    var pair = KEYS.generate(algorithm);
    Files.writeString(folder.resolve("plain.pem"), Pem.privateKey(pair.getPrivate()));
    Files.writeString(
        folder.resolve("encrypted.pem"),
        Pem.encryptedPrivateKey(pair.getPrivate(), "geheim".toCharArray()));
    String plain = openssl("pkey -in plain.pem -pubout");
    assertThat(plain).startsWith("-----BEGIN PUBLIC KEY-----");
    assertThat(openssl("pkey -in encrypted.pem -passin pass:geheim -pubout")).isEqualTo(plain);
    assertThat(openssl("pkey -in encrypted.pem -passin pass:falsch -pubout"))
        .doesNotContain("BEGIN");
    assertThat(openssl("asn1parse -in encrypted.pem"))
        .contains("PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc");
  }

  @Test
  void fingerprintsAndSerialNumberAreThoseOfOpenssl() throws Exception {
    var certificate =
        new CertificateIssuer(KEYS, Clock.systemUTC(), new SecureRandom())
            .newAuthority("app", KeyAlgorithm.EC_P256, 10)
            .certificate();
    Files.writeString(folder.resolve("ca.pem"), Pem.certificates(List.of(certificate)));
    assertThat(openssl("x509 -in ca.pem -noout -fingerprint -sha256").strip())
        .endsWith("=" + Pem.sha256Fingerprint(certificate));
    assertThat(openssl("x509 -in ca.pem -noout -fingerprint -sha1").strip())
        .endsWith("=" + Pem.sha1Fingerprint(certificate));
    assertThat(openssl("x509 -in ca.pem -noout -serial").strip().toUpperCase(Locale.ROOT))
        .isEqualTo("SERIAL=" + Pem.serialNumber(certificate).replace(":", ""));
  }

  @Test
  void theSummaryDescribesTheCertificate() {
    var certificate =
        new CertificateIssuer(KEYS, Clock.systemUTC(), new SecureRandom())
            .newAuthority("app", KeyAlgorithm.EC_P384, 10)
            .certificate();
    CertificateSummary summary = CertificateSummary.of(certificate);
    assertThat(summary.subject()).startsWith("CN=app CA ").isEqualTo(summary.issuer());
    assertThat(summary.keyAlgorithm()).isEqualTo("EC_P384");
    assertThat(summary.notAfter()).isEqualTo(certificate.getNotAfter().toInstant());
    assertThat(summary.subjectAlternativeNames()).isEmpty();
  }

  private String openssl(String command) {
    return CommandLine.openssl(folder, command.split(" ")).text();
  }
}
