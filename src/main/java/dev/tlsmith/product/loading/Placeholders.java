package dev.tlsmith.product.loading;

import dev.tlsmith.product.resolution.MaterialNeeds;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.IssuingSource;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in the place of certificates, keys and passwords where a pack is only looked at: the
 * names that templates would find in a bundle of that spec, with a text that says what it is.
 *
 * @param spec of one deployment
 * @param needs of that deployment
 */
public record Placeholders(TlsSpec spec, MaterialNeeds needs) {

  private static final String PASSWORD = "placeholder-of-the-password";
  private static final String PASSWORD_FILE = "tls/keystore-password";

  /** What templates see as {@code material}. */
  public Map<String, Object> material() {
    Map<String, String> base64 = new LinkedHashMap<>();
    names().forEach(name -> base64.put(name, base64(name)));
    return Map.of("base64", base64, "keyStorePassword", PASSWORD);
  }

  private static String base64(String name) {
    return encoded("placeholder of %s\n".formatted(name));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a rendered text has in it what stands for a password, a key or a store with one. */
  public boolean isSecret(String text) {
    return text.contains(PASSWORD)
        || text.contains(encoded(PASSWORD))
        || names().stream()
            .filter(name -> !name.endsWith(".crt") && !name.contains("truststore."))
            .anyMatch(name -> text.contains(base64(name)));
  }

  /**
   * What templates see as {@code document}.
   *
   * @param paths of the bundle's files
   * @param warnings codes and messages
   */
  public Map<String, Object> document(List<String> paths, Map<String, String> warnings) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("files", paths.stream().map(Placeholders::file).toList());
    document.put(
        "warnings",
        warnings.entrySet().stream()
            .map(
                warning ->
                    Map.of(
                        "code", warning.getKey(),
                        "message", warning.getValue(),
                        "documentation", ""))
            .toList());
    document.put("leaf", holdsKey() ? certificate("the server") : false);
    document.put("authority", holdsKey() ? certificate("the CA") : false);
    document.put("image", Map.of("notes", "", "checks", ""));
    document.put("proof", holdsKey() && spec.certificate().request() == null);
    document.put("roots", Map.of("origin", "placeholder", "count", 0, "sha256", "placeholder"));
    document.put("callers", callers());
    Map<String, List<String>> commands = new LinkedHashMap<>();
    for (Target target : Target.values()) {
      commands.put(target.id(), List.of("true  # placeholder of the commands"));
    }
    document.put("commands", commands);
    document.put("targets", List.copyOf(commands.keySet()));
    return document;
  }

  /** Names below {@code tls/}, as the bundle of such a spec has them. */
  private List<String> names() {
    List<String> names = new ArrayList<>(List.of("client-ca.crt"));
    String store = "." + spec.keyStore().type().extension();
    if (holdsKey()) {
      names.addAll(List.of("ca.crt", "tls.crt", "tls.key"));
      if (deployment().termination().atEdge()) {
        names.addAll(List.of("edge.crt", "edge.key", "edge-ca.crt"));
      }
      if (deployment().termination().atApplication()) {
        addServer(names, store);
      }
      if (asksForClients() && spec.certificate() instanceof IssuingSource) {
        names.addAll(List.of("client.crt", "client.key", "client" + store));
      }
    }
    names.addAll(List.of("truststore" + store, "outbound-truststore" + store));
    if (needs.caBundle()) {
      names.add("ca-bundle.crt");
    }
    if (needs.publicCaBundle()) {
      names.add("public-ca-bundle.crt");
    }
    return names;
  }

  private void addServer(List<String> names, String store) {
    for (String id : needs.certificates()) {
      names.addAll(List.of(id + ".crt", id + ".key"));
    }
    if (needs.combinedPem()) {
      names.add("tls-combined.pem");
    }
    if (needs.encryptedKey()) {
      names.add("tls-encrypted.key");
      needs.certificates().forEach(id -> names.add(id + "-encrypted.key"));
    }
    if (needs.keyStore()) {
      names.add("keystore" + store);
      needs.certificates().forEach(id -> names.add(id + store));
    }
  }

  private Object callers() {
    if (!holdsKey() || spec.certificate().request() == null) {
      return false;
    }
    List<Map<String, Object>> files = new ArrayList<>();
    files.add(callersFile("tls/tls.key", "key", false));
    if (needs.combinedPem()) {
      files.add(callersFile("tls/tls-combined.pem", "combined-pem", false));
    }
    if (needs.encryptedKey()) {
      files.add(callersFile("tls/tls-encrypted.key", "encrypted-key", true));
    }
    if (needs.keyStore()) {
      files.add(
          callersFile("tls/keystore." + spec.keyStore().type().extension(), "key-store", true));
    }
    return Map.of(
        "files",
        files,
        "texts",
        List.of(Map.of("path", "placeholder", "text", "placeholder\n")),
        "passwordFile",
        needs.encryptedKey() || needs.keyStore() ? PASSWORD_FILE : "");
  }

  private static Map<String, Object> callersFile(String path, String kind, boolean encrypted) {
    return Map.of(
        "path", path,
        "kind", kind,
        "encrypted", encrypted,
        "certificate", "tls/tls.crt",
        "key", "tls/tls.key");
  }

  private static Map<String, Object> file(String path) {
    return Map.of("path", path, "mode", "0644", "secret", false, "description", "placeholder");
  }

  private static Map<String, Object> certificate(String owner) {
    return Map.of(
        "subject", "CN=placeholder of " + owner,
        "serialNumber", "1",
        "notBefore", "2000-01-01T00:00:00Z",
        "notAfter", "2001-01-01T00:00:00Z",
        "sha256Fingerprint", "00",
        "names", List.of("placeholder"));
  }

  private Deployment deployment() {
    return spec.deployments().getFirst();
  }

  private boolean holdsKey() {
    return (deployment().termination().atEdge() || deployment().termination().atApplication())
        && !spec.certificate().inCluster();
  }

  private boolean asksForClients() {
    return deployment().clientAuthentication() != ClientAuthentication.NONE;
  }
}
