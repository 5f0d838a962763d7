package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.spec.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key in the forms that people have: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC1
 * (RFC 5915), encrypted PKCS#8, and OpenSSL's old encrypted PEM.
 */
public final class PrivateKeyReader {

  private PrivateKeyReader() {}

  /** The key, and whether it took a passphrase to read it. */
  public record Result(PrivateKey key, boolean wasEncrypted) {}

  /**
   * Reads the one private key of a PEM text; blocks of other kinds are ignored.
   *
   * @throws UnusableMaterialException with a code {@code passphrase-…} if that is what is wrong
   */
  public static Result read(Secret pem, @Nullable Secret passphrase)
      throws UnusableMaterialException {
    List<PemBlock> blocks = PemBlock.parse(pem.reveal());
    List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
    Optional<String> foreign =
        ForeignFormat.insteadOfKey(blocks.stream().map(PemBlock::label).toList());
    if (keys.isEmpty() && foreign.isPresent()) {
      throw new UnusableMaterialException(
          "key-count", "the text holds no private key: " + foreign.get());
    }
    if (keys.size() != 1) {
      throw new UnusableMaterialException(
          "key-count",
          "the text holds %d private keys; supply exactly one block '-----BEGIN PRIVATE KEY-----'"
              .formatted(keys.size()));
    }
    return read(keys.getFirst(), blocks, passphrase, new DerivationBudget());
  }

  /**
   * Reads one of the private keys of a text.
   *
   * @param blocks all of the text; one may name the key's curve
   * @throws UnusableMaterialException as {@link #read(Secret, Secret)}
   */
  public static Result read(
      PemBlock block, List<PemBlock> blocks, @Nullable Secret passphrase, DerivationBudget budget)
      throws UnusableMaterialException {
    try {
      return readBlock(block, blocks, passphrase, budget);
    } catch (IOException | RuntimeException e) {
      throw unreadable();
    }
  }

