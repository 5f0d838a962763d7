package dev.tlsmith.keystore;

import dev.tlsmith.certificate.Pkcs12Writer;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.TrustStoreForm;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes key stores and trust stores, and reads them back. */
@Singleton
public final class KeyStores {

  /**
   * The conventional password of every trust store: it holds public certificates only, so nothing
   * secret need stand on a command line.
   */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  private final Pkcs12Writer pkcs12;
  private final Map<X509Certificate, TrustedEntry> publicRoots;

  /**
   * A writer and reader.
   *
   * @param publicRoots encoded once, here: they stand in nearly every bundle
   * @param random for salts
   */
  public KeyStores(PublicRoots publicRoots, SecureRandom random) {
    this.pkcs12 = new Pkcs12Writer(random);
    this.publicRoots =
        publicRoots.certificates().stream()
            .collect(Collectors.toUnmodifiableMap(Function.identity(), TrustedEntry::of));
  }

  /** A certificate of a trust store, and its encoding there. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record TrustedEntry(String alias, X509Certificate certificate, byte[] bag) {

    static TrustedEntry of(X509Certificate certificate) {
      String alias = TrustedAlias.of(certificate);
      return new TrustedEntry(alias, certificate, Pkcs12Writer.trusted(alias, certificate));
    }
  }

  /**
   * A key store with one private key entry. The entry's chain is what TLS sends: the leaf first,
   * then its intermediates, without the root.
   *
   * @param alias of the entry, lower case
   * @param password of the store and of the key in it
   */
  public byte[] keyStore(
      TlsIdentity identity, KeyStoreType type, String alias, StorePassword password) {
    char[] characters = password.characters();
    return switch (type) {
      case PKCS12 ->
          pkcs12.keyStore(
              alias, identity.key(), identity.chain(), characters, password.iterations());
      case JKS ->
          written(
              type,
              characters,
              store -> {
                Certificate[] chain = identity.chain().toArray(Certificate[]::new);
                store.setKeyEntry(alias, identity.key(), characters, chain);
              });
    };
  }

  /**
   * A trust store under {@link #TRUST_STORE_PASSWORD}. Aliases come from subject and digest, so the
   * same certificate has the same alias in every store.
   *
   * @param certificates duplicates are dropped; may be empty
   * @param form of PKCS#12; JKS has one alone
   */
  public byte[] trustStore(
      Collection<X509Certificate> certificates, KeyStoreType type, TrustStoreForm form) {
    Collection<TrustedEntry> entries = entries(certificates);
    char[] password = TRUST_STORE_PASSWORD.toCharArray();
    if (type == KeyStoreType.PKCS12 && form == TrustStoreForm.AUTHENTICATED) {
      return Pkcs12Writer.trustStore(bags(entries), password);
    }
    return written(
        type,
        password,
        store -> {
          for (TrustedEntry entry : entries) {
            store.setCertificateEntry(entry.alias(), entry.certificate());
          }
        });
  }

  /**
   * What a JVM's own {@code lib/security/cacerts} must be: PKCS#12 without a password. The JDK
   * opens that file with none, and where it has one, sees no entry in it and says nothing.
   *
   * @param certificates as in {@link #trustStore}
   */
  public byte[] cacerts(Collection<X509Certificate> certificates) {
    return Pkcs12Writer.passwordlessTrustStore(bags(entries(certificates)));
  }

  private Collection<TrustedEntry> entries(Collection<X509Certificate> certificates) {
    Map<String, TrustedEntry> entries = new LinkedHashMap<>();
    for (X509Certificate certificate : certificates) {
      TrustedEntry known = publicRoots.get(certificate);
      TrustedEntry entry = known == null ? TrustedEntry.of(certificate) : known;
      entries.putIfAbsent(entry.alias(), entry);
    }
    return entries.values();
  }

  private static List<byte[]> bags(Collection<TrustedEntry> entries) {
    return entries.stream().map(TrustedEntry::bag).toList();
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

  /** Puts entries into a store that is empty. */
  private interface Filling {
    void into(KeyStore store) throws GeneralSecurityException;
  }

  /** By the JDK's own writer. */
  private static byte[] written(KeyStoreType type, char[] password, Filling filling) {
    try {
      KeyStore store = KeyStore.getInstance(type.name());
      store.load(null, null);
      filling.into(store);
      var bytes = new ByteArrayOutputStream();
      store.store(bytes, password);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot write a store", e);
    }
  }
}
