package dev.tlsmith.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs and verifies; the hash goes with the strength of the key (FIPS 186-5). */
public final class Signatures {

  private static final byte[] CHALLENGE = "tlsmith".getBytes(StandardCharsets.US_ASCII);

  private Signatures() {}

  /** Signs certificates with a CA's key. */
  public static ContentSigner signer(PrivateKey key) {
    try {
      String algorithm = algorithm(key);
      return new JcaContentSignerBuilder(algorithm)
          .setProvider(AcceleratedProvider.of("Signature", algorithm))
          .build(key);
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with a key of type " + key.getAlgorithm(), e);
    }
  }

  /** A signature that shows possession of the key, for {@link #matches}. */
  public static byte[] challenge(PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update(CHALLENGE);
    return signature.sign();
  }

  /** Whether the private key that made this challenge belongs to the certificate. */
  public static boolean matches(X509Certificate certificate, PrivateKey key, byte[] challenge) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initVerify(certificate.getPublicKey());
      signature.update(CHALLENGE);
      return signature.verify(challenge);
    } catch (GeneralSecurityException e) {
      return false; // another kind of key
    }
  }

  /** Whether the issuer's key signed the certificate. */
  public static boolean isSignedBy(X509Certificate certificate, PublicKey issuer) {
    try {
      certificate.verify(issuer);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    if (key instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      String hash = bits <= 256 ? "SHA256" : bits <= 384 ? "SHA384" : "SHA512";
      return hash + "withECDSA";
    }
    // EdDSA is its own hash; the JDK takes both curves under this name
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : edwards(key);
  }

  private static String edwards(PrivateKey key) {
    return switch (key) {
      case EdECKey ed -> ed.getParams().getName();
      default ->
          throw new IllegalArgumentException("no signature algorithm for " + key.getAlgorithm());
    };
  }
}
