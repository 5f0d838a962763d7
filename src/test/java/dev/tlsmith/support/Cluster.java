package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What there is in a cluster once a bundle's objects are applied and cert-manager has done its
 * work, to see whether everything that is referred to exists.
 */
public final class Cluster {

  private static final Set<String> ANYTHING = Set.of("*");

  private final TestBundle bundle;
  private final Map<String, Set<String>> secrets = new HashMap<>();
  private final Map<String, Set<String>> configMaps = new HashMap<>();
  private final Set<String> named = new TreeSet<>();
  private final List<String> missing = new ArrayList<>();

  private Cluster(TestBundle bundle, Collection<JsonNode> objects) {
    this.bundle = bundle;
    JsonNode certificate = bundle.spec().path("certificate");
    if (bundle.source().equals("existing-secret")) {
      String secret = certificate.path("secretName").asText();
      secrets.put(secret, ANYTHING);
      // For a second certificate TLS.md asks for a Secret named after the first.
      Set<String> pair = Set.of("tls.crt", "tls.key", "ca.crt");
      secrets.put(secret + "-backend", pair);
      secrets.put(secret + "-management", pair);
      secrets.put(certificate.path("passwordSecret").path("name").asText(), ANYTHING);
    }
    if (certificate.has("issuer")) {
      JsonNode issuer = certificate.path("issuer");
      named.add(issuer.path("kind").asText("ClusterIssuer") + "/" + issuer.path("name").asText());
    }
    objects.forEach(this::add);
  }

  /**
   * References that lead nowhere.
   *
   * @param extra objects that are applied besides the bundle's, e.g. a chart's
   */
  public static List<String> missing(TestBundle bundle, Collection<JsonNode> extra) {
    List<JsonNode> objects = new ArrayList<>(bundle.objects());
    objects.addAll(extra);
    Cluster cluster = new Cluster(bundle, objects);
    objects.forEach(cluster::follow);
    for (String kind : List.of("deployment", "statefulset")) {
      String patch = "kubernetes/%s.patch.yaml".formatted(kind);
      if (bundle.has(patch)) {
        cluster.follow(bundle.yaml(patch));
      }
    }
    return cluster.missing;
  }

  private void add(JsonNode object) {
    String kind = object.path("kind").asText();
    String name = object.path("metadata").path("name").asText();
    named.add(kind + "/" + name);
    switch (kind) {
      case "Secret" -> secrets.computeIfAbsent(name, any -> new TreeSet<>()).addAll(keys(object));
      case "ConfigMap" -> configMaps.put(name, keys(object));
      case "Certificate" -> addCertificate(object.path("spec"));
      case "Ingress" -> {
        boolean annotated =
            object.path("metadata").path("annotations").has("cert-manager.io/renew-before");
        for (JsonNode tls : object.path("spec").path("tls")) {
          if (annotated) {
            secrets.put(tls.path("secretName").asText(), Set.of("tls.crt", "tls.key", "ca.crt"));
          }
        }
      }
      default -> {}
    }
  }

  private void addCertificate(JsonNode spec) {
    Set<String> keys = new TreeSet<>(Set.of("tls.crt", "tls.key"));
    boolean publicAuthority = spec.path("issuerRef").path("name").asText().endsWith("-acme");
    if (!publicAuthority) {
      keys.add("ca.crt");
    }
    for (JsonNode format : spec.path("additionalOutputFormats")) {
      if (format.path("type").asText().equals("CombinedPEM")) {
        keys.add("tls-combined.pem");
      }
    }
    for (var store : spec.path("keystores").properties()) {
      String extension = store.getKey().equals("jks") ? "jks" : "p12";
      keys.add("keystore." + extension);
      if (!publicAuthority) {
        keys.add("truststore." + extension);
      }
    }
    secrets.put(spec.path("secretName").asText(), keys);
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    for (String part : List.of("data", "binaryData", "stringData")) {
      object.path(part).fieldNames().forEachRemaining(keys::add);
    }
    return keys;
  }

