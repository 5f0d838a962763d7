package dev.tlsmith.certificate.issuing;

import dev.tlsmith.certificate.AcceleratedProvider;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.KeyAlgorithm;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * Makes key pairs. An RSA-4096 takes seconds of a core: how many are made at a time is bounded by
 * whoever asks.
 *
 * <p>A golden test replaces {@link #generate} to have fixed keys.
 */
@Singleton
public class KeyPairs implements KeySource {

  private final SecureRandom random;

  /**
   * Key pairs of this machine's randomness.
   *
   * @param random used where the JDK makes the key; a native provider has its own
   */
  public KeyPairs(SecureRandom random) {
    this.random = random;
  }

  /** In the JDK's own key types. */
  @Override
  public KeyPair generate(KeyAlgorithm algorithm) {
    AbandonedException.throwIfInterrupted();
    try {
      return switch (algorithm) {
        case EC_P256 -> ellipticCurve("secp256r1");
        case EC_P384 -> ellipticCurve("secp384r1");
        case RSA_2048 -> rsa(2048);
        case RSA_3072 -> rsa(3072);
        case RSA_4096 -> rsa(4096);
        case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JRE cannot make a key of type " + algorithm, e);
    }
  }

  private KeyPair ellipticCurve(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = generator("EC");
    generator.initialize(new ECGenParameterSpec(curve), random);
    return portable(generator.generateKeyPair(), "EC");
  }

  private KeyPair rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = generator("RSA");
    generator.initialize(bits, random);
    return portable(generator.generateKeyPair(), "RSA");
  }

  private static KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
    Provider provider = AcceleratedProvider.of("KeyPairGenerator", algorithm);
    return KeyPairGenerator.getInstance(algorithm, provider);
  }

  /** The same keys as JDK types: a native key belongs to its library and may be freed with it. */
  private static KeyPair portable(KeyPair pair, String algorithm) throws GeneralSecurityException {
    KeyFactory factory =
        KeyFactory.getInstance(algorithm, AcceleratedProvider.ofJdk("KeyFactory", algorithm));
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
        factory.generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
  }
}
