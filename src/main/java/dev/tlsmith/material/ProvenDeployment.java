package dev.tlsmith.material;

import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.proof.ChartProof;
import dev.tlsmith.proof.ProofReport;
import java.util.ArrayList;
import java.util.List;

/**
 * A deployment with everything that will be handed out for it.
 *
 * @param deployment as it was resolved
 * @param identities its certificates and keys
 * @param material the same, encoded
 * @param proof that the material works
 * @param image what its image is built of; without files where none is asked for
 */
public record ProvenDeployment(
    ResolvedDeployment deployment,
    DeploymentIdentities identities,
    KeyMaterial material,
    ProofReport proof,
    ImageContext image) {

  /**
   * What an image is built of.
   *
   * @param files by path, as a deployment's own
   * @param notes what a reader does with them, in Markdown
   * @param checks how a reader asks the image what it trusts, in Markdown
   */
  public record ImageContext(List<BundleFile> files, String notes, String checks) {

    static final ImageContext NONE = new ImageContext(List.of(), "", "");

    public ImageContext {
      files = List.copyOf(files);
    }
  }

  /** One without an image. */
  public ProvenDeployment(
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      KeyMaterial material,
      ProofReport proof) {
    this(deployment, identities, material, proof, ImageContext.NONE);
  }

  /** The same with an image, and with what was shown of it. */
  public ProvenDeployment with(ImageContext context, ProofReport shown) {
    return new ProvenDeployment(deployment, identities, material, shown, context);
  }

  /** The same, with what was shown of the chart that it is part of. */
  public ProvenDeployment with(ChartProof chart) {
    return new ProvenDeployment(deployment, identities, material, proof.with(chart), image);
  }

  /**
   * Its files but for the documents: first those with key material. Those that need a key which the
   * caller alone has are {@linkplain CompletionText unfinished}.
   */
  public List<RenderedFile> render() {
    List<RenderedFile> rendered = new ArrayList<>(deployment.renderMaterial(material.model()));
    rendered.addAll(deployment.plain());
    return rendered;
  }
}
