package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.bundle.Archives;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.certificate.CertificateSummary;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.Warning;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** A bundle as its receiver sees it, beside the spec it answers. */
public record TestBundle(JsonNode spec, Bundle bundle) {

  public static TestBundle of(JsonNode spec, Bundle bundle) {
    return new TestBundle(spec, bundle);
  }

  /** Every path. */
  public List<String> paths() {
    return bundle.files().stream().map(BundleFile::path).toList();
  }

  public boolean has(String path) {
    return paths().contains(path);
  }

  Optional<BundleFile> find(String path) {
    return bundle.files().stream().filter(file -> file.path().equals(path)).findFirst();
  }

  public BundleFile file(String path) {
    return find(path).orElseThrow(() -> new AssertionError(path + " is not among " + paths()));
  }

  public String text(String path) {
    return new String(file(path).content(), StandardCharsets.UTF_8);
  }

  public JsonNode yaml(String path) {
    return Service.yaml(text(path));
  }

  /** Every file of Kubernetes objects or patches for them. */
  public List<BundleFile> manifests() {
    return bundle.files().stream()
        .filter(file -> file.path().matches("(.*/)?kubernetes/.*"))
        .filter(file -> file.path().endsWith(".yaml"))
        .toList();
  }

  /** Every Kubernetes object to apply; neither patches nor the kustomization. */
  public List<JsonNode> objects() {
    List<JsonNode> objects = new ArrayList<>();
    for (BundleFile file : manifests()) {
      if (!file.path().contains(".patch.") && !file.path().endsWith("kustomization.yaml")) {
        objects.addAll(Service.documents(text(file.path())));
      }
    }
    return objects;
  }

  /** The value of a variable in the first line of an env file that sets it. */
  public String variable(String path, String name) {
    return text(path)
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + path));
  }

  public List<String> warnings() {
    return bundle.warnings().stream().map(Warning::code).toList();
  }

  public String product() {
    return spec.path("product").asText();
  }

  public String source() {
    return spec.path("certificate").path("source").asText("self-signed");
  }

  /** Of the first deployment, where there are several. */
  public String termination() {
    String several = spec.at("/deployments/0/termination").asText("application");
    return spec.path("termination").asText(several);
  }

  public boolean servesApplication() {
    return Set.of("application", "both").contains(termination());
  }

  public boolean servesEdge() {
    return Set.of("ingress", "both").contains(termination());
  }

  public boolean holdsKey() {
    return has("tls/tls.key");
  }

  public List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    spec.path("hosts").forEach(host -> hosts.add(host.asText()));
    return hosts;
  }

  public String release() {
    return spec.path("release").asText(product());
  }

  public String namespace() {
    return spec.path("namespace").asText("default");
  }

  public JsonNode option(String name) {
    return spec.path("options").path(name);
  }

  /**
   * The names in the certificate that Kestra, or else the edge, shows; none if the cluster makes
   * it.
   */
  public List<String> certificateNames() {
    CertificateSummary certificate = bundle.deployments().getFirst().certificate();
    return certificate == null ? List.of() : certificate.subjectAlternativeNames();
  }

  /**
   * The names in the certificate of a Secret, which is made here or, by a Certificate, in the
   * cluster; none if it is neither.
   */
  public List<String> namesIn(String secret) {
    List<String> names = new ArrayList<>();
    for (JsonNode object : objects()) {
      if (object.path("kind").asText().equals("Secret")
          && object.at("/metadata/name").asText().equals(secret)) {
        names.addAll(dnsNames(Base64Text.decode(object.at("/data").path("tls.crt").asText())));
      }
      if (object.path("kind").asText().equals("Certificate")
          && object.at("/spec/secretName").asText().equals(secret)) {
        object.at("/spec/dnsNames").forEach(name -> names.add(name.asText()));
      }
    }
    return names;
  }

  /** Those of the first certificate of a PEM file. */
  private static List<String> dnsNames(String pem) {
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      X509Certificate leaf =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
      return leaf.getSubjectAlternativeNames().stream()
          .filter(name -> name.getFirst().equals(2))
          .map(name -> (String) name.getLast())
          .toList();
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The password of key stores and encrypted keys, wherever the bundle has it. */
  public String keyStorePassword() {
    return passwordLines()
        .findFirst()
        .or(
            () ->
                objects().stream()
                    .map(object -> object.path("data").path("keystore-password"))
                    .filter(JsonNode::isTextual)
                    .map(password -> Base64Text.decode(password.asText()))
                    .findFirst())
        .orElseThrow(() -> new AssertionError("no password in " + paths()));
  }

  /** What the env files of the product set as password or passphrase. */
  public Stream<String> passwordLines() {
    return bundle.files().stream()
        .filter(file -> file.path().matches("tls/(?!client).*\\.env"))
        .flatMap(file -> text(file.path()).lines())
        .filter(line -> line.matches("[A-Z_]*PASS(WORD|PHRASE)=.*"))
        .map(line -> line.substring(line.indexOf('=') + 1));
  }

  /** Unpacks the zip archive that the service hands out, with the modes in it. */
  public Path unpack(Path folder) {
    var channel = new SeekableInMemoryByteChannel(Archives.zip(bundle));
    try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      for (ZipArchiveEntry entry :
          Stream.of(zip.getEntries()).flatMap(TestBundle::stream).toList()) {
        Path path = folder.resolve(entry.getName());
        Files.createDirectories(path.getParent());
        Files.write(path, zip.getInputStream(entry).readAllBytes());
        Files.setPosixFilePermissions(path, permissions(entry.getUnixMode()));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<ZipArchiveEntry> stream(
      java.util.Enumeration<ZipArchiveEntry> enumeration) {
    return java.util.Collections.list(enumeration).stream();
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromOwnerReadDown = PosixFilePermission.values();
    for (int i = 0; i < fromOwnerReadDown.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(fromOwnerReadDown[i]);
      }
    }
    return permissions;
  }

  /** Where it comes from; its files may hold keys. */
  @Override
  public String toString() {
    return "%s %s %s %s %s"
        .formatted(
            product(), spec.path("version").asText("newest"), termination(), source(), hosts());
  }
}
