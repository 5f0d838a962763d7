package dev.tlsmith.bundle;

import dev.tlsmith.bundle.tool.ChartTool;
import dev.tlsmith.chart.GeneratedChart;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.CompletionFile;
import dev.tlsmith.material.CompletionText;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.product.helm.HelmChart;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.TlsSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code renew.sh}: asks for the same bundle again, under the same CA and with the same password.
 * Only a bundle whose certificates come from this service has one; it holds no secret itself.
 */
final class RenewalScript {

  static final String PATH = "renew.sh";

  /** The program, the same for every bundle, and what it knows of one. */
  private static final String PROGRAM = resource("renew.sh");

  private static final String SETTINGS = resource("settings.sh.j2");

  /** What is before and behind the lines that stand for a bundle, with which it is a script. */
  private static final String[] AROUND_BUNDLE =
      PROGRAM.split("(?ms)^# This bundle: .*^# That much of this bundle\\.$");

  private static final int RENEW_BEFORE_DAYS = 30;

  static {
    TemplateSet.lint("settings.sh.j2", SETTINGS);
  }

  private RenewalScript() {}

  /**
   * The script for a bundle.
   *
   * @param spec normalised
   * @param files of the bundle so far
   * @param apply the commands that bring its objects into the cluster
   * @param address of the service, as its caller used it
   */
  static Optional<BundleFile> of(
      TlsSpec spec,
      List<ProvenDeployment> proven,
      List<BundleFile> files,
      List<String> apply,
      String address) {
    if (proven.stream().noneMatch(one -> one.identities().leading() != null)) {
      return Optional.empty();
    }
    Set<String> leaves = leaves(proven, files);
    String program = leaves.iterator().next();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("address", address);
    document.put("spec", BundleText.renewed(spec));
    document.put("deployments", proven.stream().map(RenewalScript::deployment).toList());
    document.put("leaves", List.copyOf(leaves));
    document.put("supplied", supplied(leaves));
    document.put(
        "authorityCertificate", program.substring(0, program.lastIndexOf('/')) + "/ca.crt");
    document.put("renewBeforeDays", renewBeforeDays(spec.certificate()));
    document.put("password", password(proven, files));
    document.put("readsOwnFiles", proven.stream().anyMatch(one -> readsOwnFiles(one.deployment())));
    document.put("apply", apply);
    document.put(
        "reload",
        proven.stream().flatMap(one -> one.deployment().reloads().stream()).distinct().toList());
    String settings = proven.getFirst().deployment().renderText(SETTINGS, document);
    String text = AROUND_BUNDLE[0] + "# This bundle.\n" + settings.strip() + AROUND_BUNDLE[1];
    return Optional.of(BundleFile.script(PATH, "renews the certificates; ./renew.sh --help", text));
  }

  private static String resource(String name) {
    try (InputStream in = RenewalScript.class.getResourceAsStream("/renewal/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificates that go with a key of ours or the caller's, the program's own first. */
  private static Set<String> leaves(List<ProvenDeployment> proven, List<BundleFile> files) {
    Set<String> paths = new LinkedHashSet<>();
    files.forEach(file -> paths.add(file.path()));
    Stream<String> ours =
        paths.stream()
            .filter(path -> path.endsWith(".key"))
            .map(path -> path.substring(0, path.length() - ".key".length()) + ".crt");
    Stream<String> callers =
        proven.stream()
            .flatMap(one -> one.material().callers().stream().map(CompletionFile::certificate));
    return Stream.concat(callers, ours)
        .filter(paths::contains)
        .filter(path -> path.contains("tls/"))
        .sorted((one, other) -> Boolean.compare(!isProgram(one), !isProgram(other)))
        .collect(LinkedHashSet::new, Set::add, Set::addAll);
  }

  private static boolean isProgram(String path) {
    return path.endsWith("tls/tls.crt");
  }

  /** The certificate that came from elsewhere: the edge's where it is not the program's. */
  private static String supplied(Set<String> leaves) {
    return leaves.stream()
        .filter(path -> path.endsWith("tls/edge.crt"))
        .findFirst()
        .orElse(leaves.iterator().next());
  }

  private static Map<String, Object> deployment(ProvenDeployment proven) {
    ResolvedDeployment deployment = proven.deployment();
    return Map.of(
        "spec", BundleText.renewed(deployment.normalised()),
        "valuesFiles", deployment.valuesFiles(),
        "composeFiles", deployment.composeFiles(),
        "helmValues", deployment.deployment().existing().helmValues() != null,
        "compose", deployment.deployment().existing().compose() != null,
        "files", List.copyOf(deployment.deployment().existing().files().keySet()),
        "chart", vendoredChart(deployment));
  }

  /** Where the bundle has the product's chart that its caller gave; {@code ""} if it has none. */
  private static String vendoredChart(ResolvedDeployment deployment) {
    HelmChart vendored = deployment.vendored();
    return vendored != null
            && deployment.deployment().existing().helmChart() != null
            && ChartTool.isIn(List.of(deployment))
        ? GeneratedChart.folder(deployment.release()) + "/" + vendored.path()
        : "";
  }

  private static boolean readsOwnFiles(ResolvedDeployment deployment) {
    return deployment.deployment().existing().helmValues() != null
        || deployment.deployment().existing().compose() != null
        || !deployment.deployment().existing().files().isEmpty();
  }

  /** A month before the end; of what is short-lived, when a third is left. */
  private static int renewBeforeDays(CertificateSource source) {
    Integer days = source.validityDays();
    return days == null ? RENEW_BEFORE_DAYS : Math.min(RENEW_BEFORE_DAYS, days / 3);
  }

  /**
   * Where the bundle says its key store's password: {@code file}, the {@code name} before it, and
   * whether it is {@code encoded} in base64. False where it is in no file.
   */
  private static Object password(List<ProvenDeployment> proven, List<BundleFile> files) {
    Optional<String> password =
        proven.stream()
            .map(one -> one.material().keyStorePassword())
            .filter(text -> !text.isEmpty() && !text.equals(CompletionText.PASSWORD))
            .findFirst();
    return password
        .flatMap(plain -> find(files, plain, "=", false))
        .or(() -> password.flatMap(plain -> find(files, base64(plain), ": \"?", true)))
        .<Object>map(found -> found)
        .orElse(false);
  }

  private static Optional<Map<String, Object>> find(
      List<BundleFile> files, String password, String separator, boolean encoded) {
    Pattern line =
        Pattern.compile(
            "(?m)^ *([A-Za-z0-9._-]+)%s%s\"?$".formatted(separator, Pattern.quote(password)));
    for (BundleFile file : files) {
      String text = file.text();
      if (text == null || !text.contains(password)) {
        continue; // most of them, and far cheaper to see
      }
      Matcher found = line.matcher(text);
      if (found.find()) {
        return Optional.of(Map.of("file", file.path(), "name", found.group(1), "encoded", encoded));
      }
    }
    return Optional.empty();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
