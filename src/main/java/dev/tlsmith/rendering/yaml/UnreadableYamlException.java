package dev.tlsmith.rendering.yaml;

/** A text is no YAML that a caller's settings could be; the message reaches the caller. */
final class UnreadableYamlException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private static final String RULE =
      "give one YAML document with a mapping, without duplicate keys and custom tags";

  UnreadableYamlException(String fault) {
    super(fault + "; " + RULE);
  }
}
