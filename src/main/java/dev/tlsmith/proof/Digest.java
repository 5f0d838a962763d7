package dev.tlsmith.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is handed out, computed here again and not taken from who made it. */
final class Digest {

  private Digest() {}

  /** As an OCI descriptor names a blob: {@code sha256:…}. */
  static String ofBlob(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
