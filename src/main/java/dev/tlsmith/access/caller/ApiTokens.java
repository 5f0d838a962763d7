package dev.tlsmith.access.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests of the API tokens. A token is 256 random bits, so a plain SHA-256 of it tells nothing
 * about it and cannot be searched; slow hashes are for what people choose.
 */
public final class ApiTokens {

  /**
   * One token.
   *
   * @param sha256 32 octets
   * @param caller whose it is
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest alone
  public record Digest(byte[] sha256, Caller caller) {}

  private final List<Digest> digests;

  public ApiTokens(List<Digest> digests) {
    this.digests = List.copyOf(digests);
  }

  /**
   * Whose token it is. Every digest is compared, each in constant time, so that the time taken says
   * nothing about how near a guess was, or whose token it is.
   */
  @Nullable Caller callerOf(String token) {
    byte[] presented = sha256(token);
    Caller found = null;
    for (Digest digest : digests) {
      boolean same = MessageDigest.isEqual(digest.sha256(), presented);
      found = same ? digest.caller() : found;
    }
    return found;
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
