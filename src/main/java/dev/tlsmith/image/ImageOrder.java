package dev.tlsmith.image;

import dev.tlsmith.material.TrustAnchors;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.proof.ImageMaterial;
import dev.tlsmith.spec.CertificateSource.KeyOrigin;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.TlsSpec;
import java.util.Collection;
import java.util.List;

/**
 * What an image is to be made for.
 *
 * @param spec as it was asked for
 * @param specDigest SHA-256 of the spec without secrets, as {@code tlsmith.yaml} has it; hex
 * @param deployment whose program it is
 * @param at pointer of the deployment in the spec, for faults
 * @param anchors whom it trusts
 * @param warnings that whoever builds it should read
 * @param secrets that must not be in it: passwords that were made or given
 */
public record ImageOrder(
    TlsSpec spec,
    String specDigest,
    ResolvedDeployment deployment,
    String at,
    TrustAnchors anchors,
    List<Warning> warnings,
    Collection<Secret> secrets) {

  public ImageOrder {
    warnings = List.copyOf(warnings);
    secrets = List.copyOf(secrets);
  }

  /** What is to be proven of its files. */
  ImageMaterial material(TrustFolder folder) {
    boolean supplied =
        spec.certificate().keyOrigin() == KeyOrigin.SUPPLIED
            && !spec.certificate().makesCa(deployment.deployment().termination());
    return new ImageMaterial(
        folder.files(),
        TrustFolder.CACERTS,
        TrustFolder.OWN,
        folder.certificates(),
        anchors.server(),
        deployment.edgeNames(),
        supplied,
        SpecPointer.CERTIFICATE);
  }
}
