package dev.tlsmith.certificate.encoding;

import dev.tlsmith.spec.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.bc.ObjectStore;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/**
 * Whether something holds a private key, in whatever form and encryption: told by parsing it, since
 * prose may well name the line that a key begins with. Says what it is, and repeats none of it.
 */
public final class PrivateKeyForm {

  /** More than a placeholder has, less than the smallest key: RFC 8410 needs 48 bytes. */
  private static final int SHORTEST_KEY = 32;

  /** Enough of a body to tell what it is. */
  private static final int LONGEST_START = 4096;

  /** RFC 7468 §10 and §11, and what came before it: also of OpenSSH, OpenPGP and SSH.com. */
  private static final Pattern BEGIN =
      Pattern.compile("---- ?BEGIN ([A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?) ?----");

  /** Line ends as JSON, Java and shells write them. */
  private static final Pattern ESCAPED_LINE_END = Pattern.compile("\\\\+[nrt]");

  /** RFC 1421 and RFC 4880 §6.2. */
  private static final Pattern HEADER = Pattern.compile("(?m)^\\W*[A-Z][A-Za-z-]+: .*$");

  private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/]");
  private static final Pattern JSON_WEB_KEY =
      Pattern.compile("\"(?:d|k)\\\\*\"\\s*:\\s*\\\\*\"[A-Za-z0-9_-]{32,}");
  private static final String OPENSSH = "openssh-key-v1";
  private static final int SEQUENCE = 0x30;
  private static final int JKS = 0xFEEDFEED;
  private static final int JCEKS = 0xCECECECE;

  private PrivateKeyForm() {}

  /**
   * A private key that a text holds: in PEM, whatever stands between its lines, as a JSON Web Key
   * or in PuTTY's format.
   *
   * @return what it is, for people; empty if there is none
   */
  public static Optional<String> ofText(String text) {
    Matcher begin = BEGIN.matcher(text);
    while (begin.find()) {
      String label = begin.group(1);
      String rest =
          text.substring(begin.end(), Math.min(text.length(), begin.end() + LONGEST_START));
      int end = rest.indexOf("---");
      if (isKey(label, end < 0 ? rest : rest.substring(0, end))) {
        return Optional.of("a private key in PEM (%s)".formatted(label));
      }
    }
    if (text.contains("PuTTY-User-Key-File-") && text.contains("Private-Lines:")) {
      return Optional.of("a private key in PuTTY's format");
    }
    return text.contains("kty") && JSON_WEB_KEY.matcher(text).find()
        ? Optional.of("a private key as a JSON Web Key")
        : Optional.empty();
  }

  private static boolean isKey(String label, String escaped) {
    String body = ESCAPED_LINE_END.matcher(escaped).replaceAll("\n");
    boolean opaque = body.contains("ENCRYPTED") || label.contains("PGP") || label.contains("SSH2");
    String base64 = NOT_BASE64.matcher(HEADER.matcher(body).replaceAll("")).replaceAll("");
    byte[] start = Base64.getDecoder().decode(base64.substring(0, base64.length() / 4 * 4));
    return start.length >= SHORTEST_KEY
        && (opaque || start[0] == SEQUENCE || startsWith(start, OPENSSH));
  }

  private static boolean startsWith(byte[] content, String start) {
    return new String(
            content, 0, Math.min(content.length, start.length()), StandardCharsets.US_ASCII)
        .equals(start);
  }

  /**
   * A private key that a binary content is or holds: PKCS#8, PKCS#1, SEC 1 or OpenSSH, or a key
   * store with such an entry. A store that no password opens is taken for one.
   *
   * @param passwords that a PKCS#12 file is opened with, besides the empty one
   * @return what it is, for people; empty if it is none
   */
  public static Optional<String> ofBytes(byte[] content, Collection<Secret> passwords) {
    int magic = content.length < Integer.BYTES ? 0 : ByteBuffer.wrap(content).getInt();
    if (magic == JKS) {
      return ofJks(content);
    }
    if (magic == JCEKS) {
      return Optional.of("a key store of type JCEKS");
    }
    if (startsWith(content, OPENSSH)) {
      return Optional.of("a private key of OpenSSH");
    }
    return content.length >= SHORTEST_KEY && content[0] == SEQUENCE
        ? ofDer(content, passwords)
        : Optional.empty();
  }

  private static Optional<String> ofDer(byte[] content, Collection<Secret> passwords) {
    ASN1Primitive structure;
    try (ASN1InputStream in = new ASN1InputStream(content)) {
      structure = in.readObject();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    if (!(structure instanceof ASN1Sequence sequence) || sequence.size() < 2) {
      return Optional.empty();
    }
    if (is(() -> PrivateKeyInfo.getInstance(sequence))) {
      return Optional.of("a private key in DER (PKCS#8)");
    }
    if (is(() -> RSAPrivateKey.getInstance(sequence))) {
      return Optional.of("a private key in DER (PKCS#1)");
    }
    if (is(() -> ECPrivateKey.getInstance(sequence).getKey())) {
      return Optional.of("a private key in DER (SEC 1)");
    }
    if (is(() -> Pfx.getInstance(sequence))) {
      return Pkcs12Reader.holdsKey(content, passwords)
          ? Optional.of("a PKCS#12 file with a key, or one that no known password opens")
          : Optional.empty();
    }
    if (is(() -> ObjectStore.getInstance(sequence))) {
      return Optional.of("a key store of type BCFKS");
    }
    if (sequence.size() == 2 && is(() -> EncryptedPrivateKeyInfo.getInstance(sequence))) {
      return Optional.of("an encrypted private key in DER (PKCS#8)");
    }
    return Optional.empty();
  }

  private static boolean is(Supplier<Object> reading) {
    try {
      return reading.get() != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Its entries are told apart without a password. */
  private static Optional<String> ofJks(byte[] content) {
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(new ByteArrayInputStream(content), null);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          return Optional.of("a key store of type JKS with a key");
        }
      }
      return Optional.empty();
    } catch (GeneralSecurityException | IOException e) {
      return Optional.of("a key store of type JKS that cannot be read");
    }
  }
}
