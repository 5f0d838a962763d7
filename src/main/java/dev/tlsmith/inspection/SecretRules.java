package dev.tlsmith.inspection;

import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.inspection.Recognised.KeyBlock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Kubernetes Secrets and ConfigMaps that hold TLS material: <a
 * href="https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets">TLS Secrets</a>.
 */
final class SecretRules {

  private static final String TLS_TYPE = "kubernetes.io/tls";
  private static final Set<String> TLS_KEYS = new LinkedHashSet<>(List.of("tls.crt", "tls.key"));

  private final Material material;
  private final FindingCollector collector;

  SecretRules(Material material, FindingCollector collector) {
    this.material = material;
    this.collector = collector;
  }

  void check() {
    for (Recognised one : material.recognised()) {
      if (one instanceof Document document) {
        switch (document.kind()) {
          case "secret" -> checkSecret(document);
          case "config-map" -> checkPublic(document, "ConfigMap", "key-in-config-map");
          case "values" -> checkPublic(document, "values file", "key-in-values");
          default -> {} // a manifest of another kind, or compose, which has rules of its own
        }
      }
    }
  }

  private void checkSecret(Document secret) {
    Set<String> names = new LinkedHashSet<>(Trees.mapping(secret.content().get("data")).keySet());
    names.addAll(Trees.mapping(secret.content().get("stringData")).keySet());
    String type = String.valueOf(secret.content().getOrDefault("type", "Opaque"));
    boolean tls = type.equals(TLS_TYPE);
    for (String name : TLS_KEYS) {
      if (tls && !names.contains(name)) {
        collector.error(
            secret.location(),
            "secret-entry-missing",
            ("the Secret in %s is of type %s and has no '%s', so that the API server refuses it; it"
                    + " needs tls.crt and tls.key, as 'kubectl create secret tls' makes them")
                .formatted(secret.location(), TLS_TYPE, name));
      }
    }
    if (!tls && names.containsAll(TLS_KEYS)) {
      collector.warn(
          secret.location(),
          "secret-type",
          ("the Secret in %s has tls.crt and tls.key and is of type '%s'; gateways and some Ingress"
                  + " controllers take %s alone, and a type cannot be changed: make it anew")
              .formatted(
                  secret.location(),
                  dev.tlsmith.certificate.CertificateNames.printable(type),
                  TLS_TYPE));
    }
    keysIn(secret)
        .forEach(
            (blocks) ->
                blocks.privateKeys().stream()
                    .filter(KeyBlock::encrypted)
                    .findFirst()
                    .ifPresent(
                        key ->
                            collector.error(
                                blocks.location(),
                                "key-encrypted-in-secret",
                                ("the key in %s is encrypted, and nothing that mounts a TLS Secret"
                                        + " takes a passphrase (Ingress controllers, gateways);"
                                        + " decrypt it with 'openssl pkey -in FILE', the Secret"
                                        + " protects it")
                                    .formatted(blocks.location()))));
  }

  /** What everybody may read who may read the objects of a namespace. */
  private void checkPublic(Document document, String what, String code) {
    keysIn(document)
        .forEach(
            blocks ->
                collector.error(
                    blocks.location(),
                    code,
                    "%s is a private key in a %s, which more may read than a Secret; put it into a Secret,"
                            .formatted(blocks.location(), what)
                        + " name that here, and make a new key"));
  }

  private List<Blocks> keysIn(Document document) {
    String below = document.location().place() + "/";
    return material.recognised().stream()
        .filter(Blocks.class::isInstance)
        .map(Blocks.class::cast)
        .filter(blocks -> !blocks.privateKeys().isEmpty())
        .filter(blocks -> blocks.location().file().equals(document.location().file()))
        .filter(blocks -> blocks.location().place().startsWith(below))
        .toList();
  }
}
