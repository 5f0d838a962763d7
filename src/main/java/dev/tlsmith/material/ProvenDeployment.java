package dev.tlsmith.material;

import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
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
 */
public record ProvenDeployment(
    ResolvedDeployment deployment,
    DeploymentIdentities identities,
    KeyMaterial material,
    ProofReport proof) {

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
