package dev.tlsmith.bundle;

import dev.tlsmith.bundle.Bundle.DeploymentResult;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import dev.tlsmith.proof.ProofReport;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts key material and rendered templates together, and checks what the templates made. */
@Singleton
final class BundleAssembler {

  private final PublicRoots publicRoots;

  BundleAssembler(PublicRoots publicRoots) {
    this.publicRoots = publicRoots;
  }

  /** The whole bundle. */
  Bundle assemble(
      TlsSpec spec,
      ResolvedDeployment deployment,
      Identities identities,
      KeyMaterial material,
      ProofReport proof,
      List<Warning> warnings) {
    TlsIdentity leading = identities.leading();
    CertificateSummary leaf = leading == null ? null : CertificateSummary.of(leading.leaf());
    CertificateSummary authority =
        leading == null ? null : CertificateSummary.of(leading.trustAnchors().getFirst());
    List<Warning> distinct = warnings.stream().distinct().toList();
    List<RenderedFile> rendered = render(deployment, material);
    List<BundleFile> files = new ArrayList<>(material.files());
    Predicate<String> secrets = material.secrets();
    rendered.forEach(file -> files.add(file(file, secrets)));
    files.add(BundleText.proof(proof));
    Map<String, Object> document = document(files, distinct, leaf, authority, proof);
    for (RenderedFile text : deployment.renderDocuments(document)) {
      files.add(file(text, secrets));
    }
    files.add(BundleText.spec(normalised(spec, deployment), files));
    files.sort(Comparator.comparing(BundleFile::path));
    DeploymentResult result =
        new DeploymentResult(
            deployment.pack().id(),
            deployment.versionLine(),
            deployment.chartVersion(),
            spec.release(),
            spec.namespace(),
            deployment.targets().stream().map(Target::id).toList(),
            leaf,
            authority,
            proof);
    return new Bundle(
        List.of(result), files, distinct, NextCommands.of(spec, deployment, rendered));
  }

  /** The spec with what was chosen for the caller written out. */
  private static TlsSpec normalised(TlsSpec spec, ResolvedDeployment resolved) {
    return spec.withDeployments(List.of(resolved.normalised())).withTargets(resolved.targets());
  }

  /** One target's stream without key material. */
  String stream(ResolvedDeployment deployment, Target target) {
    return stream(deployment.renderPlain(), target, deployment.warnings());
  }

  /** One target's stream with key material. */
  String stream(
      ResolvedDeployment deployment, KeyMaterial material, Target target, List<Warning> warnings) {
    return stream(render(deployment, material), target, warnings);
  }

  private static String stream(List<RenderedFile> rendered, Target target, List<Warning> warnings) {
    StringBuilder text = new StringBuilder();
    warnings.stream()
        .distinct()
        .forEach(
            warning ->
                text.append(
                    "# warning %s: %s\n".formatted(warning.code(), oneLine(warning.message()))));
    boolean first = true;
    for (RenderedFile file : rendered) {
      if (file.stream() == target) {
        RenderedText.check(file);
        text.append(first || file.text().startsWith("---") ? "" : "---\n").append(file.text());
        first = false;
      }
    }
    return text.toString();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }

  private static List<RenderedFile> render(ResolvedDeployment deployment, KeyMaterial material) {
    List<RenderedFile> rendered = new ArrayList<>(deployment.renderMaterial(material.model()));
    rendered.addAll(deployment.renderPlain());
    return rendered;
  }

  private static BundleFile file(RenderedFile file, Predicate<String> secrets) {
    RenderedText.check(file);
    return BundleFile.text(
        file.path(),
        file.mediaType(),
        file.confidential() || secrets.test(file.text()),
        file.description(),
        file.text());
  }

  private Map<String, Object> document(
      List<BundleFile> files,
      List<Warning> warnings,
      @Nullable CertificateSummary leaf,
      @Nullable CertificateSummary authority,
      ProofReport proof) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "files",
        files.stream()
            .sorted(Comparator.comparing(BundleFile::path))
            .map(
                file ->
                    Map.<String, Object>of(
                        "path", file.path(),
                        "mode", file.mode(),
                        "secret", file.secret(),
                        "description", file.description()))
            .toList());
    document.put(
        "warnings",
        warnings.stream()
            .map(
                warning ->
                    Map.<String, Object>of(
                        "code", warning.code(),
                        "message", warning.message(),
                        "documentation",
                            warning.documentation() == null ? "" : warning.documentation()))
            .toList());
    document.put("leaf", summary(leaf));
    document.put("authority", summary(authority));
    document.put("proof", proof.performed());
    document.put(
        "roots",
        Map.of(
            "origin", publicRoots.origin(),
            "count", publicRoots.count(),
            "sha256", publicRoots.sha256()));
    return document;
  }

  private static Object summary(@Nullable CertificateSummary certificate) {
    if (certificate == null) {
      return false;
    }
    return Map.of(
        "subject", certificate.subject(),
        "serialNumber", certificate.serialNumber(),
        "notBefore", certificate.notBefore().toString(),
        "notAfter", certificate.notAfter().toString(),
        "sha256Fingerprint", certificate.sha256Fingerprint(),
        "names", certificate.subjectAlternativeNames());
  }
}
