package dev.tlsmith.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Files of certificates and of nothing else, read as programs read them, but strictly. */
final class CertificateFile {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
  private static final String END = "-----END CERTIFICATE-----\n";

  private CertificateFile() {}

  /**
   * Those of a file in PEM (RFC 7468).
   *
   * @throws ProofFailedException if there is anything between or behind the certificates
   */
  static Set<X509Certificate> pem(String name, byte[] pem) throws CertificateException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    Set<X509Certificate> held = new HashSet<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    int at = 0;
    while (at < text.length()) {
      int end = text.startsWith(BEGIN, at) ? text.indexOf(END, at) : -1;
      if (end < 0) {
        throw new ProofFailedException(name + " holds more than certificates");
      }
      byte[] der = decoded(name, text.substring(at + BEGIN.length(), end).replace("\n", ""));
      if (!(factory.generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate certificate)
          || !Arrays.equals(certificate.getEncoded(), der)) {
        throw new ProofFailedException(name + " holds more than certificates");
      }
      held.add(certificate);
      at = end + END.length();
    }
    return held;
  }

  private static byte[] decoded(String name, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new ProofFailedException(name + " holds more than certificates", e);
    }
  }

  /**
   * Those that a JVM finds in a store which it opens without a password.
   *
   * @throws ProofFailedException if there is anything else in it or behind it
   */
  static Set<X509Certificate> store(byte[] store) throws GeneralSecurityException, IOException {
    requireOneValue(store);
    KeyStore opened = KeyStore.getInstance("PKCS12");
    opened.load(new ByteArrayInputStream(store), null);
    Set<X509Certificate> held = new HashSet<>();
    for (String alias : Collections.list(opened.aliases())) {
      if (!opened.isCertificateEntry(alias)
          || !(opened.getCertificate(alias) instanceof X509Certificate certificate)) {
        throw new ProofFailedException("the store of an image holds more than certificates");
      }
      held.add(certificate);
    }
    return held;
  }

  /**
   * Refuses bytes behind a DER value (X.690 §8.1.3), which its readers pass over.
   *
   * @throws ProofFailedException if there are any
   */
  private static void requireOneValue(byte[] der) {
    int first = der.length < 2 ? 0 : der[1] & 0xff;
    int further = first < 0x80 ? 0 : first - 0x80;
    long length = further == 0 ? first : 0;
    for (int i = 0; i < further && i + 2 < der.length; i++) {
      length = length << Byte.SIZE | der[i + 2] & 0xff;
    }
    if (der.length != 2 + further + length) {
      throw new ProofFailedException("there is something behind the store of an image");
    }
  }
}
