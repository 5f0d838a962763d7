package dev.tlsmith.certificate.encoding;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;

/**
 * How one part of a PKCS#12 file is protected by its password (RFC 7292, RFC 8018, RFC 9879).
 *
 * @param part of the file
 * @param algorithm for people, e.g. {@code "40-bit RC2 with SHA-1"}
 * @param iterations of the key's derivation; empty where the file does not say, as with scrypt
 * @param readers who still or already reads it
 */
public record StoreProtection(
    Part part, String algorithm, Optional<BigInteger> iterations, Readers readers) {

  /** A part of the file. */
  public enum Part {
    INTEGRITY("integrity"),
    CERTIFICATES("certificates"),
    KEY("private key");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    /** For a sentence. */
    public String words() {
      return words;
    }
  }

  /** Who reads an algorithm. */
  public enum Readers {
    /** Not OpenSSL 3 unless its legacy provider is loaded: RC2, RC4, single DES, MD5. */
    LEGACY,
    /** Everyone, and it is weak: 3DES, an integrity by SHA-1. */
    ALL,
    /** PBES2, an integrity by SHA-2: not Java before 8u301 and 11.0.12. */
    CURRENT,
    /** RFC 9879, scrypt: few programs. */
    FEW
  }

  private static final DefaultAlgorithmNameFinder NAMES = new DefaultAlgorithmNameFinder();

  /** RFC 7292 appendix C, which Bouncy Castle has no names for. */
  private static final Map<ASN1ObjectIdentifier, String> PKCS12_NAMES =
      Map.of(
          PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC4, "128-bit RC4 with SHA-1",
          PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC4, "40-bit RC4 with SHA-1",
          PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, "3DES with SHA-1",
          PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC, "3DES of two keys with SHA-1",
          PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC, "128-bit RC2 with SHA-1",
          PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, "40-bit RC2 with SHA-1");

  /** Of what a scheme encrypts. */
  static StoreProtection of(Part part, AlgorithmIdentifier scheme) {
    ASN1ObjectIdentifier algorithm = scheme.getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
      return pbes2(part, PBES2Parameters.getInstance(scheme.getParameters()));
    }
    BigInteger iterations = PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations();
    boolean triple =
        algorithm.equals(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)
            || algorithm.equals(PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC);
    return new StoreProtection(
        part, name(algorithm), Optional.of(iterations), triple ? Readers.ALL : Readers.LEGACY);
  }

  private static StoreProtection pbes2(Part part, PBES2Parameters parameters) {
    ASN1ObjectIdentifier cipher = parameters.getEncryptionScheme().getAlgorithm();
    String name = "PBES2 with %s".formatted(name(cipher));
    var derivation = parameters.getKeyDerivationFunc();
    if (!derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      boolean scrypt = derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt);
      String function = scrypt ? "scrypt" : name(derivation.getAlgorithm());
      return new StoreProtection(
          part, "%s, %s".formatted(name, function), Optional.empty(), Readers.FEW);
    }
    boolean legacy =
        cipher.equals(PKCSObjectIdentifiers.RC2_CBC) || cipher.equals(OIWObjectIdentifiers.desCBC);
    return new StoreProtection(
        part,
        name,
        Optional.of(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount()),
        legacy ? Readers.LEGACY : Readers.CURRENT);
  }

  /** Of the integrity of a whole file. */
  static StoreProtection of(MacData mac) {
    AlgorithmIdentifier digest = mac.getMac().getAlgorithmId();
    if (digest.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      var derivation = PBMAC1Params.getInstance(digest.getParameters()).getKeyDerivationFunc();
      return new StoreProtection(
          Part.INTEGRITY,
          "PBMAC1 (RFC 9879)",
          Optional.of(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount()),
          Readers.FEW);
    }
    boolean old = digest.getAlgorithm().equals(OIWObjectIdentifiers.idSHA1);
    return new StoreProtection(
        Part.INTEGRITY,
        "HMAC with " + name(digest.getAlgorithm()),
        Optional.of(mac.getIterationCount()),
        old ? Readers.ALL : Readers.CURRENT);
  }

  private static String name(ASN1ObjectIdentifier algorithm) {
    return PKCS12_NAMES.getOrDefault(algorithm, NAMES.getAlgorithmName(algorithm));
  }
}
