package dev.tlsmith.rendering;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ImportTag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.TagToken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tag by which a text sees a partial. As in Jinja, and unlike the engine's own, a partial is
 * evaluated once for a model, whatever texts see it, and does not see the variables of these texts.
 */
final class PartialImport extends ImportTag {

  private static final long serialVersionUID = 1;

  /** The model of a rendering, and the partials that were evaluated with it. */
  static final class Scope extends UnrecordedContext {

    private final Jinjava engine;
    private final Map<String, Object> evaluated = new HashMap<>();
    private final Set<String> begun = new HashSet<>();

    Scope(Jinjava engine, Context parent, Map<String, Object> model) {
      super(parent, model);
      this.engine = engine;
    }

    private static Scope of(JinjavaInterpreter interpreter) {
      for (Context at = interpreter.getContext(); at != null; at = at.getParent()) {
        if (at instanceof Scope scope) {
          return scope;
        }
      }
      throw new IllegalStateException("a text is rendered without a model");
    }
  }

  @Override
  public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
    Scope scope = Scope.of(interpreter);
    String name = getContextVar(getHelpers((TagToken) tag.getMaster()));
    Object partial = scope.evaluated.get(tag.getHelpers());
    if (partial == null) {
      if (!scope.begun.add(tag.getHelpers())) {
        throw new InterpretException(
            "'%s' sees itself, by way of others".formatted(name), tag.getLineNumber());
      }
      partial = evaluate(tag, name, scope, interpreter);
      scope.begun.remove(tag.getHelpers());
    }
    if (partial != null) {
      scope.evaluated.put(tag.getHelpers(), partial);
      interpreter.getContext().put(name, partial);
    }
    return "";
  }

  /** Its macros and values; null if it has errors, which are the text's as well. */
  private @Nullable Object evaluate(
      TagNode tag, String name, Scope scope, JinjavaInterpreter interpreter) {
    JinjavaInterpreter own =
        interpreter
            .getConfig()
            .getInterpreterFactory()
            .newInstance(
                scope.engine, new UnrecordedContext(scope, Map.of()), interpreter.getConfig());
    super.interpret(tag, own);
    interpreter.addAllChildErrors(name, own.getErrorsCopy());
    return own.getErrorsCopy().isEmpty() && own.getContext().get(name) instanceof Map<?, ?> made
        ? StrictModel.named(name, made)
        : null;
  }
}
