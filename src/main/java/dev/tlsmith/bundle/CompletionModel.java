package dev.tlsmith.bundle;

import dev.tlsmith.material.BundleFile;
import dev.tlsmith.material.CompletionFile;
import dev.tlsmith.material.CompletionText;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.product.resolution.RenderedFile;
import java.util.List;
import java.util.Map;

/** What is left for a caller to make who alone has the key, as documents explain it. */
final class CompletionModel {

  private static final String PASSWORD_FILE = "tls/keystore-password";

  private CompletionModel() {}

  /**
   * What templates see as {@code document.callers}: {@code files} with {@code path}, {@code kind},
   * {@code certificate} and {@code key}; {@code texts} with {@code path} and {@code text}, a
   * here-document; and {@code passwordFile}, {@code ''} where none is needed. False if nothing is
   * left.
   */
  static Object of(ProvenDeployment proven, List<RenderedFile> rendered) {
    List<CompletionFile> files = proven.material().callers();
    if (files.isEmpty()) {
      return false;
    }
    String passwordFile = proven.deployment().inBundle(PASSWORD_FILE);
    List<BundleFile> present =
        proven.material().files().stream()
            .map(file -> file.at(proven.deployment().inBundle(file.path())))
            .toList();
    List<Map<String, String>> texts =
        rendered.stream()
            .filter(file -> CompletionText.is(file.text()))
            .map(
                file ->
                    Map.of(
                        "path",
                        file.path(),
                        "text",
                        CompletionText.hereDocument(file.text(), present, passwordFile)))
            .toList();
    boolean encrypts = files.stream().anyMatch(file -> file.kind().encrypted());
    return Map.of(
        "files",
        files.stream().map(CompletionModel::describe).toList(),
        "texts",
        texts,
        "passwordFile",
        encrypts ? passwordFile : "");
  }

  private static Map<String, Object> describe(CompletionFile file) {
    String certificate = file.certificate();
    return Map.of(
        "path",
        file.path(),
        "kind",
        file.kind().id(),
        "encrypted",
        file.kind().encrypted(),
        "certificate",
        certificate,
        "key",
        certificate.substring(0, certificate.length() - ".crt".length()) + ".key");
  }
}
