package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.proof.ProofReport;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that puts the deployments of a spec behind TLS.
 *
 * @param deployments what was made for each, in the order of the spec
 * @param files by path
 * @param warnings what the caller should know
 * @param next the commands that apply the bundle, in their order
 */
@Introspected
public record Bundle(
    List<DeploymentResult> deployments,
    List<BundleFile> files,
    List<Warning> warnings,
    List<String> next) {

  /**
   * What was made for one deployment.
   *
   * @param product id of its pack
   * @param version line
   * @param chartVersion of the Helm chart; absent where the product has none
   * @param release Helm release and compose project
   * @param namespace Kubernetes namespace
   * @param targets that files were made for
   * @param certificate that clients see; absent where the cluster makes it
   * @param authority the root above it; absent where the cluster makes it
   * @param proof that the material works
   */
  @Introspected
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record DeploymentResult(
      String product,
      String version,
      String chartVersion,
      String release,
      String namespace,
      List<String> targets,
      @Nullable CertificateSummary certificate,
      @Nullable CertificateSummary authority,
      ProofReport proof) {}

  /** Only the names of the deployments; the rest may hold keys. */
  @Override
  public String toString() {
    return "Bundle" + deployments.stream().map(DeploymentResult::product).toList();
  }
}
