package dev.tlsmith.authority;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.PGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An OpenPGP key of somebody's, made for a test.
 *
 * @param secret as {@code gpg --armor --export-secret-keys} writes it
 * @param keyring its public part, as {@code gpg --export} writes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SigningKey(String secret, byte[] keyring) {

  /** Before all clocks of the tests. */
  private static final Instant MADE = Instant.parse("2020-01-01T00:00:00Z");

  /** RSA of 2048 bits, without passphrase and end. */
  public static SigningKey rsa() {
    return new Order("RSA", 2048).make();
  }

  /**
   * What is wanted.
   *
   * @param algorithm {@code RSA} or {@code EC}
   * @param passphrase of the key; null for none
   * @param seconds that it is valid for; 0 for ever
   * @param subkey whether another key signs than the one that vouches for it
   */
  public record Order(
      String algorithm, int bits, @Nullable String passphrase, long seconds, boolean subkey) {

    public Order(String algorithm, int bits) {
      this(algorithm, bits, null, 0, false);
    }

    public SigningKey make() {
      try {
        return made();
      } catch (GeneralSecurityException | PGPException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private SigningKey made() throws GeneralSecurityException, PGPException, IOException {
      PGPDigestCalculator sha1 =
          new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1);
      PBESecretKeyEncryptor encryptor =
          passphrase == null
              ? null
              : new JcePBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1)
                  .setProvider(new BouncyCastleProvider())
                  .build(passphrase.toCharArray());
      PGPKeyPair primary = pair();
      PGPKeyRingGenerator ring =
          new PGPKeyRingGenerator(
              PGPSignature.POSITIVE_CERTIFICATION,
              primary,
              "Platform team <platform@example.com>",
              sha1,
              says(subkey ? KeyFlags.CERTIFY_OTHER : KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA),
              null,
              signer(primary),
              encryptor);
      if (subkey) {
        PGPKeyPair below = pair();
        ring.addSubKey(below, says(KeyFlags.SIGN_DATA), null, signer(below));
      }
      ByteArrayOutputStream armored = new ByteArrayOutputStream();
      try (ArmoredOutputStream out = ArmoredOutputStream.builder().build(armored)) {
        ring.generateSecretKeyRing().encode(out);
      }
      return new SigningKey(
          armored.toString(StandardCharsets.US_ASCII), ring.generatePublicKeyRing().getEncoded());
    }

    private PGPKeyPair pair() throws GeneralSecurityException, PGPException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      int tag =
          algorithm.equals("RSA")
              ? PublicKeyAlgorithmTags.RSA_GENERAL
              : PublicKeyAlgorithmTags.ECDSA;
      return new JcaPGPKeyPair(
          PublicKeyPacket.VERSION_4, tag, generator.generateKeyPair(), Date.from(MADE));
    }

    private static PGPContentSignerBuilder signer(PGPKeyPair pair) {
      return new JcaPGPContentSignerBuilder(
          pair.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256);
    }

    private PGPSignatureSubpacketVector says(int flags) {
      PGPSignatureSubpacketGenerator says = new PGPSignatureSubpacketGenerator();
      says.setKeyFlags(false, flags);
      says.setSignatureCreationTime(false, Date.from(MADE));
      if (seconds > 0) {
        says.setKeyExpirationTime(false, seconds);
      }
      return says.generate();
    }
  }

  /** Writes the secret key, and gives its path. */
  public Path write(Path folder) {
    try {
      return Files.writeString(Files.createTempFile(folder, "signing", ".asc"), secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the public part, and gives its path. */
  public Path writeKeyring(Path folder) {
    try {
      return Files.write(Files.createTempFile(folder, "pubring", ".gpg"), keyring);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
