package dev.tlsmith.bundle;

import dev.tlsmith.image.BuildContexts;
import dev.tlsmith.image.ImageOrder;
import dev.tlsmith.image.ProvenContext;
import dev.tlsmith.image.TrustImages;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.material.TrustAnchors;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The use case of an image alone: from a spec to what trusts its certificates, without a bundle.
 * Nothing is issued, and no key is made.
 */
@Singleton
public final class ImageGenerator {

  private final PermittedDeployments permitted;
  private final CertificateProvisioning provisioning;
  private final BuildContexts contexts;
  private final TrustImages trustImages;

  ImageGenerator(
      PermittedDeployments permitted,
      CertificateProvisioning provisioning,
      BuildContexts contexts,
      TrustImages trustImages) {
    this.permitted = permitted;
    this.provisioning = provisioning;
    this.contexts = contexts;
    this.trustImages = trustImages;
  }

  /**
   * An archive that is handed out.
   *
   * @param fileName as a download has it
   * @param content the same bytes for the same spec
   * @param digest of the image in it, {@code sha256:…}; null of a context
   */
  @SuppressWarnings("ArrayRecordComponent") // written out as it is; never compared
  public record Archive(String fileName, byte[] content, @Nullable String digest) {}

  /**
   * The build context of one deployment, as a gzipped tar archive for {@code docker build -}.
   *
   * @throws InvalidSpecException if the spec cannot be fulfilled, or the requester's policy does
   *     not allow it
   */
  public Archive context(TlsSpec spec, Requester requester) {
    Trusted trusted = trusted(spec, requester);
    if (trusted.deployments().size() > 1) {
      throw InvalidSpecException.unprocessable(
          SpecPointer.DEPLOYMENTS,
          "several-products",
          "a build context is for one product, and these are %d; ask for each by itself, for a"
                  .formatted(trusted.deployments().size())
              + " bundle with the target 'image', which has a context for each, or for the trust"
              + " image, POST /v1/images.tar, which serves all");
    }
    ResolvedDeployment deployment = trusted.deployments().getFirst();
    BundleImages.requireOverlay(deployment, SpecPointer.deployment(0));
    ProvenContext image = contexts.of(order(spec, trusted, trusted.anchors().getFirst()));
    List<BundleFile> files = new ArrayList<>(image.files());
    files.add(BundleText.proof(image.proof()));
    files.sort(Comparator.comparing(BundleFile::path));
    return new Archive(
        deployment.release() + "-image.tgz", Archives.tarGz(List.copyOf(files)), null);
  }

  /**
   * The trust image of all deployments, as OCI layout and {@code docker load} file in one.
   *
   * @throws InvalidSpecException as {@link #context}
   */
  public Archive trustImage(TlsSpec spec, Requester requester) {
    Trusted trusted = trusted(spec, requester);
    Set<X509Certificate> all = new LinkedHashSet<>();
    trusted.anchors().forEach(anchors -> all.addAll(anchors.certificates()));
    TrustAnchors united = new TrustAnchors(List.copyOf(all), trusted.anchors().getFirst().server());
    String name = name(spec, trusted.deployments());
    TrustImages.TrustImageArchive image =
        trustImages.of(
            order(spec, trusted, united), name, shown -> BundleText.proof(shown).content());
    return new Archive(
        name.substring(name.lastIndexOf('/') + 1, name.lastIndexOf(':')) + ".tar",
        image.archive(),
        Objects.requireNonNull(image.proof().digests()).index());
  }

  private record Trusted(
      List<ResolvedDeployment> deployments, List<TrustAnchors> anchors, List<Warning> warnings) {}

  private Trusted trusted(TlsSpec spec, Requester requester) {
    List<ResolvedDeployment> deployments = permitted.of(spec.withTargets(targets(spec)), requester);
    if (CertificateProvisioning.makesCa(spec, deployments)) {
      throw InvalidSpecException.unprocessable(
          SpecPointer.CERTIFICATE_SOURCE,
          "image-of-a-ca-that-nobody-has",
          "an image would trust a CA that is made for it alone, and no server has a certificate of"
              + " it; ask for a bundle with the target 'image', or give the CA that signs: its"
              + " certificate in 'trust.additional' with 'termination' 'none', or the source"
              + " 'provided', 'private-ca' or 'service-ca'");
    }
    List<Warning> warnings = new ArrayList<>();
    deployments.forEach(one -> warnings.addAll(one.warnings()));
    List<TrustAnchors> anchors = provisioning.anchors(spec, deployments, warnings);
    spec.requireAccepted(warnings);
    return new Trusted(deployments, anchors, warnings);
  }

  /** The image, and the overlay where its variables are asked for. */
  private static Set<Target> targets(TlsSpec spec) {
    boolean overlay = spec.deployments().stream().anyMatch(one -> one.imageSettings().settings());
    Set<Target> targets = EnumSet.noneOf(Target.class);
    Stream.of(Target.values())
        .filter(one -> one.buildsImages() || (overlay && one.base() == BaseFile.COMPOSE))
        .forEach(targets::add);
    return targets;
  }

  private static ImageOrder order(TlsSpec spec, Trusted trusted, TrustAnchors anchors) {
    TlsSpec normalised =
        spec.withDeployments(
            trusted.deployments().stream().map(ResolvedDeployment::normalised).toList());
    return new ImageOrder(
        spec,
        BundleText.digest(normalised),
        trusted.deployments().getFirst(),
        SpecPointer.deployment(0),
        anchors,
        trusted.warnings(),
        secrets(spec));
  }

  /** What was given and must not come out again. */
  private static List<Secret> secrets(TlsSpec spec) {
    SuppliedCertificate pair = spec.certificate().supplied();
    return Stream.of(spec.keyStore().password(), pair == null ? null : pair.passphrase())
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private static String name(TlsSpec spec, List<ResolvedDeployment> deployments) {
    String given =
        deployments.size() == 1 ? deployments.getFirst().deployment().imageSettings().name() : null;
    String release = deployments.size() == 1 ? deployments.getFirst().release() : spec.release();
    String name = given == null ? release + "-trust" : given;
    return name.indexOf(':', name.lastIndexOf('/') + 1) < 0 ? name + ":latest" : name;
  }
}
