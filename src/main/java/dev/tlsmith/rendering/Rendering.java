package dev.tlsmith.rendering;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The templates of a set and a model for them. Made for one request. */
public final class Rendering {

  private static final String TRUE = "1";
  private static final String FALSE = "0";
  private static final Pattern FAILED =
      Pattern.compile("Error resolving expression \\[(.+?)]: ", Pattern.DOTALL);

  private final UnaryOperator<String> sources;
  private final ExpressionPlaces places;
  private final Partials partials;
  private final Jinjava jinjava;
  private final Context context;

  /**
   * A rendering.
   *
   * @param sources of templates, by name
   * @param partials that conditions and short texts see
   */
  Rendering(
      UnaryOperator<String> sources,
      ExpressionPlaces places,
      Partials partials,
      Jinjava jinjava,
      Context library,
      Map<String, Object> model) {
    this(
        sources,
        places,
        partials,
        jinjava,
        new PartialImport.Scope(jinjava, library, StrictModel.of(model)));
  }

  private Rendering(
      UnaryOperator<String> sources,
      ExpressionPlaces places,
      Partials partials,
      Jinjava jinjava,
      Context context) {
    this.sources = sources;
    this.places = places;
    this.partials = partials;
    this.jinjava = jinjava;
    this.context = context;
  }

  /**
   * The same with a larger model, with which partials are evaluated anew.
   *
   * @param more laid over the model; text, numbers, booleans, lists and maps
   */
  public Rendering with(Map<String, Object> more) {
    return new Rendering(
        sources,
        places,
        partials,
        jinjava,
        new PartialImport.Scope(jinjava, context, StrictModel.of(more)));
  }

  /**
   * The same with names that come later than the model, e.g. of key material: what partials set is
   * decided without them, and their macros see them.
   *
   * @param later laid over the model; text, numbers, booleans, lists and maps
   */
  public Rendering extended(Map<String, Object> later) {
    return new Rendering(
        sources, places, partials, jinjava, new UnrecordedContext(context, StrictModel.of(later)));
  }

  /**
   * Renders a template.
   *
   * @param name of the template
   * @throws TemplateException if there is no such template or anything in it fails, warnings of the
   *     engine included
   */
  public String render(String name) {
    return render(name, sources.apply(name));
  }

  /**
   * Renders a short text in which {@code {{ … }}} may stand, e.g. a message or a path.
   *
   * @throws TemplateException as {@link #render(String)}
   */
  public String text(String source) {
    return source.indexOf('{') < 0 ? source : render(source, partials.into("", source));
  }

  /**
   * Evaluates a condition.
   *
   * @param expression e.g. {@code "options.csrf and termination == 'none'"}
   * @throws TemplateException if it does not compile or names something that is not defined
   */
  public boolean test(String expression) {
    return switch (render(expression, partials.into("", conditional(expression)))) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw new TemplateException(expression, 0, "is not a condition");
    };
  }

  /**
   * Evaluates many conditions at the price of one.
   *
   * @return one answer for each, in their order
   * @throws TemplateException as {@link #test}, for the first that fails
   */
  public List<Boolean> testAll(List<String> expressions) {
    StringBuilder source = new StringBuilder();
    expressions.forEach(expression -> source.append(conditional(expression)));
    try {
      String answers = render("conditions", partials.into("", source.toString()));
      if (answers.length() == expressions.size()) {
        return answers.chars().mapToObj(answer -> answer == TRUE.charAt(0)).toList();
      }
    } catch (TemplateException e) {
      // one of them fails: each by itself says which
    }
    List<Boolean> answers = new ArrayList<>();
    expressions.forEach(expression -> answers.add(test(expression)));
    return answers;
  }

  private static String conditional(String expression) {
    return "{% if " + expression + " %}" + TRUE + "{% else %}" + FALSE + "{% endif %}";
  }

  void parse(String name, String source) {
    interpret(name, interpreter -> interpreter.parse(source));
  }

  private String render(String name, String source) {
    return interpret(name, interpreter -> interpreter.render(source));
  }

  private <T> T interpret(String name, Function<JinjavaInterpreter, T> work) {
    JinjavaInterpreter interpreter =
        jinjava
            .getGlobalConfig()
            .getInterpreterFactory()
            .newInstance(
                jinjava, new UnrecordedContext(context, Map.of()), jinjava.getGlobalConfig());
    T result;
    try (var current = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
      result = work.apply(interpreter);
    } catch (InterpretException e) {
      throw new TemplateException(name, e.getLineNumber(), String.valueOf(e.getMessage()));
    }
    for (TemplateError error : interpreter.getErrorsCopy()) {
      throw places
          .find(name, expression(error))
          .map(place -> new TemplateException(place.template(), place.line(), message(error)))
          .orElseGet(() -> new TemplateException(name, error.getLineno(), message(error)));
    }
    return result;
  }

  /** The expression that failed, as it is written; {@code ""} if the engine does not say. */
  private static String expression(TemplateError error) {
    String field = String.valueOf(error.getFieldName());
    String expression = field.contains("|") ? field : ""; // that of a filter that failed
    for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
      Matcher matcher = FAILED.matcher(String.valueOf(cause.getMessage()));
      expression = matcher.find() ? matcher.group(1) : expression;
    }
    return expression;
  }

  private static String message(TemplateError error) {
    Throwable cause = error.getException();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause == null ? null : cause.getMessage();
    if (OutputEncoding.UNDEFINED.equals(message)) {
      return "'%s': %s".formatted(expression(error), message);
    }
    return message == null ? error.getMessage() : message;
  }
}
