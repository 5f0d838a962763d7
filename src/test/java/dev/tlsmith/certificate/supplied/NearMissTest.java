package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.OddCertificate;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.20.30.40 | 2 | 10.20.30.40 | stands there as a DNS name",
        "2001:db8::1 | 2 | 2001:db8::1 | stands there as a DNS name",
        "app.example.org | 2 | app.example.org. | with a dot at its end",
        "app.example.org | 2 | https://app.example.org/x | with a scheme or port",
        "app.example.org | 2 | app.example.org:8443 | with a scheme or port",
        "a.b.example.org | 2 | *.example.org | for one label",
        "example.org | 2 | *.example.org | is not for 'example.org' itself",
        "app.example.org | 2 | *.*.org | no wildcard that clients take",
        "app.example.org | 2 | a*.example.org | no wildcard that clients take",
        "app.example.org | 6 | https://app.example.org/ | in a URI",
        "app.example.org | 1 | me@app.example.org | e-mail address",
        "cn.example.org | 2 | other.example.org | common name alone",
      })
  void theReasonWhyANameDoesNotCountIsSaid(String name, int kind, String value, String reason)
      throws Exception {
    X509Certificate leaf =
        OddCertificate.server("cn.example.org", KEYS.generate(KeyAlgorithm.EC_P256))
            .names(new GeneralName(kind, value))
            .selfSigned();
    SubjectAlternativeName wanted = SubjectAlternativeName.parse(name);
    assertThat(CertificateNames.covers(leaf, wanted)).isFalse();
    assertThat(NearMiss.explain(leaf, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains(reason));
  }
}
