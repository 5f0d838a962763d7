package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.SerialNumbers;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is given to be trusted is trusted by those who run on it, or a warning says who does not.
 */
class TrustRulesTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final KeyPair rootKeys = key();
  private final KeyPair middleKeys = key();
  private final KeyPair keys = key();
  private final X509Certificate root;
  private final X509Certificate middle;
  private final X509Certificate leaf;

  @TempDir Path folder;

  TrustRulesTest() throws Exception {
    root = OddCertificate.authority("CN=root", rootKeys).selfSigned();
    middle = OddCertificate.authority("CN=middle", middleKeys).signedBy(root, rootKeys);
    leaf = OddCertificate.server("app.example.org", keys).signedBy(middle, middleKeys);
  }

  @Test
  void anIntermediateWithoutItsRootIsAWarningThatOpensslBearsOut() throws Exception {
    assertThat(warnings(List.of(), middle)).containsExactly("trusted-without-its-root");
    assertThat(opensslTrusts(middle)).isFalse();
    assertThat(warnings(List.of(), middle, root)).isEmpty();
    assertThat(opensslTrusts(middle, root)).isTrue();
  }

  @Test
  void aLeafIsAWarningThatOpensslBearsOut() throws Exception {
    assertThat(warnings(List.of(), leaf)).containsExactly("trusted-certificate-is-no-ca");
    assertThat(opensslTrusts(leaf)).isFalse();
  }

  @Test
  void anIntermediateOfAPublicRootAndASelfSignedLeafAreNoWarning() throws Exception {
    assertThat(warnings(List.of(root), middle)).isEmpty();
    var alone = OddCertificate.server("app.example.org", keys).selfSigned();
    assertThat(warnings(List.of(), alone)).isEmpty();
  }

  @Test
  void aClientAuthorityDoesNotLeanOnPublicRoots() throws Exception {
    assertThat(
            supplied
                .readClientAuthorities(Pem.certificates(List.of(middle)), "/trust/x")
                .warnings())
        .extracting(Warning::code)
        .containsExactly("trusted-without-its-root");
  }

  @Test
  void aCaThatMayNotVouchForClientsIsRefusedWhereItShould() throws Exception {
    var forServers =
        OddCertificate.authority("CN=a", rootKeys)
            .with(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .selfSigned();
    var unable =
        OddCertificate.authority("CN=a", rootKeys)
            .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))
            .selfSigned();
    var critical =
        OddCertificate.authority("CN=a", rootKeys)
            .with(new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1"), true, DERNull.INSTANCE)
            .selfSigned();
    assertThat(refusal(forServers)).containsExactly("ca-not-for-clients");
    assertThat(refusal(unable)).containsExactly("key-usage");
    assertThat(refusal(critical)).containsExactly("critical-extension");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "-8000000000000000", "0", "010000000000000000000000000000000000000000"})
  void aSerialNumberThatIsOutOfTheOrdinaryIsAWarningAndInAClusterANegativeOneIsRefused(String hex)
      throws Exception {
    BigInteger serial = new BigInteger(hex, 16);
    var odd = OddCertificate.authority("CN=odd", rootKeys).serial(serial).selfSigned();
    assertThat(SerialNumbers.check(List.of(root, odd), "/x", false))
        .extracting(Warning::code)
        .containsExactly("serial-number");
    if (serial.signum() < 0) {
      var refusal =
          catchThrowableOfType(
              InvalidSpecException.class, () -> SerialNumbers.check(List.of(odd), "/x", true));
      assertThat(refusal.faults()).extracting(Fault::code).containsExactly("serial-number");
    } else {
      assertThat(SerialNumbers.check(List.of(odd), "/x", true)).hasSize(1);
    }
  }

  private static KeyPair key() {
    return KEYS.generate(KeyAlgorithm.EC_P256);
  }

  private List<String> warnings(List<X509Certificate> publicRoots, X509Certificate... trusted) {
    return supplied
        .readCertificates(Pem.certificates(List.of(trusted)), "/trust/additional", publicRoots)
        .warnings()
        .stream()
        .map(Warning::code)
        .toList();
  }

  private List<String> refusal(X509Certificate trusted) {
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> supplied.readClientAuthorities(Pem.certificates(List.of(trusted)), "/trust/x"));
    assertThat(refusal).isNotNull();
    return refusal.faults().stream().map(Fault::code).toList();
  }

  private boolean opensslTrusts(X509Certificate... trusted) throws Exception {
    Files.writeString(folder.resolve("ca.pem"), Pem.certificates(List.of(trusted)));
    Files.writeString(folder.resolve("chain.pem"), Pem.certificates(List.of(leaf, middle)));
    return CommandLine.openssl(
                folder, "verify", "-CAfile", "ca.pem", "-untrusted", "chain.pem", "chain.pem")
            .exitCode()
        == 0;
  }
}
