package dev.tlsmith.keystore;

import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.KeyStoreType;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes key stores and trust stores, and reads them back. */
@Singleton
public final class KeyStores {

  /**
   * The conventional password of every trust store: it holds public certificates only, so nothing
   * secret need stand on a command line.
   */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  /**
   * A key store with one private key entry. The entry's chain is what TLS sends: the leaf first,
   * then its intermediates, without the root.
   *
   * @param alias of the entry, lower case
   * @param password of the store and of the key in it
   */
  public byte[] keyStore(TlsIdentity identity, KeyStoreType type, String alias, char[] password) {
    try {
      KeyStore store = empty(type);
      Certificate[] chain = identity.chain().toArray(Certificate[]::new);
      store.setKeyEntry(alias, identity.key(), password, chain);
      return bytes(store, password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot write a key store", e);
    }
  }

  /**
   * A trust store under {@link #TRUST_STORE_PASSWORD}. Aliases come from subject and digest, so the
   * same certificate has the same alias in every store.
   *
   * @param certificates duplicates are dropped; may be empty
   */
  public byte[] trustStore(Collection<X509Certificate> certificates, KeyStoreType type) {
    try {
      KeyStore store = empty(type);
      for (Map.Entry<String, X509Certificate> entry : aliases(certificates).entrySet()) {
        store.setCertificateEntry(entry.getKey(), entry.getValue());
      }
      return bytes(store, TRUST_STORE_PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot write a trust store", e);
    }
  }

  /**
   * Reads a store as a program would.
   *
   * @throws IOException if the bytes are no such store or the password is wrong
   */
  public KeyStore read(byte[] store, KeyStoreType type, char[] password) throws IOException {
    try {
      KeyStore keyStore = KeyStore.getInstance(type.name());
      keyStore.load(new ByteArrayInputStream(store), password);
      return keyStore;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read a %s store".formatted(type), e);
    }
  }

  private static Map<String, X509Certificate> aliases(Collection<X509Certificate> certificates) {
    Map<String, X509Certificate> aliases = new LinkedHashMap<>();
    for (X509Certificate certificate : certificates) {
      aliases.putIfAbsent(TrustedAlias.of(certificate), certificate);
    }
    return aliases;
  }

  private static KeyStore empty(KeyStoreType type) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type.name());
    store.load(null, null);
    return store;
  }

  private static byte[] bytes(KeyStore store, char[] password)
      throws GeneralSecurityException, IOException {
    var bytes = new ByteArrayOutputStream();
    store.store(bytes, password);
    return bytes.toByteArray();
  }
}
