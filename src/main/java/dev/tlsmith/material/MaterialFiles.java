package dev.tlsmith.material;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files with certificates and keys of one deployment, in the making: those that are handed out,
 * those that are left to the caller, and all of them in base64 by their names below {@code tls/},
 * as Secrets hold them.
 */
final class MaterialFiles {

  private static final String FOLDER = "tls/";

  private final ResolvedDeployment deployment;
  private final KeyStoreType type;
  private final boolean storesHandedOut;
  private final List<BundleFile> files = new ArrayList<>();
  private final Map<String, String> base64 = new LinkedHashMap<>();
  private final List<CompletionFile> callers = new ArrayList<>();

  /**
   * None yet.
   *
   * @param storesHandedOut whether stores and bundles become files; else they are only remembered
   */
  MaterialFiles(ResolvedDeployment deployment, KeyStoreType type, boolean storesHandedOut) {
    this.deployment = deployment;
    this.type = type;
    this.storesHandedOut = storesHandedOut;
  }

  List<BundleFile> files() {
    return files;
  }

  Map<String, String> base64() {
    return base64;
  }

  List<CompletionFile> callers() {
    return callers;
  }

  void add(BundleFile file) {
    files.add(file);
  }

  /** Certificate and key; the key is left to the caller where they alone have it. */
  void pair(String name, TlsIdentity identity, String owner) {
    pem(
        "tls/%s.crt".formatted(name),
        "certificate of %s, leaf first, full chain without the root".formatted(owner),
        Pem.certificates(identity.chain()));
    String key = "tls/%s.key".formatted(name);
    if (!identity.holdsKey()) {
      leave(key, CompletionFile.Kind.KEY, name);
      return;
    }
    pem(
        key,
        "private key of %s, unencrypted PKCS#8".formatted(owner),
        Pem.privateKey(identity.key()));
  }

  /** The key once more, encrypted; gives its PEM. */
  String encryptedKey(String name, TlsIdentity identity, String owner, Secret password) {
    String path = "tls/%s-encrypted.key".formatted(name);
    String description = "private key of %s, encrypted PKCS#8; its passphrase stands in the .env";
    String text = Pem.encryptedPrivateKey(identity.key(), password.characters());
    files.add(BundleFile.encryptedKey(path, description.formatted(owner), text));
    remember(path, text);
    return text;
  }

  void pem(String path, String description, String text) {
    boolean secret = text.contains("PRIVATE KEY-----");
    files.add(BundleFile.text(path, BundleFile.PEM, secret, description, text));
    remember(path, text);
  }

  /** Certificates that are trusted, handed out where stores are. */
  void bundle(String path, String description, String text) {
    if (storesHandedOut) {
      pem(path, description, text);
    } else {
      remember(path, text);
    }
  }

  void store(String name, String description, boolean secret, byte[] content) {
    String path = "tls/%s.%s".formatted(name, type.extension());
    if (storesHandedOut) {
      files.add(BundleFile.store(path, secret, description, content));
    }
    remember(path, content);
  }

  /** Leaves a file to the caller; whoever refers to it finds a mark in its place. */
  void leave(String path, CompletionFile.Kind kind, String certificate) {
    String at = deployment.inBundle(path);
    String of = deployment.inBundle("tls/%s.crt".formatted(certificate));
    callers.add(new CompletionFile(at, kind, of));
    base64.put(path.substring(FOLDER.length()), CompletionText.fileMark(at));
  }

  /** Keeps what no file is made of, for those that refer to it. */
  void remember(String path, String ascii) {
    remember(path, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private void remember(String path, byte[] content) {
    if (path.startsWith(FOLDER)) {
      base64.put(path.substring(FOLDER.length()), Base64.getEncoder().encodeToString(content));
    }
  }

  /** The same content under one more name. */
  void repeat(String name, String again) {
    base64.put(again, base64.getOrDefault(name, ""));
  }
}
