package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.UnusableMaterialException;
import java.math.BigInteger;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * How much work a supplied file, or all that are looked at together, may ask for before a
 * passphrase is known to be right. Every key derivation is paid for here first; the file itself
 * says what it costs.
 */
public final class DerivationBudget {

  private static final int MOST_ITERATIONS = 1_000_000;
  private static final int MOST_ITERATIONS_PER_FILE = 2_000_000;
  private static final int MOST_SCRYPT_BLOCKS = 1 << 19; // of 128 bytes: 64 MiB
  private static final int LONGEST_MAC_KEY = 64;

  private static final ASN1ObjectIdentifier PKCS5 = new ASN1ObjectIdentifier("1.2.840.113549.1.5");
  private static final Set<ASN1ObjectIdentifier> PBES1 =
      Set.of(
          PKCS5.branch("1"),
          PKCS5.branch("3"),
          PKCS5.branch("4"),
          PKCS5.branch("6"),
          PKCS5.branch("10"),
          PKCS5.branch("11"));

  private int left = MOST_ITERATIONS_PER_FILE;

  /**
   * Pays for a decryption.
   *
   * @param encryption says what cannot be undone
   */
  void spend(Encryption encryption, AlgorithmIdentifier algorithm)
      throws UnusableMaterialException {
    ASN1ObjectIdentifier scheme = algorithm.getAlgorithm();
    try {
      if (scheme.equals(PKCSObjectIdentifiers.id_PBES2)) {
        spend(
            encryption,
            PBES2Parameters.getInstance(algorithm.getParameters()).getKeyDerivationFunc());
      } else if (scheme.on(PKCSObjectIdentifiers.pkcs_12PbeIds)) {
        spend(PKCS12PBEParams.getInstance(algorithm.getParameters()).getIterations());
      } else if (PBES1.contains(scheme)) {
        spend(PBEParameter.getInstance(algorithm.getParameters()).getIterationCount());
      } else {
        throw encryption.unsupported(scheme);
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      throw encryption.unsupported(scheme);
    }
  }

  /** Pays for the integrity check of a PKCS#12 file (RFC 7292 appendix B, RFC 9879). */
  void spend(Encryption encryption, MacData mac) throws UnusableMaterialException {
    AlgorithmIdentifier algorithm = mac.getMac().getAlgorithmId();
    if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      spend(mac.getIterationCount());
      return;
    }
    try {
      KeyDerivationFunc derivation =
          KeyDerivationFunc.getInstance(
              PBMAC1Params.getInstance(algorithm.getParameters()).getKeyDerivationFunc());
      BigInteger keyLength = PBKDF2Params.getInstance(derivation.getParameters()).getKeyLength();
      if (keyLength == null || keyLength.compareTo(BigInteger.valueOf(LONGEST_MAC_KEY)) > 0) {
        throw encryption.unsupported(algorithm.getAlgorithm());
      }
      spend(encryption, derivation);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw encryption.unsupported(algorithm.getAlgorithm());
    }
  }

  private void spend(Encryption encryption, KeyDerivationFunc derivation)
      throws UnusableMaterialException {
    ASN1ObjectIdentifier function = derivation.getAlgorithm();
    if (function.equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      spend(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount());
    } else if (function.equals(MiscObjectIdentifiers.id_scrypt)) {
      ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
      spendScrypt(
          scrypt.getCostParameter(), scrypt.getBlockSize(), scrypt.getParallelizationParameter());
    } else {
      throw encryption.unsupported(function);
    }
  }

  private void spend(BigInteger iterations) throws UnusableMaterialException {
    if (iterations.signum() <= 0
        || iterations.compareTo(BigInteger.valueOf(Math.min(left, MOST_ITERATIONS))) > 0) {
      throw new UnusableMaterialException(
          "derivation-too-costly",
          ("the key derivation asks for %s iterations; at most %d at a time and %d in a file are"
                  + " done; encrypt it again with e.g. 10000")
              .formatted(
                  iterations.bitLength() > Long.SIZE ? "very many" : iterations,
                  MOST_ITERATIONS,
                  MOST_ITERATIONS_PER_FILE));
    }
    left -= iterations.intValueExact();
  }

  private void spendScrypt(BigInteger cost, BigInteger blockSize, BigInteger parallel)
      throws UnusableMaterialException {
    boolean sane =
        cost.signum() > 0
            && blockSize.signum() > 0
            && parallel.signum() > 0
            && cost.multiply(blockSize)
                    .multiply(parallel)
                    .compareTo(BigInteger.valueOf(MOST_SCRYPT_BLOCKS))
                <= 0;
    if (!sane) {
      throw new UnusableMaterialException(
          "derivation-too-costly",
          "scrypt would need more than the 64 MiB that are granted; encrypt it again with N=16384,"
              + " r=8, p=1");
    }
    spend(BigInteger.valueOf(MOST_ITERATIONS / 2)); // so that a file cannot ask for many of them
  }
}
