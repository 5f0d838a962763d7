package dev.tlsmith.bundle;

import dev.tlsmith.bundle.tool.DockerTool;
import dev.tlsmith.image.BuildContexts;
import dev.tlsmith.image.ImageBuild;
import dev.tlsmith.image.ImageOrder;
import dev.tlsmith.image.ProvenContext;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.material.ProvenDeployment.ImageContext;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The build contexts of a bundle, for deployments whose targets build images. */
@Singleton
final class BundleImages {

  private final BuildContexts contexts;

  BundleImages(BuildContexts contexts) {
    this.contexts = contexts;
  }

  /**
   * Refuses what no image can be made of, as far as the spec shows it.
   *
   * @throws InvalidSpecException 422, saying what to ask for instead
   */
  void check(TlsSpec spec, List<ResolvedDeployment> deployments) {
    for (int i = 0; i < deployments.size(); i++) {
      ResolvedDeployment one = deployments.get(i);
      if (one.buildsImages()) {
        ImageBuild.of(one, SpecPointer.deployment(i));
        requireOverlay(one, SpecPointer.deployment(i));
        if (spec.certificate().inCluster() && spec.trust().additional() == null) {
          throw InvalidSpecException.unprocessable(
              SpecPointer.TRUST_ADDITIONAL,
              "nothing-to-trust",
              "an image would trust nothing that its base does not: the CA of source '%s' is known"
                      .formatted(spec.certificate().id())
                  + " to the cluster alone; give its certificate in 'trust.additional'");
        }
      }
    }
  }

  /** The variables of {@code image.settings} are those of the overlay. */
  static void requireOverlay(ResolvedDeployment deployment, String at) {
    boolean overlaid =
        deployment.targets().stream().anyMatch(target -> target.base() == BaseFile.COMPOSE);
    if (deployment.deployment().imageSettings().settings() && !overlaid) {
      throw new InvalidSpecException(
          InvalidSpecException.Kind.UNPROCESSABLE,
          List.of(
              new Fault(
                  at + "/image/settings",
                  "settings-need-the-overlay",
                  "'settings' puts the variables of the compose overlay into the image, and none is"
                      + " made here; add 'compose' to 'targets', or leave it out")));
    }
  }

  /** The same deployments with the contexts that they ask for, and what was shown of them. */
  List<ProvenDeployment> added(TlsSpec spec, List<ProvenDeployment> deployments) {
    if (deployments.stream().noneMatch(one -> one.deployment().buildsImages())) {
      return deployments;
    }
    String digest = BundleText.digest(BundleAssembler.normalised(spec, deployments));
    List<ProvenDeployment> added = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      ProvenDeployment one = deployments.get(i);
      added.add(
          one.deployment().buildsImages()
              ? with(one, order(spec, digest, one, SpecPointer.deployment(i)))
              : one);
    }
    return added;
  }

  /** Without warnings, for a bundle has a page that says them. */
  private static ImageOrder order(TlsSpec spec, String digest, ProvenDeployment one, String at) {
    return new ImageOrder(
        spec,
        digest,
        one.deployment(),
        at,
        one.identities().anchors(),
        List.of(),
        one.material().passwords().stream().map(Secret::of).toList());
  }

  private ProvenDeployment with(ProvenDeployment one, ImageOrder order) {
    ProvenContext image = contexts.of(order);
    List<BundleFile> files =
        image.files().stream().map(file -> file.at(DockerTool.FOLDER + file.path())).toList();
    return one.with(
        new ImageContext(files, image.notes(), image.checks()), one.proof().with(image.proof()));
  }
}