  /** Every reference in an object, at any depth. */
  private void follow(JsonNode object) {
    JsonNode spec = object.path("spec");
    switch (object.path("kind").asText()) {
      case "Ingress" -> spec.path("tls").forEach(tls -> secret(tls.path("secretName"), "tls.key"));
      case "Certificate" -> {
        JsonNode issuer = spec.path("issuerRef");
        object(issuer.path("kind").asText(), issuer.path("name").asText());
      }
      case "Issuer" -> {
        if (spec.has("ca")) {
          secret(spec.path("ca").path("secretName"), "tls.key");
        }
      }
      case "ServersTransport" ->
          spec.path("rootCAsSecrets").forEach(name -> secret(name, "ca.crt"));
      case "TLSOption" ->
          spec.path("clientAuth").path("secretNames").forEach(name -> secret(name, "ca.crt"));
      case "BackendTLSPolicy" ->
          spec.path("validation")
              .path("caCertificateRefs")
              .forEach(ref -> volume(ref.path("kind").asText(), ref.path("name"), "ca.crt"));
      case "ReferenceGrant" -> spec.path("to").forEach(to -> secret(to.path("name"), "tls.crt"));
      default -> {}
    }
    object.path("metadata").path("annotations").properties().forEach(this::annotation);
    within(object);
  }

  private void annotation(Map.Entry<String, JsonNode> annotation) {
    String value = annotation.getValue().asText();
    String inNamespace = bundle.namespace() + "/";
    switch (annotation.getKey()) {
      case "nginx.ingress.kubernetes.io/proxy-ssl-secret",
          "nginx.ingress.kubernetes.io/auth-tls-secret" ->
          secret(value.replaceFirst("^" + inNamespace, ""), "ca.crt");
      case "haproxy.org/server-ca" -> secret(value.replaceFirst("^" + inNamespace, ""), "tls.crt");
      case "traefik.ingress.kubernetes.io/router.middlewares" -> traefik("Middleware", value);
      case "traefik.ingress.kubernetes.io/router.tls.options" -> traefik("TLSOption", value);
      case "traefik.ingress.kubernetes.io/service.serverstransport" ->
          traefik("ServersTransport", value);
      case "cert-manager.io/cluster-issuer" -> object("ClusterIssuer", value);
      case "cert-manager.io/issuer" -> object("Issuer", value);
      default -> {}
    }
  }

  private void traefik(String kind, String reference) {
    String name = reference.replaceFirst("@kubernetescrd$", "");
    object(kind, name.replaceFirst("^" + bundle.namespace() + "-", ""));
  }

  private void within(JsonNode node) {
    for (String field : List.of("secretKeyRef", "passwordSecretRef")) {
      if (node.has(field)) {
        secret(node.path(field).path("name"), node.path(field).path("key").asText());
      }
    }
    for (JsonNode volume : node.path("volumes")) {
      files("Secret", volume.path("secret"), volume.path("secret").path("secretName"));
      files("ConfigMap", volume.path("configMap"), volume.path("configMap").path("name"));
    }
    if (node.has("sources")) {
      for (JsonNode source : node.path("sources")) {
        for (JsonNode item : source.path("secret").path("items")) {
          volume("Secret", source.path("secret").path("name"), item.path("key").asText());
        }
        for (JsonNode item : source.path("configMap").path("items")) {
          volume("ConfigMap", source.path("configMap").path("name"), item.path("key").asText());
        }
      }
    }
    node.forEach(this::within);
  }

  private void files(String kind, JsonNode object, JsonNode name) {
    if (object.isObject() && !object.path("optional").asBoolean()) {
      object.path("items").forEach(item -> volume(kind, name, item.path("key").asText()));
      if (!object.has("items") && !there(kind).containsKey(name.asText())) {
        missing.add("%s %s".formatted(kind, name.asText()));
      }
    }
  }

  private Map<String, Set<String>> there(String kind) {
    return kind.equals("Secret") ? secrets : configMaps;
  }

  private void volume(String kind, JsonNode name, String key) {
    check(kind, there(kind), name.asText(), key);
  }

  private void secret(JsonNode name, String key) {
    secret(name.asText(), key);
  }

  private void secret(String name, String key) {
    check("Secret", secrets, name, key);
  }

  private void check(String kind, Map<String, Set<String>> there, String name, String key) {
    Set<String> keys = there.getOrDefault(name, Set.of());
    if (!keys.contains("*") && !keys.contains(key)) {
      missing.add("%s %s has no %s, only %s".formatted(kind, name, key, keys));
    }
  }

  private void object(String kind, String name) {
    if (!named.contains(kind + "/" + name)) {
      missing.add("%s %s".formatted(kind, name));
    }
  }
}