  private static Result readBlock(
      PemBlock block, List<PemBlock> blocks, @Nullable Secret passphrase, DerivationBudget budget)
      throws UnusableMaterialException, IOException {
    if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
      var encrypted = new PKCS8EncryptedPrivateKeyInfo(block.der());
      Encryption.OF_A_KEY.check(encrypted.toASN1Structure().getEncryptionAlgorithm());
      Secret given = required(passphrase);
      PrivateKey key = decrypt(encrypted, given.characters(), Encryption.OF_A_KEY, budget);
      return new Result(key, true);
    }
    boolean legacy = block.headers().getOrDefault("Proc-Type", "").endsWith("ENCRYPTED");
    byte[] der = legacy ? decryptLegacy(block, passphrase) : block.der();
    try {
      return new Result(toPrivateKey(plain(block.label(), der, blocks)), legacy);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw legacy ? wrongPassphrase() : unreadable(); // a wrong one can leave valid padding
    }
  }

  private static PrivateKeyInfo plain(String label, byte[] der, List<PemBlock> blocks)
      throws UnusableMaterialException, IOException {
    return switch (label) {
      case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(der);
      case "RSA PRIVATE KEY" ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(der));
      case "EC PRIVATE KEY" -> {
        ECPrivateKey key = ECPrivateKey.getInstance(der);
        ASN1Encodable curve = key.getParametersObject();
        yield new PrivateKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, curve == null ? curveOf(blocks) : curve),
            key);
      }
      case "OPENSSH PRIVATE KEY" ->
          throw new UnusableMaterialException(
              "key-unsupported",
              "the key is in OpenSSH's own format; convert a copy of it with 'ssh-keygen -p -m"
                  + " PKCS8 -f FILE'");
      default ->
          throw new UnusableMaterialException(
              "key-unsupported",
              "a key of type '%s' is not accepted; use RSA, EC or Ed25519".formatted(label));
    };
  }

  private static @Nullable ASN1Encodable curveOf(List<PemBlock> blocks) {
    return blocks.stream()
        .filter(block -> block.label().equals("EC PARAMETERS"))
        .map(block -> ASN1ObjectIdentifier.getInstance(block.der()))
        .findFirst()
        .orElse(null);
  }

  /** Decrypts PKCS#8, also as a bag of PKCS#12, within the budget. */
  static PrivateKey decrypt(
      PKCS8EncryptedPrivateKeyInfo encrypted,
      char[] passphrase,
      Encryption encryption,
      DerivationBudget budget)
      throws UnusableMaterialException {
    AlgorithmIdentifier scheme = encrypted.toASN1Structure().getEncryptionAlgorithm();
    budget.spend(encryption, scheme);
    PrivateKeyInfo key;
    try {
      key = encrypted.decryptPrivateKeyInfo(decryptor(scheme, passphrase));
    } catch (PKCSException | RuntimeException e) {
      throw wrongPassphrase();
    }
    return toPrivateKey(key);
  }

  /**
   * Decrypts by a scheme that the budget has paid for.
   *
   * @param passphrase may be empty, which Bouncy Castle refuses for PBES2; HMAC pads its key with
   *     zeroes, so that one zero is the same as none
   */
  static InputDecryptorProvider decryptor(AlgorithmIdentifier scheme, char[] passphrase) {
    boolean pbes2 = scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2);
    return new JcePKCSPBEInputDecryptorProviderBuilder()
        .setProvider(BouncyCastle.PROVIDER)
        .setTryWrongPKCS12Zero(true) // an empty passphrase as OpenSSL has it
        .build(pbes2 && passphrase.length == 0 ? new char[1] : passphrase);
  }

  private static byte[] decryptLegacy(PemBlock block, @Nullable Secret passphrase)
      throws UnusableMaterialException {
    String[] info = block.headers().getOrDefault("DEK-Info", "").split(",", 2);
    Encryption.OF_A_KEY.checkLegacy(info[0].strip());
    Secret given = required(passphrase);
    try {
      return new JcePEMDecryptorProviderBuilder()
          .setProvider(BouncyCastle.PROVIDER)
          .build(given.characters())
          .get(info[0].strip())
          .decrypt(block.der(), HexFormat.of().parseHex(info[info.length - 1].strip()));
    } catch (IOException | OperatorCreationException | RuntimeException e) {
      throw wrongPassphrase();
    }
  }

  /** A JDK key, if it is strong enough and of a sane size. */
  static PrivateKey toPrivateKey(PrivateKeyInfo key) throws UnusableMaterialException {
    KeyStrength.check(key);
    ASN1ObjectIdentifier algorithm = key.getPrivateKeyAlgorithm().getAlgorithm();
    String name =
        algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
            ? "RSA"
            : algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : "EdDSA";
    try {
      // without attributes and public key, which not every reader knows
      var bare = new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), bare(name, key));
      return KeyFactory.getInstance(name)
          .generatePrivate(new PKCS8EncodedKeySpec(bare.getEncoded()));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw unreadable();
    }
  }

  private static ASN1Encodable bare(String algorithm, PrivateKeyInfo key) throws IOException {
    if (!algorithm.equals("EC")) {
      return key.parsePrivateKey();
    }
    var curve = ASN1ObjectIdentifier.getInstance(key.getPrivateKeyAlgorithm().getParameters());
    int orderBits = SECNamedCurves.getByOID(curve).getN().bitLength();
    return new ECPrivateKey(orderBits, ECPrivateKey.getInstance(key.parsePrivateKey()).getKey());
  }

  private static Secret required(@Nullable Secret passphrase) throws UnusableMaterialException {
    if (passphrase == null) {
      throw new UnusableMaterialException(
          "passphrase-missing", "the private key is encrypted; supply its passphrase");
    }
    return passphrase;
  }

  static UnusableMaterialException wrongPassphrase() {
    return new UnusableMaterialException(
        "passphrase-wrong",
        "the passphrase does not open the private key; check it, also for a line end copied along");
  }

  private static UnusableMaterialException unreadable() {
    return new UnusableMaterialException(
        "key-unreadable",
        "the private key cannot be read; export it once more, e.g. with 'openssl pkey -in FILE'");
  }
}
