package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * How the key store is written.
 *
 * @param password 12 to 128 of {@code [A-Za-z0-9._~-]}; default: 32 generated characters
 * @param type default {@link KeyStoreType#PKCS12}
 * @param alias of the private key entry, lower case; default {@code tls}
 * @param trustStoreForm of trust stores in PKCS#12, others have one form alone; default {@link
 *     TrustStoreForm#AUTHENTICATED}
 */
public record KeyStoreSettings(
    @Nullable Secret password, KeyStoreType type, String alias, TrustStoreForm trustStoreForm) {

  /** Every default. */
  public static final KeyStoreSettings DEFAULT =
      new KeyStoreSettings(null, KeyStoreType.PKCS12, "tls", TrustStoreForm.AUTHENTICATED);

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public KeyStoreSettings {
    type = type == null ? KeyStoreType.PKCS12 : type;
    alias = alias == null ? "tls" : alias;
    trustStoreForm = trustStoreForm == null ? TrustStoreForm.AUTHENTICATED : trustStoreForm;
  }
}
