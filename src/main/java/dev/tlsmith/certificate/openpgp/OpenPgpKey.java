package dev.tlsmith.certificate.openpgp;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.spec.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyFlags;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.jcajce.JcaKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyDecryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A secret OpenPGP key that signs texts (RFC 9580): of a key file the primary key, or the newest
 * subkey that may sign.
 */
public final class OpenPgpKey {

  /** Helm 3 verifies with golang.org/x/crypto/openpgp, which reads RSA and no newer kind. */
  private static final int LEAST_BITS = 2048;

  private final PGPPublicKey publicKey;
  private final PGPPrivateKey privateKey;
  private final @Nullable Instant end;
  private final String owner;

  private OpenPgpKey(
      PGPPublicKey publicKey, PGPPrivateKey privateKey, @Nullable Instant end, String owner) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    this.end = end;
    this.owner = owner;
  }

  /** A key that nothing can be signed with; the message says why and how to mend it. */
  public static final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableKeyException(String message) {
      super(message);
    }
  }

  /**
   * Reads one.
   *
   * @param content a secret key as {@code gpg --export-secret-keys} writes it, armored or not
   * @param passphrase of the key; null if it has none
   * @param now for which the key must be valid
   * @throws UnusableKeyException if Helm would not take what it signs
   */
  public static OpenPgpKey read(byte[] content, @Nullable Secret passphrase, Instant now)
      throws UnusableKeyException {
    PGPSecretKeyRing ring = ring(content);
    List<PGPSecretKey> signing = new ArrayList<>();
    for (PGPSecretKey key : ring) {
      if (!key.isPrivateKeyEmpty() && signs(key.getPublicKey())) {
        signing.add(key);
      }
    }
    if (signing.isEmpty()) {
      throw new UnusableKeyException(
          "no key in it can sign; export one that may, with its secret part");
    }
    signing.removeIf(key -> !isValid(key.getPublicKey(), now));
    PGPPublicKey primary = ring.getPublicKey();
    if (signing.isEmpty() || !isValid(primary, now)) {
      throw new UnusableKeyException(
          "it has ended or is revoked; give it a later end ('gpg --quick-set-expire') or take"
              + " another");
    }
    PGPSecretKey chosen = signing.getLast();
    requireStrength(chosen.getPublicKey());
    Instant end =
        Stream.of(primary, chosen.getPublicKey())
            .map(OpenPgpKey::end)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new OpenPgpKey(chosen.getPublicKey(), open(chosen, passphrase), end, owner(primary));
  }

  private static boolean isValid(PGPPublicKey key, Instant time) {
    return !key.hasRevocation() && end(key).map(time::isBefore).orElse(true);
  }

  private static Optional<Instant> end(PGPPublicKey key) {
    long seconds = key.getValidSeconds();
    return seconds <= 0
        ? Optional.empty()
        : Optional.of(key.getCreationTime().toInstant().plusSeconds(seconds));
  }

  private static PGPSecretKeyRing ring(byte[] content) throws UnusableKeyException {
    List<PGPSecretKeyRing> rings = new ArrayList<>();
    try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(content))) {
      new PGPSecretKeyRingCollection(in, new JcaKeyFingerprintCalculator()).forEach(rings::add);
    } catch (IOException | PGPException | RuntimeException e) {
      rings.clear(); // whatever the library says of bytes that are no key
    }
    if (rings.size() != 1) {
      throw new UnusableKeyException(
          "it holds %s OpenPGP secret keys where one is needed; write it with 'gpg --armor"
                  .formatted(rings.isEmpty() ? "no" : rings.size())
              + " --export-secret-keys <fingerprint>'");
    }
    return rings.getFirst();
  }

  /** By what its owner says of it, where they say anything. */
  private static boolean signs(PGPPublicKey key) {
    boolean said = false;
    for (Iterator<PGPSignature> all = key.getSignatures(); all.hasNext(); ) {
      PGPSignatureSubpacketVector says = all.next().getHashedSubPackets();
      if (says != null && says.getKeyFlags() != 0) {
        said = true;
        if ((says.getKeyFlags() & PGPKeyFlags.CAN_SIGN) != 0) {
          return true;
        }
      }
    }
    return !said && key.isMasterKey();
  }

  private static void requireStrength(PGPPublicKey key) throws UnusableKeyException {
    boolean rsa =
        key.getAlgorithm() == PublicKeyAlgorithmTags.RSA_GENERAL
            || key.getAlgorithm() == PublicKeyAlgorithmTags.RSA_SIGN;
    if (!rsa || key.getBitStrength() < LEAST_BITS) {
      throw new UnusableKeyException(
          "its signing key is %s, and Helm verifies RSA alone, of at least %d bits; make one with"
                  .formatted(
                      rsa ? "RSA of %d bits".formatted(key.getBitStrength()) : "not RSA",
                      LEAST_BITS)
              + " 'gpg --quick-generate-key <name> rsa3072 sign'");
    }
  }

  private static PGPPrivateKey open(PGPSecretKey key, @Nullable Secret passphrase)
      throws UnusableKeyException {
    boolean encrypted = key.getKeyEncryptionAlgorithm() != SymmetricKeyAlgorithmTags.NULL;
    if (encrypted && passphrase == null) {
      throw new UnusableKeyException("it is encrypted; name the file with its passphrase as well");
    }
    char[] characters = passphrase == null ? new char[0] : passphrase.characters();
    try {
      return key.extractPrivateKey(
          new JcePBESecretKeyDecryptorBuilder(
                  new JcaPGPDigestCalculatorProviderBuilder()
                      .setProvider(BouncyCastle.PROVIDER)
                      .build())
              .setProvider(BouncyCastle.PROVIDER)
              .build(characters));
    } catch (PGPException e) {
      throw new UnusableKeyException("the passphrase does not open it; check the passphrase file");
    }
  }

  private static String owner(PGPPublicKey primary) {
    Iterator<String> names = primary.getUserIDs();
    String fingerprint = HexFormat.of().formatHex(primary.getFingerprint());
    return fingerprint.toUpperCase(Locale.ROOT) + (names.hasNext() ? " " + names.next() : "");
  }

  /** Whether verifiers take what it signs at a time. */
  public boolean isValidAt(Instant time) {
    return end == null || time.isBefore(end);
  }

  /** For people: fingerprint of the primary key, and its first user ID. */
  public String owner() {
    return owner;
  }

  /**
   * A text under a signature: RFC 9580 §7, cleartext signature framework.
   *
   * @param text lines, each with its end
   * @param time that the signature is made at, as it says
   */
  public String clearSigned(String text, Instant time) {
    return new ClearSignature(publicKey, privateKey).of(text, time);
  }

  /** Names its owner, never the key. */
  @Override
  public String toString() {
    return "OpenPgpKey[%s]".formatted(owner);
  }
}
