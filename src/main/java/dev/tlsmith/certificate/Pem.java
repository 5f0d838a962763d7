package dev.tlsmith.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;

/** Writes the textual encodings of RFC 7468, with {@code \n} line ends, and fingerprints. */
public final class Pem {

  /** As the JDK's key stores have it; the passphrases are long and random. */
  private static final int ITERATIONS = 10_000;

  private Pem() {}

  /** One {@code CERTIFICATE} block each, in the given order; empty for none. */
  public static String certificates(Collection<X509Certificate> certificates) {
    StringWriter text = new StringWriter();
    for (X509Certificate certificate : certificates) {
      text.append(block("CERTIFICATE", der(certificate)));
    }
    return text.toString();
  }

  /** A {@code PRIVATE KEY} block: PKCS#8 (RFC 5958), not encrypted. */
  public static String privateKey(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /**
   * An {@code ENCRYPTED PRIVATE KEY} block: PKCS#8 under PBES2 (RFC 8018) with AES-256-CBC and
   * PBKDF2 with HMAC-SHA-256, which OpenSSL 1.1 and 3, Java and Node read.
   *
   * @param passphrase encoded as UTF-8
   */
  public static String encryptedPrivateKey(PrivateKey key, char[] passphrase) {
    try {
      var encryptor =
          new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
              .setProvider(BouncyCastle.PROVIDER)
              .setPRF(PKCS8Generator.PRF_HMACSHA256)
              .setIterationCount(ITERATIONS)
              .setPassword(passphrase)
              .build();
      var encrypted =
          new PKCS8EncryptedPrivateKeyInfoBuilder(PrivateKeyInfo.getInstance(key.getEncoded()))
              .build(encryptor);
      return block("ENCRYPTED PRIVATE KEY", encrypted.getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot encrypt a private key", e);
    }
  }

  /** SHA-256 of the whole certificate: upper-case hex pairs with colons. */
  public static String sha256Fingerprint(X509Certificate certificate) {
    return fingerprint(certificate, "SHA-256");
  }

  /** SHA-1 of the whole certificate, for tools that know no other: upper-case, with colons. */
  static String sha1Fingerprint(X509Certificate certificate) {
    return fingerprint(certificate, "SHA-1");
  }

  /** The serial number: upper-case hex pairs with colons, as {@code openssl x509 -text} has it. */
  static String serialNumber(X509Certificate certificate) {
    byte[] octets = certificate.getSerialNumber().toByteArray();
    int first = octets.length > 1 && octets[0] == 0 ? 1 : 0; // the sign
    return colons().formatHex(octets, first, octets.length);
  }

  private static String fingerprint(X509Certificate certificate, String algorithm) {
    try {
      return colons().formatHex(MessageDigest.getInstance(algorithm).digest(der(certificate)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JRE has " + algorithm, e);
    }
  }

  private static HexFormat colons() {
    return HexFormat.ofDelimiter(":").withUpperCase();
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has its encoding", e);
    }
  }

  private static String block(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }
}
