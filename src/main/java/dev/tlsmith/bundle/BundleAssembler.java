package dev.tlsmith.bundle;

import dev.tlsmith.bundle.Bundle.DeploymentResult;
import dev.tlsmith.bundle.tool.ApplyCommands;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.CompletionText;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.RenderedFile;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.Instant;
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
  private final String version;

  BundleAssembler(PublicRoots publicRoots, @Property(name = "tlsmith.version") String version) {
    this.publicRoots = publicRoots;
    this.version = version;
  }

  /**
   * The whole bundle: the files of each deployment, in folders where there are several, and what is
   * said of them all.
   *
   * @param shared files that all deployments share: the key of a CA that was made for them, charts
   * @param warnings of all
   * @param address of the service as its caller used it
   */
  Bundle assemble(
      TlsSpec spec,
      List<ProvenDeployment> proven,
      List<BundleFile> shared,
      List<Warning> warnings,
      String address) {
    List<Warning> distinct = warnings.stream().distinct().toList();
    List<List<RenderedFile>> rendered = proven.stream().map(ProvenDeployment::render).toList();
    ApplyCommands commands =
        new ApplyCommands(
            spec.namespace(), proven.stream().map(ProvenDeployment::deployment).toList());
    Map<String, Object> byTarget = commands(commands);
    TlsSpec normalised = normalised(spec, proven);
    List<List<BundleFile>> parts = new ArrayList<>();
    List<BundleFile> common = new ArrayList<>(shared);
    List<BundleFile> files = new ArrayList<>(shared);
    for (int i = 0; i < proven.size(); i++) {
      parts.add(files(proven.get(i), rendered.get(i)));
      files.addAll(parts.getLast());
    }
    RenewalScript.of(normalised, proven, files, commands.objects(), address).ifPresent(common::add);
    boolean several = proven.size() > 1;
    files = new ArrayList<>(common);
    List<DeploymentResult> results = new ArrayList<>();
    for (int i = 0; i < proven.size(); i++) {
      ProvenDeployment one = proven.get(i);
      List<BundleFile> own = parts.get(i);
      List<BundleFile> explained = new ArrayList<>(several ? List.of() : common);
      explained.addAll(own);
      DeploymentResult result = result(spec, one);
      List<Warning> said = several ? one.deployment().warnings() : distinct;
      Map<String, Object> document = document(explained, said, result);
      document.put("callers", CompletionModel.of(one, rendered.get(i)));
      document.put("targets", result.targets());
      document.put("commands", byTarget);
      document.put("image", Map.of("notes", one.image().notes(), "checks", one.image().checks()));
      Predicate<String> secrets = one.material().secrets();
      files.addAll(own);
      for (RenderedFile text : one.deployment().renderDocuments(document)) {
        files.add(file(text, secrets));
      }
      results.add(result);
    }
    if (several) {
      files.add(overview(normalised, proven, files, distinct, commands.next()));
    }
    Instant end =
        proven.stream()
            .flatMap(one -> one.identities().end().stream())
            .min(Comparator.naturalOrder())
            .orElse(null);
    files.add(BundleText.spec(normalised, files, version, end));
    files.sort(Comparator.comparing(BundleFile::path));
    return new Bundle(results, files, distinct, commands.next());
  }

  private static List<BundleFile> files(ProvenDeployment proven, List<RenderedFile> rendered) {
    ResolvedDeployment deployment = proven.deployment();
    List<BundleFile> files = new ArrayList<>();
    for (BundleFile file : proven.material().files()) {
      files.add(file.at(deployment.inBundle(file.path())));
    }
    Predicate<String> secrets = proven.material().secrets();
    rendered.stream()
        .filter(file -> !CompletionText.is(file.text()))
        .forEach(file -> files.add(file(file, secrets)));
    deployment
        .copies()
        .forEach(
            copy ->
                files.add(
                    BundleFile.copy(
                        copy.path(), copy.mediaType(), copy.description(), copy.content())));
    proven.image().files().forEach(file -> files.add(file.at(deployment.inBundle(file.path()))));
    BundleFile proof = BundleText.proof(proven.proof());
    files.add(proof.at(deployment.inBundle(proof.path())));
    return files;
  }

  private static DeploymentResult result(TlsSpec spec, ProvenDeployment proven) {
    ResolvedDeployment deployment = proven.deployment();
    TlsIdentity leading = proven.identities().leading();
    return new DeploymentResult(
        deployment.pack().id(),
        deployment.versionLine(),
        deployment.chartVersion(),
        deployment.release(),
        spec.namespace(),
        deployment.targets().stream().map(Target::id).toList(),
        leading == null ? null : CertificateSummary.of(leading.leaf()),
        leading == null ? null : CertificateSummary.of(leading.trustAnchors().getFirst()),
        proven.proof());
  }

  /**
   * The spec with what was chosen for the caller written out. Targets that were not asked for stay
   * open where products differ in those that they have.
   */
  static TlsSpec normalised(TlsSpec spec, List<ProvenDeployment> proven) {
    return writtenOut(spec, proven.stream().map(ProvenDeployment::deployment).toList());
  }

  /** The same before anything is made. */
  static TlsSpec writtenOut(TlsSpec spec, List<ResolvedDeployment> deployments) {
    TlsSpec written =
        spec.withDeployments(deployments.stream().map(ResolvedDeployment::normalised).toList());
    return deployments.size() == 1
        ? written.withTargets(deployments.getFirst().targets())
        : written;
  }

  /** {@code TLS.md} of a bundle with several products. */
  private BundleFile overview(
      TlsSpec normalised,
      List<ProvenDeployment> proven,
      List<BundleFile> files,
      List<Warning> warnings,
      List<String> next) {
    ResolvedDeployment first = proven.getFirst().deployment();
    Map<String, Object> document = document(files, warnings, result(normalised, proven.getFirst()));
    document.put("callers", false);
    document.put("targets", List.of());
    document.put("next", next);
    document.put("authorityKey", files.stream().anyMatch(file -> file.path().equals("ca/ca.key")));
    document.put(
        "deployments",
        proven.stream()
            .map(
                one ->
                    Map.<String, Object>of(
                        "title", one.deployment().pack().title(),
                        "version", one.deployment().versionLine(),
                        "release", one.deployment().release(),
                        "folder", one.deployment().folder()))
            .toList());
    return BundleFile.text(
        "TLS.md",
        "text/markdown",
        false,
        "This page: what is the same for all of these products",
        first.renderShared("document/several.md.j2", document));
  }

  /** By target, as templates see them: {@code document.commands.helm}. */
  static Map<String, Object> commands(ApplyCommands commands) {
    Map<String, Object> byTarget = new LinkedHashMap<>();
    for (Target target : Target.values()) {
      byTarget.put(target.id(), commands.of(target));
    }
    return byTarget;
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
      List<BundleFile> files, List<Warning> warnings, DeploymentResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "files",
        files.stream()
            .filter(ChartFiles::isTold)
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
    document.put("leaf", summary(result.certificate()));
    document.put("authority", summary(result.authority()));
    document.put("proof", result.proof().performed());
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
