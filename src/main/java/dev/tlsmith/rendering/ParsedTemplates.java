package dev.tlsmith.rendering;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.tree.Node;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Interpreters that parse a text once and render the tree as often as it is asked for. Only texts
 * of packs come here, never a caller's, so there is an end to them.
 */
final class ParsedTemplates implements InterpreterFactory {

  /**
   * The blanks before a block tag or a comment that begins its line, which is what {@code
   * lstrip_blocks} of Jinja takes away. The engine's own takes the blanks before any tag, so that
   * {@code ssl_verify_client {% if … %}} lost the space that parts it from its value.
   */
  private static final Pattern INDENTED_TAG = Pattern.compile("(?dm)^[ \\t]++(?=\\{[%#])");

  private final Map<String, Node> trees = new ConcurrentHashMap<>();

  @Override
  public JinjavaInterpreter newInstance(JinjavaInterpreter original) {
    return new Interpreter(original, trees);
  }

  @Override
  public JinjavaInterpreter newInstance(
      Jinjava application, Context context, JinjavaConfig renderConfig) {
    return new Interpreter(application, context, renderConfig, trees);
  }

  private static String withoutIndentedTags(String text) {
    return INDENTED_TAG.matcher(text).replaceAll("");
  }

  private static final class Interpreter extends JinjavaInterpreter {

    private final Map<String, Node> trees;

    Interpreter(JinjavaInterpreter original, Map<String, Node> trees) {
      super(original);
      this.trees = trees;
    }

    Interpreter(
        Jinjava application, Context context, JinjavaConfig renderConfig, Map<String, Node> trees) {
      super(application, context, renderConfig);
      this.trees = trees;
    }

    @Override
    public Node parse(String template) {
      Node known = trees.get(template);
      if (known != null) {
        return known;
      }
      int faults = getErrorsCopy().size();
      Node tree = super.parse(RawText.around(template, ParsedTemplates::withoutIndentedTags));
      if (getErrorsCopy().size() == faults) {
        trees.put(template, tree);
      }
      return tree;
    }
  }
}
