package dev.tlsmith.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was shown of an image, or of the context that it is built of; {@code image} of {@code
 * proof.json}.
 *
 * @param trust the files that it trusts, read again
 * @param digests computed again from the archive that is handed out; absent of a context, whose
 *     image is made elsewhere
 * @param handshakes by a client whose trust store is the {@code cacerts} of the image
 * @param reason why there are none; absent where there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReport(
    List<TrustedFile> trust,
    @Nullable Digests digests,
    List<Handshake> handshakes,
    @Nullable String reason) {

  public ImageReport {
    trust = List.copyOf(trust);
    handshakes = List.copyOf(handshakes);
  }

  /** The same of a whole image. */
  ImageReport with(Digests computed) {
    return new ImageReport(trust, computed, handshakes, reason);
  }

  /**
   * A file of trusted certificates.
   *
   * @param name in its folder
   * @param certificates how many it holds, and nothing else
   */
  public record TrustedFile(String name, int certificates) {}

  /**
   * What identifies an image.
   *
   * @param index of the whole, by which it is pinned: {@code sha256:…}
   * @param layer which is its diff id as well, for it is not compressed
   * @param platforms what the index leads to
   */
  public record Digests(String index, String layer, List<Platform> platforms) {

    public Digests {
      platforms = List.copyOf(platforms);
    }
  }

  /**
   * The image for one platform.
   *
   * @param platform e.g. {@code "linux/arm64"}
   * @param manifest its digest
   * @param config its digest, which is Docker's image id
   */
  public record Platform(String platform, String manifest, String config) {}
}
