package dev.tlsmith.spec;

/** The format of the key store and the trust stores. */
public enum KeyStoreType {
  /** RFC 7292, the default; every runtime reads it. */
  PKCS12,
  /** Java's old format; its integrity check is weak, for programs that read nothing else. */
  JKS;

  /** The usual file name extension: {@code p12} or {@code jks}. */
  public String extension() {
    return switch (this) {
      case PKCS12 -> "p12";
      case JKS -> "jks";
    };
  }
}
