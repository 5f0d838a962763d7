package dev.tlsmith.certificate.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyPairsTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void everyAlgorithmGivesAFreshPairOfItsOwnKind(KeyAlgorithm algorithm) {
    KeyPairs keyPairs = new KeyPairs(RANDOM);
    KeyPair pair = keyPairs.generate(algorithm);
    assertThat(KeyStrength.name(pair.getPublic())).isEqualTo(algorithm.name());
    assertThat(pair.getPrivate().getFormat()).isEqualTo("PKCS#8");
    assertThat(pair.getPrivate().getClass().getName()).startsWith("sun.security.");
  }
}
