package dev.tlsmith.certificate.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our idea of a strict chain is openssl's. */
class StrictProfileTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());
  private static final Map<String, UnaryOperator<OddCertificate>> CHANGES =
      Map.of(
          "nothing", certificate -> certificate,
          "no key identifiers", OddCertificate::withoutKeyIdentifiers,
          "no keyUsage", certificate -> certificate.without(Extension.keyUsage),
          "basicConstraints not critical",
              certificate ->
                  certificate.with(Extension.basicConstraints, false, new BasicConstraints(true)),
          "keyCertSign on whatever it is",
              certificate ->
                  certificate.with(
                      Extension.keyUsage,
                      true,
                      new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature)));

  @TempDir Path folder;

  static Stream<String> changes() {
    return CHANGES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void opensslAgreesAboutAChangedRoot(String change) throws Exception {
    KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var root = changed(change, OddCertificate.authority("CN=root", rootKeys)).selfSigned();
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    assertAgreement(OddCertificate.server("a.org", keys).signedBy(root, rootKeys), root);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aRootAloneIsJudgedAsTheIssuerThatItWillBe(String change) throws Exception {
    KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var root = changed(change, OddCertificate.authority("CN=root", rootKeys)).selfSigned();
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    X509Certificate leaf = OddCertificate.server("a.org", keys).signedBy(root, rootKeys);
    assertThat(StrictProfile.missing(List.of(root)).isEmpty())
        .isEqualTo(StrictProfile.missing(List.of(leaf, root)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void opensslAgreesAboutAChangedLeaf(String change) throws Exception {
    KeyPair rootKeys = KEYS.generate(KeyAlgorithm.EC_P256);
    var root = OddCertificate.authority("CN=root", rootKeys).selfSigned();
    KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
    var leaf = changed(change, OddCertificate.server("a.org", keys));
    assertAgreement(leaf.signedBy(root, rootKeys), root);
  }

  private static OddCertificate changed(String change, OddCertificate certificate) {
    return Objects.requireNonNull(CHANGES.get(change)).apply(certificate);
  }

  private void assertAgreement(X509Certificate leaf, X509Certificate root) throws Exception {
    Files.writeString(folder.resolve("ca.crt"), Pem.certificates(List.of(root)));
    Files.writeString(folder.resolve("leaf.crt"), Pem.certificates(List.of(leaf)));
    var output =
        CommandLine.openssl(folder, "verify", "-x509_strict", "-CAfile", "ca.crt", "leaf.crt");
    List<String> missing = StrictProfile.missing(List.of(leaf, root));
    assertThat(missing.isEmpty())
        .as("openssl says %s, we miss %s", output.text(), missing)
        .isEqualTo(output.exitCode() == 0);
  }
}
