package dev.tlsmith.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EllipticCurveProviderTest {

  private static final String NAME = "tlsmith-elliptic-curves";

  @BeforeEach
  void install() {
    assumeTrue(EllipticCurveProvider.install(), "no native library for this platform");
  }

  @Test
  void whoAsksForNoProviderGetsItForEllipticCurvesAlone() throws Exception {
    assertThat(KeyFactory.getInstance("EC").getProvider().getName()).isEqualTo(NAME);
    assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName()).isEqualTo("SUN");
    assertThat(Mac.getInstance("HmacSHA256").getProvider().getName()).isEqualTo("SunJCE");
    assertThat(KeyPairGenerator.getInstance("RSA").getProvider().getName()).isEqualTo("SunRsaSign");
  }

  @Test
  void itIsInstalledOnce() {
    EllipticCurveProvider.install();
    assertThat(Arrays.stream(Security.getProviders()).map(Provider::getName))
        .containsOnlyOnce(NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void whatItSignsAndAgreesOnIsWhatTheJdkVerifiesAndAgreesOn(String curve) throws Exception {
    KeyPair own = pair(KeyPairGenerator.getInstance("EC"), curve);
    KeyPair other = pair(KeyPairGenerator.getInstance("EC", "SunEC"), curve);
    byte[] message = curve.getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(own.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();
    assertThat(signer.getProvider().getName()).isEqualTo(NAME);
    Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
    verifier.initVerify(
        KeyFactory.getInstance("EC", "SunEC")
            .generatePublic(new X509EncodedKeySpec(own.getPublic().getEncoded())));
    verifier.update(message);
    assertThat(verifier.verify(signature)).isTrue();
    KeyAgreement here = KeyAgreement.getInstance("ECDH");
    here.init(own.getPrivate());
    here.doPhase(other.getPublic(), true);
    KeyAgreement there = KeyAgreement.getInstance("ECDH", "SunEC");
    there.init(other.getPrivate());
    there.doPhase(own.getPublic(), true);
    assertThat(here.getProvider().getName()).isEqualTo(NAME);
    assertThat(here.generateSecret()).isEqualTo(there.generateSecret());
  }

  private static KeyPair pair(KeyPairGenerator generator, String curve) throws Exception {
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
