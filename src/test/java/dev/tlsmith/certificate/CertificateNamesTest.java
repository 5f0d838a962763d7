package dev.tlsmith.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.OddCertificate;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  @ParameterizedTest
  @CsvSource({
    "a.example.org,   A.Example.ORG, true",
    "a.example.org,   *.example.org, true",
    "a.example.org,   example.org,   false",
    "example.org,     *.example.org, false",
    "a.b.example.org, *.example.org, false",
    "*.example.org,   *.example.org, true",
    "*.example.org,   a.example.org, false",
    "*.a.example.org, *.example.org, false",
    "localhost,       *.localhost,   false",
    "abc.example.org, a*.example.org, false",
    "a.example.org,   *,             false",
  })
  void aDnsNameIsCoveredAsRfc9525HasIt(String wanted, String inCertificate, boolean covered)
      throws Exception {
    var certificate =
        OddCertificate.server("other", KEYS.generate(KeyAlgorithm.EC_P256))
            .names(new GeneralName(GeneralName.dNSName, inCertificate))
            .selfSigned();
    var name = SubjectAlternativeName.parse(wanted);
    assertThat(CertificateNames.covers(certificate, name)).isEqualTo(covered);
    assertThat(CertificateNames.uncovered(certificate, List.of(name, name)))
        .isEqualTo(covered ? List.of() : List.of(name));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,    10.0.0.1, true",
    "10.0.0.2,    10.0.0.1, false",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1, true",
    "::1,         10.0.0.1, false",
  })
  void anAddressIsCoveredByItsOctets(String wanted, String inCertificate, boolean covered)
      throws Exception {
    var certificate =
        OddCertificate.server("other", KEYS.generate(KeyAlgorithm.EC_P256))
            .names(new GeneralName(GeneralName.iPAddress, inCertificate))
            .selfSigned();
    assertThat(CertificateNames.covers(certificate, SubjectAlternativeName.parse(wanted)))
        .isEqualTo(covered);
  }

  @Test
  void anAddressWrittenAsADnsNameDoesNotCount() throws Exception {
    var certificate =
        OddCertificate.server("10.0.0.1", KEYS.generate(KeyAlgorithm.EC_P256)).selfSigned();
    assertThat(CertificateNames.covers(certificate, SubjectAlternativeName.parse("10.0.0.1")))
        .isFalse();
  }

  @Test
  void aHostileSubjectIsCutAndItsControlCharactersAreReplaced() throws Exception {
    var certificate =
        OddCertificate.bare(
                "OU=%1$s,O=%1$s,CN=a\u001b[31m".formatted("x".repeat(60)),
                KEYS.generate(KeyAlgorithm.EC_P256))
            .selfSigned();
    assertThat(CertificateNames.subject(certificate))
        .startsWith("CN=a?[31m,O=xxx")
        .endsWith("…")
        .hasSize(120);
  }
}
