package dev.tlsmith.image;

import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.proof.ImageProof;
import dev.tlsmith.proof.ImageReport;
import dev.tlsmith.proof.SecretFinder;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Makes the trust image of a spec: an image of the trusted files alone. */
@Singleton
public final class TrustImages {

  /** Of the archive, its last file; no part of the image, whose digests it has. */
  private static final String PROOF = "proof.json";

  private final TrustFolders folders;
  private final PublicRoots roots;
  private final ImageProof proof;

  TrustImages(TrustFolders folders, PublicRoots roots, ImageProof proof) {
    this.folders = folders;
    this.roots = roots;
    this.proof = proof;
  }

  /**
   * A trust image.
   *
   * @param name with its tag
   * @param archive OCI layout and {@code docker load} form in one tar
   * @param proof what was shown of it
   */
  @SuppressWarnings("ArrayRecordComponent") // written out as it is; never compared
  public record TrustImageArchive(String name, byte[] archive, ImageReport proof) {}

  /**
   * Makes one.
   *
   * @param text what stands in {@code proof.json} of the archive
   * @throws InvalidSpecException 422 if there is nothing to trust
   */
  public TrustImageArchive of(ImageOrder order, String name, Function<ImageReport, byte[]> text) {
    TrustFolder folder = folders.of(order.anchors().certificates());
    byte[] image =
        ReproducibleTar.of(
            TrustImage.of(folder, ImageLabels.of(folder, roots, order.specDigest()), name));
    ImageReport shown =
        proof.prove(image, order.material(folder), new SecretFinder(order.secrets()));
    return new TrustImageArchive(
        name, ReproducibleTar.with(image, PROOF, text.apply(shown)), shown);
  }
}
