package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.UnusableMaterialException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.kisa.KISAObjectIdentifiers;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ntt.NTTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;

/**
 * Which of the encryptions under a passphrase can be undone here (RFC 8018, RFC 7292 appendix C).
 * Any other is said to be so before its passphrase is tried, which would be blamed for it.
 */
enum Encryption {
  OF_A_KEY(
      "the private key",
      "openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in FILE -out"
          + " key.pem"),
  OF_A_PKCS12_FILE(
      "the PKCS#12 file",
      "openssl pkcs12 -legacy -nodes -in FILE | openssl pkcs12 -export -out new.p12");

  private static final ASN1ObjectIdentifier PKCS5 = new ASN1ObjectIdentifier("1.2.840.113549.1.5");
  private static final ASN1ObjectIdentifier DIGESTS = new ASN1ObjectIdentifier("1.2.840.113549.2");
  private static final ASN1ObjectIdentifier CIPHERS = new ASN1ObjectIdentifier("1.2.840.113549.3");

  /** Under DES with MD5 and with SHA-1; those of PKCS#12 are supported as a whole. */
  private static final Set<ASN1ObjectIdentifier> PBES1 =
      Set.of(PKCS5.branch("3"), PKCS5.branch("10"));

  private static final Set<ASN1ObjectIdentifier> PBES2_CIPHERS =
      Set.of(
          NISTObjectIdentifiers.id_aes128_CBC,
          NISTObjectIdentifiers.id_aes192_CBC,
          NISTObjectIdentifiers.id_aes256_CBC,
          PKCSObjectIdentifiers.des_EDE3_CBC,
          OIWObjectIdentifiers.desCBC,
          NTTObjectIdentifiers.id_camellia128_cbc,
          NTTObjectIdentifiers.id_camellia192_cbc,
          NTTObjectIdentifiers.id_camellia256_cbc,
          KISAObjectIdentifiers.id_seedCBC,
          MiscObjectIdentifiers.cast5CBC);

  private static final Set<ASN1ObjectIdentifier> PBKDF2_FUNCTIONS =
      Set.of(
          PKCSObjectIdentifiers.id_hmacWithSHA1,
          PKCSObjectIdentifiers.id_hmacWithSHA224,
          PKCSObjectIdentifiers.id_hmacWithSHA256,
          PKCSObjectIdentifiers.id_hmacWithSHA384,
          PKCSObjectIdentifiers.id_hmacWithSHA512,
          DIGESTS.branch("13"));

  /** RFC 1423 §1.1 and OpenSSL's additions. */
  private static final Pattern LEGACY =
      Pattern.compile("(AES-(128|192|256)|DES(-EDE3?)?|BF|RC2(-40|-64)?)(-(CBC|CFB|OFB|ECB))?");

  /** What Bouncy Castle has no name for. */
  private static final Map<ASN1ObjectIdentifier, String> NAMES =
      Map.of(
          PKCS5.branch("1"),
          "PBE with MD2 and DES",
          PKCS5.branch("4"),
          "PBE with MD2 and RC2",
          PKCS5.branch("6"),
          "PBE with MD5 and RC2",
          PKCS5.branch("11"),
          "PBE with SHA-1 and RC2",
          CIPHERS.branch("2"),
          "RC2-CBC",
          CIPHERS.branch("9"),
          "RC5-CBC",
          DIGESTS.branch("6"),
          "HMAC with MD5",
          PKCSObjectIdentifiers.id_alg_AEADChaCha20Poly1305,
          "ChaCha20-Poly1305");

  private final String what;
  private final String conversion;

  Encryption(String what, String conversion) {
    this.what = what;
    this.conversion = conversion;
  }

  /** Refuses a scheme, or a part of one, that cannot be undone. */
  void check(AlgorithmIdentifier scheme) throws UnusableMaterialException {
    ASN1ObjectIdentifier algorithm = scheme.getAlgorithm();
    if (algorithm.on(PKCSObjectIdentifiers.pkcs_12PbeIds) || PBES1.contains(algorithm)) {
      return;
    }
    if (!algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
      throw unsupported(algorithm);
    }
    PBES2Parameters parameters;
    try {
      parameters = PBES2Parameters.getInstance(scheme.getParameters());
    } catch (IllegalArgumentException e) {
      throw unsupported(algorithm);
    }
    ASN1ObjectIdentifier cipher = parameters.getEncryptionScheme().getAlgorithm();
    if (!PBES2_CIPHERS.contains(cipher)) {
      throw unsupported(cipher);
    }
    var derivation = parameters.getKeyDerivationFunc();
    if (derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      ASN1ObjectIdentifier function =
          PBKDF2Params.getInstance(derivation.getParameters()).getPrf().getAlgorithm();
      if (!PBKDF2_FUNCTIONS.contains(function)) {
        throw unsupported(function);
      }
    }
  }

  /** Refuses a {@code DEK-Info} of RFC 1421 that cannot be undone. */
  void checkLegacy(String algorithm) throws UnusableMaterialException {
    if (!LEGACY.matcher(algorithm).matches()) {
      throw unsupported(CertificateNames.printable(algorithm));
    }
  }

  /** That a scheme, or the derivation of its key, is not supported. */
  UnusableMaterialException unsupported(ASN1ObjectIdentifier algorithm) {
    String name =
        NAMES.getOrDefault(algorithm, new DefaultAlgorithmNameFinder().getAlgorithmName(algorithm));
    return unsupported(
        name.equals(algorithm.getId()) ? name : "%s (%s)".formatted(name, algorithm.getId()));
  }

  private UnusableMaterialException unsupported(String algorithm) {
    return new UnusableMaterialException(
        "encryption-unsupported",
        ("%s is encrypted with %s, which is not supported, so that its passphrase was not even"
                + " tried; encrypt it again with AES-256, e.g. '%s'")
            .formatted(what, algorithm, conversion));
  }
}
