package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.spec.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key store of type JKS through the JDK, which derives nothing dear of its password. What
 * it throws for a file that is cut off or made up is of many kinds.
 */
final class JksReader {

  private final KeyStore store;
  private final @Nullable Secret password;

  /**
   * Opens a file.
   *
   * @param password null for its certificates alone
   */
  JksReader(byte[] file, @Nullable Secret password) throws UnusableMaterialException {
    this.password = password;
    char[] characters = password == null ? null : password.characters();
    try {
      this.store = KeyStore.getInstance("JKS");
      store.load(new ByteArrayInputStream(file), characters);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw password != null && e.getCause() instanceof GeneralSecurityException
          ? new UnusableMaterialException(
              "passphrase-wrong", "the password does not open the JKS file; check it")
          : new UnusableMaterialException(
              "jks-unreadable", "the file begins like JKS and cannot be read; export it once more");
    }
  }

  List<String> aliases() {
    try {
      return Collections.list(store.aliases());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store was loaded", e);
    }
  }

  boolean isKey(String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store was loaded", e);
    }
  }

  /** DER of the certificates of an entry, the chain of a key. */
  List<byte[]> certificates(String alias) {
    List<byte[]> encoded = new ArrayList<>();
    try {
      Certificate[] chain =
          store.isKeyEntry(alias)
              ? store.getCertificateChain(alias)
              : new Certificate[] {store.getCertificate(alias)};
      for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
        encoded.add(certificate.getEncoded());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store was loaded", e);
    }
    return encoded;
  }

  /** The key of an entry; empty without the password. */
  Optional<PrivateKey> key(String alias) throws UnusableMaterialException {
    if (password == null) {
      return Optional.empty();
    }
    Key key;
    try {
      key = store.getKey(alias, password.characters());
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnusableMaterialException(
          "key-password-differs",
          "the key of an entry has another password than its store, and most programs take one"
              + " alone; make them one with 'keytool -keypasswd'");
    }
    if (key == null || key.getEncoded() == null) {
      return Optional.empty();
    }
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      return Optional.of(PrivateKeyReader.toPrivateKey(info));
    } catch (RuntimeException e) {
      throw new UnusableMaterialException(
          "key-unreadable", "the private key of an entry cannot be read; export it once more");
    }
  }
}
