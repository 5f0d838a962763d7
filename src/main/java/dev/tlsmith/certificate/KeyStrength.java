package dev.tlsmith.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Which keys are neither too weak nor absurdly large. Works on the encoding, so that no number of a
 * hostile size is ever calculated with.
 */
public final class KeyStrength {

  private static final int SMALLEST_RSA = 2048;
  private static final int LARGEST_RSA = 8192;
  private static final int LARGEST_EXPONENT = 64;

  private static final Map<ASN1ObjectIdentifier, String> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, "P-256",
          SECObjectIdentifiers.secp384r1, "P-384",
          SECObjectIdentifiers.secp521r1, "P-521");

  /** What other keys are called, and why they are no good. */
  private static final Map<ASN1ObjectIdentifier, String> REFUSED =
      Map.of(
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          "RSASSA-PSS (an RSA key for that scheme alone, which no browser and no Go program takes)",
          EdECObjectIdentifiers.id_Ed448,
          "Ed448 (which no browser and no Go program reads)",
          EdECObjectIdentifiers.id_X25519,
          "X25519 (which cannot sign)",
          EdECObjectIdentifiers.id_X448,
          "X448 (which cannot sign)",
          X9ObjectIdentifiers.id_dsa,
          "DSA (which TLS 1.3 does not have)");

  private KeyStrength() {}

  /** The name that the spec gives the key, e.g. {@code "EC_P256"}, {@code "RSA_2048"}. */
  public static String name(PublicKey key) {
    return switch (key) {
      case RSAKey rsa -> "RSA_" + rsa.getModulus().bitLength();
      case ECKey ec -> "EC_P" + ec.getParams().getOrder().bitLength();
      case EdECKey ed -> ed.getParams().getName().toUpperCase(Locale.ROOT);
      default -> key.getAlgorithm();
    };
  }

  /** Refuses a certificate's key that no TLS peer should or could use. */
  public static void check(SubjectPublicKeyInfo key) throws UnusableMaterialException {
    if (isRsa(key.getAlgorithm())) {
      RSAPublicKey rsa;
      try {
        rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      } catch (IOException | RuntimeException e) {
        throw unreadable();
      }
      checkRsa(rsa.getModulus(), rsa.getPublicExponent());
    } else {
      checkCurve(key.getAlgorithm());
    }
  }

  /** Refuses a private key that no TLS peer should or could use. */
  public static void check(PrivateKeyInfo key) throws UnusableMaterialException {
    if (isRsa(key.getPrivateKeyAlgorithm())) {
      RSAPrivateKey rsa;
      try {
        rsa = RSAPrivateKey.getInstance(key.parsePrivateKey());
      } catch (IOException | RuntimeException e) {
        throw unreadable();
      }
      checkRsa(rsa.getModulus(), rsa.getPublicExponent());
      checkConsistent(rsa);
    } else {
      checkCurve(key.getPrivateKeyAlgorithm());
    }
  }

  private static boolean isRsa(AlgorithmIdentifier algorithm) {
    return algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
  }

  private static void checkRsa(BigInteger modulus, BigInteger exponent)
      throws UnusableMaterialException {
    int bits = modulus.bitLength();
    if (bits < SMALLEST_RSA) {
      throw new UnusableMaterialException(
          "key-too-weak",
          "an RSA key of %d bits is too weak; use at least %d bits, or EC P-256"
              .formatted(bits, SMALLEST_RSA));
    }
    if (bits > LARGEST_RSA || exponent.bitLength() > LARGEST_EXPONENT) {
      throw new UnusableMaterialException(
          "key-too-large",
          ("an RSA key of %d bits with an exponent of %d bits is larger than the %d and %d bits"
                  + " that are accepted; use RSA 3072 or EC P-256")
              .formatted(bits, exponent.bitLength(), LARGEST_RSA, LARGEST_EXPONENT));
    }
  }

  /** Signing costs what the primes cost, whatever the modulus says. */
  private static void checkConsistent(RSAPrivateKey rsa) throws UnusableMaterialException {
    int bits = rsa.getModulus().bitLength();
    boolean small =
        Stream.of(
                rsa.getPrime1(),
                rsa.getPrime2(),
                rsa.getPrivateExponent(),
                rsa.getExponent1(),
                rsa.getExponent2(),
                rsa.getCoefficient())
            .allMatch(number -> number.signum() > 0 && number.bitLength() <= bits);
    if (!small || !rsa.getPrime1().multiply(rsa.getPrime2()).equals(rsa.getModulus())) {
      throw unreadable();
    }
  }

  private static void checkCurve(AlgorithmIdentifier algorithm) throws UnusableMaterialException {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    if (oid.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return;
    }
    if (!oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      throw new UnusableMaterialException(
          "key-unsupported",
          ("a key of type %s is not accepted; make an RSA key from %d bits, EC P-256, P-384 or"
                  + " P-521, or Ed25519, e.g. 'openssl genpkey -algorithm EC -pkeyopt"
                  + " ec_paramgen_curve:P-256', and have the certificate issued for it")
              .formatted(REFUSED.getOrDefault(oid, oid.getId()), SMALLEST_RSA));
    }
    ASN1Encodable parameters = algorithm.getParameters();
    if (!(parameters instanceof ASN1ObjectIdentifier curve) || !CURVES.containsKey(curve)) {
      throw new UnusableMaterialException(
          "curve-unsupported",
          ("the EC key's curve (%s) is not one that TLS clients accept; use P-256, P-384 or "
                  + "P-521, named")
              .formatted(
                  parameters instanceof ASN1ObjectIdentifier curve
                      ? curve.getId()
                      : "explicit parameters"));
    }
  }

  private static UnusableMaterialException unreadable() {
    return new UnusableMaterialException(
        "key-unreadable", "the RSA key's numbers contradict each other; export it once more");
  }
}
