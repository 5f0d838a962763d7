package dev.tlsmith.proof;

import dev.tlsmith.certificate.encoding.Sha256;

/** SHA-256 of what is handed out, computed here again and not taken from who made it. */
final class Digest {

  private Digest() {}

  /** As an OCI descriptor names a blob: {@code sha256:…}. */
  static String ofBlob(byte[] content) {
    return "sha256:" + Sha256.hex(content);
  }
}
