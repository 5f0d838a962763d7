package dev.tlsmith.request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** A way to write a spec, and how the beginning of a body tells it from the others. */
enum BodyFormat {
  JSON("JSON", "\\{", "application/json"),
  JSON_LIST("a list in JSON", "\\[\\s*+[\\[{\"\\]]", "application/json"),
  /** A field, a colon and a blank or nothing, no {@code =}. */
  YAML(
      "YAML",
      BodyFormat.DOCUMENT_START + "[A-Za-z]{1,40}+:(?:[ \\t][^=&\\n]*+)?(?:\\r?\\n|\\z)",
      "application/yaml"),
  YAML_LIST("a list in YAML", BodyFormat.DOCUMENT_START + "-[ \\n]", "application/yaml"),
  MULTIPART("a multipart form", "--[^\\r\\n]{1,70}+\\r?\\n[Cc]ontent-", "multipart/form-data"),
  FORM("a form", "[A-Za-z][A-Za-z0-9_.%\\[\\]-]{0,200}+=", "application/x-www-form-urlencoded");

  /** Further in it nothing is looked for. */
  private static final int BEGINNING = 2_000;

  private static final String DOCUMENT_START = "(?:---[ \\t]*+\\r?\\n)?(?:#[^\\n]*+\\n)*+";

  private final String title;
  private final Pattern beginning;
  private final String mediaType;

  BodyFormat(String title, String beginning, String mediaType) {
    this.title = title;
    this.beginning = Pattern.compile(beginning);
    this.mediaType = mediaType;
  }

  /** What a body looks like; empty if like nothing that is read here. */
  static Optional<BodyFormat> of(byte[] body) {
    int length = Math.min(body.length, BEGINNING);
    String text = new String(body, 0, length, StandardCharsets.UTF_8).replace("\uFEFF", "");
    for (BodyFormat format : values()) {
      if (format.beginning.matcher(text.stripLeading()).lookingAt()) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * What to do with a body that is labelled as something else.
   *
   * @param label what it is labelled as, for a sentence
   */
  String advice(String label) {
    String instead =
        switch (this) {
          case JSON, YAML, MULTIPART, FORM -> "";
          case JSON_LIST -> "send one spec, e.g. {\"deployments\": […]}, and ";
          case YAML_LIST -> "send one spec, with the list below 'deployments:', and ";
        };
    String binary =
        switch (this) {
          case YAML, YAML_LIST -> " and send it by --data-binary";
          case MULTIPART -> ", with its boundary, as curl -F does";
          case JSON, JSON_LIST, FORM -> "";
        };
    return "the body looks like %s and is labelled as %s; %sadd -H 'Content-Type: %s'%s"
        .formatted(title, label, instead, mediaType, binary);
  }
}
