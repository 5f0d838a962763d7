package dev.tlsmith.inspection;

import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.SecretName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compose files: where keys and passwords stand, and who may change or read what is mounted. */
final class ComposeRules {

  private static final int READABLE_BY_OTHERS = 0004;
  private static final Pattern MATERIAL =
      Pattern.compile("(?i).*\\.(?:key|pem|crt|cer|p12|pfx|jks)|.*/(?:tls|ssl|certs?|pki)/?");
  private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY");

  private final Document compose;
  private final FindingCollector collector;

  ComposeRules(Document compose, FindingCollector collector) {
    this.compose = compose;
    this.collector = collector;
  }

  void check() {
    Trees.mapping(compose.content().get("services"))
        .forEach(
            (name, service) -> {
              Location at = compose.location().at("/services/" + Trees.escaped(name));
              Map<String, Object> fields = Trees.mapping(service);
              variables(fields.get("environment"))
                  .forEach((variable, value) -> checkVariable(at, variable, value));
              entries(fields.get("volumes")).forEach(volume -> checkMount(at, volume));
              entries(fields.get("secrets")).forEach(secret -> checkSecret(at, secret));
            });
  }

  /** As a mapping or as a list of {@code NAME=value}. */
  private static Map<String, String> variables(@Nullable Object environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    Trees.mapping(environment).forEach((name, value) -> variables.put(name, String.valueOf(value)));
    for (Object entry : entries(environment)) {
      String[] parts = String.valueOf(entry).split("=", 2);
      variables.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return variables;
  }

  private static List<?> entries(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private void checkVariable(Location service, String name, String value) {
    Location at = service.at("/environment/" + Trees.escaped(name));
    if (PRIVATE_KEY.matcher(value).find()) {
      collector.error(
          at,
          "key-in-environment",
          ("%s is a private key in a variable, which 'docker inspect', child processes and crash"
                  + " reports show; mount it as a file, read-only, and make a new key")
              .formatted(at));
    } else if (SecretName.is(name)
        && !value.isEmpty()
        && !value.equals(KeyStores.TRUST_STORE_PASSWORD)
        && !value.contains("${")) {
      collector.warn(
          at,
          "password-in-environment",
          "%s is a password that stands in the compose file; keep it in an 'env_file' of mode 0600 or"
                  .formatted(at)
              + " a secret, which do not get into Git");
    }
  }

  private void checkMount(Location service, Object volume) {
    String target = "";
    boolean readOnly = true;
    if (volume instanceof String text) {
      String[] parts = text.split(":");
      target = parts.length > 1 ? parts[1] : "";
      readOnly = parts.length > 2 && List.of(parts[2].split(",")).contains("ro");
    } else if (volume instanceof Map<?, ?> map) {
      Map<String, Object> fields = Trees.named(map);
      target = String.valueOf(fields.getOrDefault("target", ""));
      readOnly = Boolean.TRUE.equals(fields.get("read_only"));
    }
    if (!readOnly && MATERIAL.matcher(target).matches()) {
      Location at = service.at("/volumes");
      collector.warn(
          at,
          "mount-writable",
          "%s mounts %s so that the program may change it; mount it read-only (':ro')"
              .formatted(at, Quoted.of(target)));
    }
  }

  /** The mode of the long form; without one it is 0444, which compose cannot change for a file. */
  private void checkSecret(Location service, Object secret) {
    if (secret instanceof Map<?, ?> map
        && Trees.named(map).get("mode") instanceof Object mode
        && (number(mode) & READABLE_BY_OTHERS) != 0) {
      Location at = service.at("/secrets");
      collector.warn(
          at,
          "secret-readable-by-others",
          "%s gives a secret the mode %04o, so that every process of the container reads it; use 0400"
                  .formatted(at, number(mode))
              + " and the 'uid' of the program");
    }
  }

  /** YAML 1.1 reads {@code 0444} as octal; in quotes it is a text. */
  private static int number(Object mode) {
    try {
      return mode instanceof Number number
          ? number.intValue()
          : Integer.parseInt(mode.toString(), 8);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
