package dev.tlsmith.rendering.yaml;

import dev.tlsmith.rendering.yaml.YamlTree.Mapping;
import dev.tlsmith.rendering.yaml.YamlTree.Scalar;
import dev.tlsmith.rendering.yaml.YamlTree.Sequence;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML that a caller wrote for another program: one document, a mapping; anchors are allowed. Read
 * as data, with bounds on what aliases may grow to; no type but YAML's own is ever made. Its nodes
 * are kept, so that what is not touched can be written again as it stands.
 */
public final class GivenYaml {

  private static final int DEEPEST = 60;
  private static final int MOST_COLLECTION_ALIASES = 200;
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final String document;
  private final Mapping root;

  private GivenYaml(String document, Mapping root) {
    this.document = document;
    this.root = root;
  }

  /**
   * Reads a text, with or without a byte order mark.
   *
   * @throws IllegalArgumentException if it is not one mapping; the message reaches the caller and
   *     repeats nothing of the text but the name of a tag
   */
  public static GivenYaml read(String text, YamlDialect dialect) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    String document = (marked ? text.substring(1) : text).replace("\r\n", "\n");
    Node root = composed(document);
    YamlTree tree = root == null ? Scalar.NULL : new YamlTreeBuilder(dialect).build(root);
    Mapping mapping =
        switch (tree) {
          case Mapping some -> some;
          case Scalar scalar when scalar.value() == null -> Mapping.EMPTY;
          case Scalar scalar -> throw new UnreadableYamlException("its root is not a mapping");
          case Sequence sequence -> throw new UnreadableYamlException("its root is not a mapping");
        };
    return new GivenYaml(document, mapping);
  }

  /**
   * Reads a text by YAML's core schema.
   *
   * @return maps, lists, text, numbers, booleans and null; empty for an empty document
   * @throws IllegalArgumentException as {@link #read}
   */
  public static Map<String, Object> parse(String text) {
    return read(text, YamlDialect.COMPOSE).content();
  }

  /** Maps, lists, text, numbers, booleans and null; empty for an empty document. */
  public Map<String, Object> content() {
    return root.data();
  }

  /**
   * A place in the document.
   *
   * @param path as a message names it, e.g. {@code "deployments.worker.extraEnv"}
   * @param keys that stand for each {@code *} of the pattern, in their order
   * @param value never null
   */
  public record Place(String path, List<String> keys, Object value) {}

  /**
   * The places that hold something and that a pattern leads to, in the document's order.
   *
   * @param pattern a JSON pointer; the segment {@code *} is any key, in a list of named values a
   *     segment is the name, and {@code =…} at the end is the value that must stand there
   */
  public List<Place> places(String pattern) {
    return YamlPattern.of(pattern).in(root).stream()
        .map(
            match ->
                new Place(match.place(), match.keys(), Objects.requireNonNull(match.tree().data())))
        .toList();
  }

  Mapping root() {
    return root;
  }

  /** For whoever writes again what is not touched; most only read. */
  YamlText text() {
    return new YamlText(document);
  }

  private static @Nullable Node composed(String document) {
    try {
      return yaml().compose(new StringReader(document));
    } catch (MarkedYAMLException e) {
      throw new UnreadableYamlException(
          e.getProblemMark() == null
              ? "it does not parse"
              : "it does not parse at line %d, column %d"
                  .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1));
    } catch (YAMLException e) {
      throw new UnreadableYamlException("it does not parse, or is nested or aliased too deeply");
    }
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_COLLECTION_ALIASES);
    options.setNestingDepthLimit(DEEPEST);
    options.setTagInspector(anyTag -> true); // judged by the builder, which names what it refuses
    DumperOptions unused = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(unused), unused, options, new PlainTag());
  }

  /** Leaves what a plain scalar is to {@link YamlScalars}, and tells it from a quoted one. */
  private static final class PlainTag extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // none: see resolve
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit
          ? YamlScalars.PLAIN
          : super.resolve(kind, value, implicit);
    }
  }
}
