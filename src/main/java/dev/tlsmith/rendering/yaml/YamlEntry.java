package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * An entry of a caller's list, to be written into another list: as it stands, with its comments,
 * where it refers to nothing else; else value by value, each scalar in its own words.
 *
 * @param text that it stands in
 * @param list that it stands in; null if it stands in none
 * @param before the entry before it, where that one stands there as well
 * @param value of the entry
 */
record YamlEntry(
    YamlText text, @Nullable SequenceNode list, @Nullable Node before, YamlTree value) {

  private static final String BREAKS_OF_OLD = "\u0085\u2028\u2029";
  private static final String FLOW_SYNTAX = ",[]{}?#";
  private static final String INDENT = "  ";

  /** An entry of a list, by its index. */
  static YamlEntry of(YamlText text, Sequence list, int index) {
    boolean copied = index > 0 && list.items().get(index - 1).standsAlone();
    Node before = copied ? list.items().get(index - 1).node() : null;
    return new YamlEntry(text, list.node(), before, list.items().get(index));
  }

  /** The same with another value. */
  YamlEntry with(YamlTree other) {
    return new YamlEntry(text, null, null, other);
  }

  /** As an entry of a block list whose dash stands in a column; with its line ends. */
  String block(int column) {
    String margin = " ".repeat(column);
    Node node = value.node();
    if (node == null || list == null || !value.standsAlone()) {
      return margin + "- " + block(value, margin + INDENT).stripLeading() + "\n";
    }
    if (list.getFlowStyle() == FlowStyle.FLOW) {
      String source = text.of(node);
      boolean copied = node instanceof ScalarNode || "{[".indexOf(source.charAt(0)) >= 0;
      return copied && isOfPlainLines(source)
          ? margin + "- " + source.replace("\n", "\n" + margin + INDENT) + "\n"
          : margin + "- " + block(value, margin + INDENT).stripLeading() + "\n";
    }
    List<String> lines = text.entry(list, node, before);
    int shift = column - text.dashColumn(list);
    return lines.stream().allMatch(YamlEntry::isOfPlainLines)
        ? lines.stream().map(line -> shifted(line, shift) + "\n").collect(Collectors.joining())
        : margin + "- " + block(value, margin + INDENT).stripLeading() + "\n";
  }

  /** As an entry of a list in brackets. */
  String flow() {
    return flow(value);
  }

  private static boolean isOfPlainLines(String source) {
    return source.chars().noneMatch(c -> BREAKS_OF_OLD.indexOf(c) >= 0);
  }

  /** Every line by the same number of columns, as far as it has them. */
  private static String shifted(String line, int shift) {
    if (shift >= 0) {
      return line.isEmpty() ? line : " ".repeat(shift) + line;
    }
    int blanks = 0;
    while (blanks < -shift && blanks < line.length() && line.charAt(blanks) == ' ') {
      blanks++;
    }
    return line.substring(blanks);
  }

  private String block(YamlTree tree, String margin) {
    return switch (tree) {
      case Mapping mapping when mapping.entries().isEmpty() -> "{}";
      case Mapping mapping ->
          mapping.entries().entrySet().stream()
              .map(entry -> margin + key(entry.getKey()) + ":" + below(entry.getValue(), margin))
              .collect(Collectors.joining("\n"));
      case Sequence sequence when sequence.items().isEmpty() -> "[]";
      case Sequence sequence ->
          sequence.items().stream()
              .map(item -> margin + "- " + block(item, margin + INDENT).stripLeading())
              .collect(Collectors.joining("\n"));
      case Scalar scalar -> scalar(scalar, false);
    };
  }

  private String below(YamlTree tree, String margin) {
    boolean lines =
        switch (tree) {
          case Mapping mapping -> !mapping.entries().isEmpty();
          case Sequence sequence -> !sequence.items().isEmpty();
          case Scalar scalar -> false;
        };
    return (lines ? "\n" : " ") + block(tree, margin + INDENT);
  }

  private String flow(YamlTree tree) {
    return switch (tree) {
      case Mapping mapping ->
          mapping.entries().entrySet().stream()
              .map(entry -> key(entry.getKey()) + ": " + flow(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Sequence sequence ->
          sequence.items().stream().map(this::flow).collect(Collectors.joining(", ", "[", "]"));
      case Scalar scalar -> scalar(scalar, true);
    };
  }

  /** A name that no reader takes for anything but itself, else in quotes. */
  private static String key(String name) {
    boolean plain =
        !name.isEmpty()
            && Character.isLetter(name.charAt(0))
            && name.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || c == '_'))
            && YamlScalars.plain(name, YamlDialect.HELM) instanceof String;
    return plain ? name : quoted(name);
  }

  /** In the style and, where it is plain, in the words that it stands in. */
  private static String scalar(Scalar scalar, boolean flow) {
    ScalarNode node = scalar.node();
    if (node == null) {
      return scalar.value() == null ? "null" : quoted(scalar.value().toString());
    }
    String value = node.getValue();
    String tag = tag(node.getTag());
    if (node.isPlain() && !node.getTag().equals(Tag.STR)) {
      boolean unsafe = flow && value.chars().anyMatch(c -> FLOW_SYNTAX.indexOf(c) >= 0);
      String plain = value.isEmpty() ? "null" : value;
      return tag + (unsafe || !isOfPlainLines(value) ? quoted(value) : plain);
    }
    boolean single =
        node.getScalarStyle() == ScalarStyle.SINGLE_QUOTED
            && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return tag + (single ? "'" + value.replace("'", "''") + "'" : quoted(value));
  }

  private static String tag(Tag tag) {
    boolean explicit = tag.startsWith(Tag.PREFIX) && !tag.equals(Tag.STR);
    return explicit ? "!!" + tag.getClassName() + " " : "";
  }

  /** In double quotes, with an escape for whatever is not a visible character (YAML 1.2.2 §5.7). */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c == '\n') {
                quoted.append("\\n");
              } else if (c == '\t') {
                quoted.append("\\t");
              } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0xfeff || isBreak(c)) {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }

  private static boolean isBreak(int c) {
    return c == 0x2028 || c == 0x2029;
  }
}
