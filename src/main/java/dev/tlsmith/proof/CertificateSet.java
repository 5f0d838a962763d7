package dev.tlsmith.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Certificates by their encoding (DER); two files of the same certificates have equal sets. */
final class CertificateSet {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
  private static final String END = "-----END CERTIFICATE-----\n";

  /** As a key: its hash is computed once, by what the JVM has for whole arrays. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its content
  private record Encoding(byte[] der, int hash) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Encoding that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final Set<Encoding> encodings = new HashSet<>();

  void add(byte[] der) {
    encodings.add(new Encoding(der, Arrays.hashCode(der)));
  }

  int size() {
    return encodings.size();
  }

  /**
   * Those of a file in PEM (RFC 7468).
   *
   * @throws ProofFailedException if there is anything between or behind the certificates
   */
  static CertificateSet ofPem(String name, byte[] pem) {
    String text = new String(pem, StandardCharsets.US_ASCII);
    CertificateSet set = new CertificateSet();
    int at = 0;
    while (at < text.length()) {
      int end = text.startsWith(BEGIN, at) ? text.indexOf(END, at) : -1;
      if (end < 0) {
        throw new ProofFailedException(name + " holds more than certificates");
      }
      String base64 = text.substring(at + BEGIN.length(), end).replace("\n", "");
      set.add(decoded(name, base64));
      at = end + END.length();
    }
    return set;
  }

  private static byte[] decoded(String name, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new ProofFailedException(name + " holds more than certificates", e);
    }
  }

  /**
   * Refuses bytes behind a DER value (X.690 §8.1.3), which its readers pass over.
   *
   * @throws ProofFailedException if there are any
   */
  static void requireOneValue(byte[] der) {
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

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateSet that && encodings.equals(that.encodings);
  }

  @Override
  public int hashCode() {
    return encodings.hashCode();
  }
}
