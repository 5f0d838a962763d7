package dev.tlsmith.inspection;

import dev.tlsmith.inspection.Recognised.Document;
import dev.tlsmith.problem.SecretName;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.rendering.yaml.YamlDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads YAML and JSON: manifests, compose files, values, {@code tlsmith.yaml}. */
final class DocumentReader {

  private static final int MOST_DOCUMENTS = 200;
  private static final int MOST_VALUES = 20_000;

  private static final Pattern DIVISION = Pattern.compile("(?m)^---[ \\t]*+(?:#[^\\n]*+)?\\r?\\n");
  private static final Pattern YAML_NAME = Pattern.compile("(?i).*\\.(?:ya?ml|json)");
  private static final Pattern YAML_START =
      Pattern.compile("(?:---|#[^\\n]*+|\\s)*+(?:apiVersion|kind|services|version|spec):.*+");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final FindingCollector findings;
  private final Passwords passwords;

  DocumentReader(FindingCollector findings, Passwords passwords) {
    this.findings = findings;
    this.passwords = passwords;
  }

  /**
   * The documents of a text.
   *
   * @param inner gets what stands in them
   * @return empty if the text is no YAML with a mapping
   */
  List<Document> read(Part part, String text, List<Part> inner) {
    List<String> texts =
        DIVISION.splitAsStream(text).filter(one -> !isEmpty(one)).limit(MOST_DOCUMENTS).toList();
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String place = texts.size() == 1 ? "" : "/documents/%d".formatted(i);
      Optional<Map<String, Object>> content = content(part, place, texts.get(i));
      if (content.isEmpty() || content.get().isEmpty()) {
        return documents;
      }
      add(documents, part.location().at(place), content.get());
    }
    documents.forEach(document -> look(part, document, inner));
    return documents;
  }

  private static boolean isEmpty(String document) {
    return document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  private Optional<Map<String, Object>> content(Part part, String place, String text) {
    try {
      return Optional.of(GivenYaml.read(text, YamlDialect.COMPOSE).content());
    } catch (IllegalArgumentException e) {
      if (YAML_NAME.matcher(part.location().file()).matches()
          || YAML_START.matcher(text).lookingAt()) {
        findings.error(
            part.location().at(place),
            "yaml-unreadable",
            "%s cannot be read as YAML: %s".formatted(part.location().at(place), e.getMessage()));
      }
      return Optional.empty();
    }
  }

  /** A document; of a List, its items. */
  private static void add(
      List<Document> documents, Location location, Map<String, Object> content) {
    if ("List".equals(content.get("kind")) && content.get("items") instanceof List<?> items) {
      for (int i = 0; i < Math.min(items.size(), MOST_DOCUMENTS); i++) {
        if (items.get(i) instanceof Map<?, ?> item) {
          Location at = location.at("/items/%d".formatted(i));
          documents.add(document(at, Trees.named(item)));
        }
      }
    } else {
      documents.add(document(location, content));
    }
  }

  private static Document document(Location location, Map<String, Object> content) {
    String kind = "values";
    if (content.get("kind") instanceof String manifest && content.containsKey("apiVersion")) {
      kind =
          switch (manifest) {
            case "Secret" -> "secret";
            case "ConfigMap" -> "config-map";
            default -> "manifest";
          };
    } else if (content.get("services") instanceof Map<?, ?>) {
      kind = "compose";
    } else if (content.get("spec") instanceof Map<?, ?> && content.containsKey("sha256")) {
      kind = "tlsmith";
    }
    return new Document(location, kind, content);
  }

  private void look(Part part, Document document, List<Part> inner) {
    if (document.kind().equals("secret")) {
      lookIntoSecret(part, document, inner);
      return;
    }
    for (Trees.Text value : Trees.texts(document.content(), MOST_VALUES)) {
      if (value.text().contains("-----BEGIN ")) {
        inner.add(
            part.inside(
                document.location().at(value.pointer()),
                value.text().getBytes(StandardCharsets.UTF_8)));
      } else if (SecretName.isIn(value.pointer())) {
        passwords.add(value.text());
      }
    }
  }

  private void lookIntoSecret(Part part, Document document, List<Part> inner) {
    Trees.mapping(document.content().get("data"))
        .forEach((name, value) -> decode(part, document.location(), name, value, inner));
    Trees.mapping(document.content().get("stringData"))
        .forEach(
            (name, value) -> {
              if (value instanceof String text) {
                Location at = document.location().at("/stringData/" + Trees.escaped(name));
                entry(part.inside(at, text.getBytes(StandardCharsets.UTF_8)), name, inner);
              }
            });
  }

  private void decode(Part part, Location secret, String name, Object value, List<Part> inner) {
    Location at = secret.at("/data/" + Trees.escaped(name));
    if (!(value instanceof String text)) {
      return;
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(SPACE.matcher(text).replaceAll(""));
    } catch (IllegalArgumentException e) {
      findings.error(
          at,
          "secret-not-base64",
          ("%s is not base64, and the API server refuses the Secret; encode it with 'base64 -w0',"
                  + " or put it as it is below 'stringData'")
              .formatted(at));
      return;
    }
    Optional<byte[]> again = EncodedContent.in(new String(decoded, StandardCharsets.ISO_8859_1));
    if (again.isPresent()) {
      findings.error(
          at,
          "base64-twice",
          "%s is base64 of base64, and the program that mounts it reads the inner one as its file;"
                  .formatted(at)
              + " encode it once, or put it below 'stringData'");
    }
    entry(part.inside(at, again.orElse(decoded)), name, inner);
  }

  private void entry(Part entry, String name, List<Part> inner) {
    String text = new String(entry.content(), StandardCharsets.UTF_8);
    boolean password = SecretName.isIn(name) && text.length() < 1_000 && !text.contains("-----");
    if (!password) {
      inner.add(entry);
      return;
    }
    passwords.add(text);
    if (text.endsWith("\n")) {
      findings.warn(
          entry.location(),
          "password-line-end",
          ("%s ends with a line end, which becomes part of the password, and most often opens"
                  + " nothing; make it with 'printf %%s' instead of 'echo'")
              .formatted(entry.location()));
    }
  }
}
