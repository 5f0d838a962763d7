package dev.tlsmith.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSequenceGenerator;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Writes PKCS#12 files (RFC 7292) whose certificates are not encrypted, for they are public; a
 * private key is, and a MAC protects the whole. Not through the JDK's {@code KeyStore}: that
 * derives a key for the certificates too, and can be told otherwise for the whole JVM only.
 *
 * <p>The algorithms are those that the JDK has written since 8u301, 11.0.12 and 17, and OpenSSL
 * since 3.0: PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC (RFC 8018), and a MAC with SHA-256.
 */
public final class Pkcs12Writer {

  /**
   * Marks a certificate as trusted for a purpose; the JDK takes no other for a trusted entry. Its
   * documentation has no word of it, its {@code PKCS12KeyStore} has.
   */
  private static final ASN1ObjectIdentifier TRUSTED_KEY_USAGE =
      new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

  private static final int SALT_OCTETS = 20; // as the JDK has it
  private static final int BLOCK_OCTETS = 16;
  private static final int KEY_OCTETS = 32;

  /** Room for what stands around a content: tags, lengths, object identifiers, a MAC. */
  private static final int HEADER_OCTETS = 256;

  private final SecureRandom random;

  /** Draws salts from the given source. */
  public Pkcs12Writer(SecureRandom random) {
    this.random = random;
  }

  /**
   * Trusted certificates, each an entry of its own.
   *
   * @param bags of {@link #trusted}, in their order
   * @param password whose MAC the file has; it is public, so nothing is gained by making it dear
   */
  public static byte[] trustStore(List<byte[]> bags, char[] password) {
    // A salt and iterations hinder who guesses a password, and this one is known. So the same
    // certificates are the same bytes.
    return file(safeContents(bags), password, new byte[SALT_OCTETS], 1);
  }

  /**
   * The same without a MAC, and so without any password (RFC 7292 §4: {@code macData} is optional).
   * It opens with none, and with whichever a program gives.
   *
   * @param bags of {@link #trusted}, in their order
   */
  public static byte[] passwordlessTrustStore(List<byte[]> bags) {
    byte[] safeContents = safeContents(bags);
    return wrapped(new Pfx(data(authenticated(safeContents)), null), safeContents.length);
  }

  /**
   * One entry of a trust store, encoded: a {@code SafeBag}.
   *
   * @param alias lower case
   */
  public static byte[] trusted(String alias, X509Certificate certificate) {
    return encoded(
        new SafeBag(
            PKCSObjectIdentifiers.certBag,
            certBag(certificate),
            new DERSet(
                new ASN1Encodable[] {
                  friendlyName(alias),
                  attribute(TRUSTED_KEY_USAGE, KeyPurposeId.anyExtendedKeyUsage)
                })));
  }

  /**
   * A private key and its chain, as one entry.
   *
   * @param alias lower case
   * @param chain the leaf first
   * @param password of the key and of the MAC
   * @param iterations of each of the two derivations
   */
  public byte[] keyStore(
      String alias, PrivateKey key, List<X509Certificate> chain, char[] password, int iterations) {
    DERSet attributes =
        new DERSet(
            new ASN1Encodable[] {
              friendlyName(alias),
              attribute(
                  PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(new byte[] {1}))
            });
    List<byte[]> bags = new ArrayList<>();
    bags.add(
        encoded(
            new SafeBag(
                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                encrypted(key, password, iterations),
                attributes)));
    for (X509Certificate certificate : chain) {
      DERSet own = bags.size() == 1 ? attributes : null;
      bags.add(encoded(new SafeBag(PKCSObjectIdentifiers.certBag, certBag(certificate), own)));
    }
    return file(safeContents(bags), password, octets(SALT_OCTETS), iterations);
  }

  private static byte[] safeContents(List<byte[]> bags) {
    try {
      int length = bags.stream().mapToInt(bag -> bag.length).sum();
      var bytes = new ByteArrayOutputStream(length + HEADER_OCTETS);
      var sequence = new DERSequenceGenerator(bytes);
      for (byte[] bag : bags) {
        sequence.getRawOutputStream().write(bag);
      }
      sequence.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private static byte[] file(byte[] safeContents, char[] password, byte[] salt, int iterations) {
    byte[] authenticated = authenticated(safeContents);
    AlgorithmIdentifier digest =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    DigestInfo mac = new DigestInfo(digest, mac(authenticated, password, salt, iterations));
    return wrapped(
        new Pfx(data(authenticated), new MacData(mac, salt, iterations)), authenticated.length);
  }

  private static byte[] authenticated(byte[] safeContents) {
    return wrapped(new DERSequence(data(safeContents)), safeContents.length);
  }

  /** RFC 7292 appendix B, which the JDK has under this name. */
  private static byte[] mac(byte[] content, char[] password, byte[] salt, int iterations) {
    try {
      Mac mac = Mac.getInstance("HmacPBESHA256");
      mac.init(
          SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(password)),
          new PBEParameterSpec(salt, iterations));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make the MAC of a PKCS#12 file", e);
    }
  }

  private EncryptedPrivateKeyInfo encrypted(PrivateKey key, char[] password, int iterations) {
    byte[] salt = octets(SALT_OCTETS);
    byte[] start = octets(BLOCK_OCTETS);
    byte[] encoding = key.getEncoded();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      SecretKey derived =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(password, salt, iterations, KEY_OCTETS * Byte.SIZE));
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(derived.getEncoded(), "AES"),
          new IvParameterSpec(start));
      return new EncryptedPrivateKeyInfo(
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.id_PBES2, parameters(salt, iterations, start)),
          cipher.doFinal(encoding));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt a private key", e);
    } finally {
      Arrays.fill(encoding, (byte) 0);
    }
  }

  private static PBES2Parameters parameters(byte[] salt, int iterations, byte[] start) {
    AlgorithmIdentifier function =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
    return new PBES2Parameters(
        new KeyDerivationFunc(
            PKCSObjectIdentifiers.id_PBKDF2,
            new PBKDF2Params(salt, iterations, KEY_OCTETS, function)),
        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(start)));
  }

  private static CertBag certBag(X509Certificate certificate) {
    try {
      return new CertBag(
          PKCSObjectIdentifiers.x509Certificate, new DEROctetString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has its encoding", e);
    }
  }

  private static DERSequence friendlyName(String alias) {
    return attribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(alias));
  }

  private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
  }

  private static ContentInfo data(byte[] content) {
    return new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(content));
  }

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  private static byte[] encoded(ASN1Encodable value) {
    return wrapped(value, 0);
  }

  /** Of what is little more than such a content: large ones are not to be copied while it grows. */
  private static byte[] wrapped(ASN1Encodable value, int content) {
    try {
      var bytes = new ByteArrayOutputStream(content + HEADER_OCTETS);
      value.toASN1Primitive().encodeTo(bytes, ASN1Encoding.DER);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }
}
